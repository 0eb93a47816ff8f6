// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static io.weightlapse.streaming.consume.TestKafka.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Animator;
import io.weightlapse.streaming.view.StepRange;
import io.weightlapse.streaming.view.TrainedRun;
import io.weightlapse.streaming.view.ValueRange;
import io.weightlapse.streaming.view.ViewOptions;
import io.weightlapse.streaming.view.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every view, drawn of what comes through Kafka and of what the history has: the same pixels. */
class LiveViewsIT {
  /** What comes later is not known of a run that is followed. */
  private static final ViewOptions SO_FAR =
      new ViewOptions(
          Locale.ENGLISH,
          StepRange.ALL,
          1,
          0,
          0,
          Optional.empty(),
          ValueRange.of("so-far"),
          1,
          Map.of());

  @TempDir static Path temp;
  private static TestKafka kafka;
  private static String dataBefore;

  private final Set<String> complete = ConcurrentHashMap.newKeySet();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final StreamListener listener =
      new StreamListener() {
        @Override
        public void runComplete(String run) {
          complete.add(run);
        }

        @Override
        public void problem(String line) {
          problems.add(line);
        }
      };

  @BeforeAll
  static void start() throws IOException {
    kafka = TestKafka.shared();
    dataBefore = System.getProperty(DataFolder.PROPERTY);
    System.setProperty(DataFolder.PROPERTY, temp.resolve("data").toString());
    Path digits = Files.createDirectories(temp.resolve("data/digits"));
    digits(digits, "train", 24);
    digits(digits, "t10k", 8);
  }

  @AfterAll
  static void stop() {
    if (dataBefore == null) {
      System.clearProperty(DataFolder.PROPERTY);
    } else {
      System.setProperty(DataFolder.PROPERTY, dataBefore);
    }
  }

  @AfterEach
  void empty() throws Exception {
    kafka.empty();
  }

  /** Pictures of 4 x 4 and their classes, as MNIST's files have them. */
  private static void digits(Path folder, String kind, int count) throws IOException {
    Random random = new Random(count);
    ByteBuffer images = ByteBuffer.allocate(16 + 16 * count);
    images.putInt(0x803).putInt(count).putInt(4).putInt(4);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[16];
      random.nextBytes(pixels);
      images.put(pixels);
      labels.put((byte) (i % 10));
    }
    Files.write(folder.resolve(kind + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve(kind + "-labels-idx1-ubyte"), labels.array());
  }

  /** The events of a run in their order, with surfaces of two units at each frame. */
  private static List<Event> events(TrainedRun trained, long... surfacesAt) {
    String run = trained.manifest.run();
    List<Event> events = new ArrayList<>(trained.events);
    events.removeIf(RunEnded.class::isInstance);
    Random random = new Random(5);
    Axis axis = new Axis(-2, 2, 6);
    for (long step : surfacesAt) {
      for (int unit = 0; unit < 2; unit++) {
        float[] loss = new float[36];
        for (int i = 0; i < loss.length; i++) {
          loss[i] = random.nextFloat();
        }
        events.add(
            new SurfaceTile(
                run,
                step,
                (int) (step / 3 - 1),
                new NeuronSlice(0, "l1", unit, 0, 1),
                axis,
                axis,
                0.1,
                -0.2,
                0,
                6,
                loss,
                loss.clone(),
                2));
      }
    }
    events.add(new RunEnded(run, Instant.now(), RunState.DONE, 6, ""));
    return events;
  }

  @Test
  void whatIsFollowedLooksLikeWhatIsReplayed() throws Exception {
    TrainedRun plane =
        new TrainedRun(
            "plane",
            "from-scratch",
            "training.epochs=2",
            "data.points=120",
            "network.layers=[{units: 4, activation: relu}, {units: 3, activation: identity}]",
            "snapshots={everySteps: 1}",
            "metrics.everySteps=1",
            "frames=[{every: 1}]");
    TrainedRun images =
        new TrainedRun(
            "images",
            "mnist-mlp",
            "training={seed: 0, epochs: 2, batch: 8, optimiser: {name: sgd, learningRate: 0.1}}",
            "data={images: digits}",
            "network.inputs=16",
            "network.layers=[{units: 5, activation: relu}, {units: 10, activation: identity}]",
            "snapshots={everySteps: 1}");
    List<List<Event>> told = List.of(events(plane, 3, 6), events(images, 3, 6));
    Home home = Home.open(temp.resolve("home").toString());
    for (List<Event> events : told) {
      try (HistorySink sink = new HistorySink(home, events.get(0).run(), "train")) {
        for (Event event : events) {
          sink.publish(event);
        }
      }
    }
    StreamSettings settings =
        StreamSettings.of(
                kafka.bootstrap(), Map.of(), temp.resolve("live"), List.copyOf(Views.names()))
            .withGroup("every-view", "");
    try (StreamConsumer consumer =
        new StreamConsumer(
                settings,
                RunEventLoader.NONE,
                listener,
                (name, manifest) -> Views.create(name, manifest, SO_FAR))
            .start()) {
      told.forEach(kafka::publish);
      until("completion", 300, () -> complete.size() == 2);
      consumer.check();
    }
    assertThat(problems).isEmpty();
    Set<String> seen = new TreeSet<>();
    for (TrainedRun run : List.of(plane, images)) {
      for (String view : Views.names()) {
        if (Views.create(view, run.manifest).frameCount() > 0) {
          seen.add(view);
          compare(home, settings, run, view);
        }
      }
    }
    assertThat(seen).containsExactlyElementsOf(Views.names());
  }

  private static void compare(Home home, StreamSettings settings, TrainedRun run, String view)
      throws IOException {
    String id = run.manifest.run();
    FrameStore live = new FrameStore(settings.animations().resolve(id), view);
    FrameStore replayed = new FrameStore(temp.resolve("replayed").resolve(id), view);
    new Animator(
            Views.replay(view, run.manifest, SO_FAR), replayed, List.of(), (name, done, all) -> {})
        .render(new HistorySource(home, id));
    int frames = replayed.list().size();
    assertThat(live.list()).as("%s of %s", view, id).hasSize(frames);
    assertThat(frames).as("%s of %s", view, id).isGreaterThan(1);
    for (int i = 0; i < frames; i++) {
      int[] followed = pixels(live.pictures(frames).picture(i));
      assertThat(Arrays.equals(followed, pixels(replayed.pictures(frames).picture(i))))
          .as("frame %d of %s of %s has the same pixels", i, view, id)
          .isTrue();
    }
  }

  private static int[] pixels(BufferedImage picture) {
    int width = picture.getWidth();
    return picture.getRGB(0, 0, width, picture.getHeight(), null, 0, width);
  }
}
