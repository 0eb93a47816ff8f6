// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.playground;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingListener;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaygroundTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static ObjectNode standard() {
    ObjectNode node = JSON.createObjectNode().put("data", "circle").put("points", 100);
    node.put("noise", 10).put("testShare", 0.3).put("activation", "tanh");
    node.put("optimiser", "sgd").put("learningRate", 0.03).put("l1", 0).put("l2", 0);
    node.put("batch", 10).put("seed", 3);
    node.putArray("features").add("x1").add("x2");
    node.putArray("hidden").add(4).add(2);
    return node;
  }

  private static PlaygroundSettings settings(Consumer<ObjectNode> change) {
    ObjectNode node = standard();
    change.accept(node);
    return PlaygroundSettings.read(node);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"circle", "playground-xor", "gauss", "spiral", "plane", "gauss-regression"})
  void trainsTheBitsOfAnyTraining(String data) throws IOException {
    for (String optimiser : PlaygroundSettings.OPTIMISERS) {
      PlaygroundSettings s =
          settings(
              n ->
                  n.put("data", data).put("optimiser", optimiser).put("l2", 0.001).put("batch", 7));
      TinyTraining tiny = new TinyTraining(s);
      for (int e = 0; e < 5; e++) {
        tiny.epoch();
      }
      Experiment experiment = s.experiment(5);
      RunManifest manifest = new RunManifest("r", experiment, Instant.EPOCH, "", Map.of());
      try (Training whole =
          new Training(
              manifest,
              TrainingData.load(experiment, DataFolder.current()),
              new MemorySink(),
              TrainingListener.NONE,
              new TrainingOptions(1, false, 1e9),
              CheckpointStore.NONE,
              Clock.systemUTC())) {
        whole.run();
        assertThat(tiny.soFar().parameters()).isEqualTo(whole.parameters());
      }
    }
  }

  @Test
  void lowersTheLossWhileItIsWatched() throws Exception {
    try (Playground playground = new Playground(Home.open(folder.toString()))) {
      PlaygroundSession session = playground.open(settings(n -> {}));
      session.speed(PlaygroundSession.MOST_SPEED);
      session.play(true);
      List<ObjectNode> frames = watch(session, f -> f.get("epoch").asInt() >= 300);
      double first = frames.get(0).get("loss").asDouble();
      double last = frames.get(frames.size() - 1).get("loss").asDouble();
      assertThat(frames.get(0).get("epoch").asInt()).isZero();
      assertThat(last).isLessThan(0.3 * first);
      assertThat(frames.get(0).get("parameters").asText()).isBase64();
      session.step(2);
      int before = session.epochs();
      ObjectNode stepped = last(watch(session, f -> f.get("epoch").asInt() == before + 2));
      assertThat(stepped.get("playing").asBoolean()).isFalse();
      session.reset();
      assertThat(last(watch(session, f -> f.get("epoch").asInt() == 0)).get("loss").asDouble())
          .isEqualTo(first);
    }
  }

  private static ObjectNode last(List<ObjectNode> frames) {
    return frames.get(frames.size() - 1);
  }

  private static final class Enough extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** The frames until one that is enough: then the page goes away. */
  private static List<ObjectNode> watch(
      PlaygroundSession session, java.util.function.Predicate<ObjectNode> enough)
      throws InterruptedException {
    List<ObjectNode> frames = new ArrayList<>();
    try {
      session.attend(
          new PlaygroundSession.Audience() {
            @Override
            public void frame(ObjectNode frame) throws IOException {
              frames.add(frame);
              session.seen(frame.get("frame").asLong());
              if (enough.test(frame)) {
                throw new Enough();
              }
            }

            @Override
            public void beat() {}
          });
    } catch (Enough e) {
      assertThat(session.attended()).isFalse();
      return frames;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("the session ended");
  }

  @Test
  void storesATrainingAsARunOfTheSameBits() throws Exception {
    Home home = Home.open(folder.toString());
    try (Playground playground = new Playground(home)) {
      PlaygroundSession session = playground.open(settings(n -> {}));
      assertThatThrownBy(() -> playground.store(session))
          .isInstanceOf(UserException.class)
          .hasMessage("epochs must be 1..100000 to be stored: was 0");
      session.step(30);
      ObjectNode frame = last(watch(session, f -> f.get("epoch").asInt() == 30));
      String run = playground.store(session);
      assertThat(new Runs(home).info(run).orElseThrow().state()).isEqualTo(RunState.DONE);
      SnapshotReader reader =
          new SnapshotReader(home, run, new Runs(home).manifest(run).experiment().network());
      List<Long> steps = reader.steps();
      assertThat(steps).hasSize(31);
      float[] stored = reader.parameters(steps.get(30));
      byte[] sent = frame.get("parameters").binaryValue();
      float[] seen = new float[sent.length / 4];
      java.nio.ByteBuffer.wrap(sent)
          .order(java.nio.ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(seen);
      assertThat(seen).isEqualTo(stored);
      session.adjust(0.1, 0, 0);
      session.step(1);
      watch(session, f -> f.get("epoch").asInt() == 31);
      assertThatThrownBy(() -> playground.store(session))
          .hasMessage(
              "a training whose rates were changed on the way cannot be repeated: reset it first");
    }
  }

  @Test
  void standsStillWhenTheLossIsNoNumber() throws Exception {
    try (Playground playground = new Playground(Home.open(folder.toString()))) {
      PlaygroundSession session =
          playground.open(
              settings(
                  n ->
                      n.put("data", "plane")
                          .put("activation", "identity")
                          .put("learningRate", 10)));
      session.play(true);
      List<ObjectNode> frames = watch(session, f -> f.get("diverged").asBoolean());
      assertThat(last(frames).get("playing").asBoolean()).isFalse();
    }
  }

  @Test
  void doesNotRunAheadOfAPageThatIsSlow() throws Exception {
    try (Playground playground = new Playground(Home.open(folder.toString()))) {
      PlaygroundSession session = playground.open(settings(n -> {}));
      session.speed(PlaygroundSession.MOST_SPEED);
      session.play(true);
      List<ObjectNode> frames = new ArrayList<>();
      int[] beats = {0};
      assertThatThrownBy(
              () ->
                  session.attend(
                      new PlaygroundSession.Audience() {
                        @Override
                        public void frame(ObjectNode frame) {
                          frames.add(frame);
                        }

                        @Override
                        public void beat() throws IOException {
                          if (frames.size() >= PlaygroundSession.WINDOW && ++beats[0] == 2) {
                            throw new Enough();
                          }
                        }
                      }))
          .isInstanceOf(Enough.class);
      assertThat(frames).hasSize(PlaygroundSession.WINDOW);
    }
  }

  @Test
  void keepsABoundedNumberOfTrainings() {
    Playground playground = new Playground(Home.open(folder.toString()));
    PlaygroundSession first = playground.open(settings(n -> {}));
    for (int i = 0; i < Playground.MOST_SESSIONS; i++) {
      playground.open(settings(n -> {}));
    }
    assertThat(playground.session(first.id())).isEmpty(); // nobody watched it
    playground.close();
    assertThatThrownBy(() -> playground.open(settings(n -> {}))).isInstanceOf(UserException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data | \"mnist\" | data must be one of circle, playground-xor, gauss, spiral, plane,"
            + " gauss-regression: was mnist",
        "points | 1001 | points must be 20..1000: was 1001",
        "points | 1.5 | points must be a whole number",
        "noise | 51 | noise must be 0..50: was 51",
        "learningRate | 11 | learningRate must be 1.0E-6..10: was 11",
        "learningRate | \"NaN\" | learningRate must be a number",
        "l1 | -1 | l1 must be 0..10: was -1",
        "batch | 0 | batch must be 1..1000: was 0",
        "seed | 3000000000 | seed must be a whole number",
        "hidden | [9] | units must be 1..8: was 9",
        "hidden | [1,1,1,1,1,1,1] | hidden layers must be 0..6: was 7",
        "hidden | 3 | hidden must be a short list",
        "features | [] | features must be 1..7: was 0",
        "features | [\"x1\",\"x1\"] | features must differ: was [x1, x1]",
        "activation | {} | activation must be a short text"
      })
  void boundsEveryNumber(String name, String value, String message) throws IOException {
    var changed = JSON.readTree(value);
    assertThatThrownBy(() -> settings(n -> n.set(name, changed))).hasMessage(message);
  }
}
