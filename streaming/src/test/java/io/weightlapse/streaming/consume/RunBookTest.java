// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.experiment.ExperimentTree;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.view.Frame;
import io.weightlapse.streaming.view.TrainedRun;
import io.weightlapse.streaming.view.View;
import io.weightlapse.streaming.view.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The consumer without Kafka: events are handed over, everything else is real. */
class RunBookTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.SURFACES, 0);

  @TempDir Path home;

  private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
  private final Counters counters = new Counters();
  private final StreamListener listener =
      new StreamListener() {
        @Override
        public void runStarted(RunManifest manifest) {
          throw new IllegalStateException("of the listener");
        }

        @Override
        public void viewReady(String run, String view, int frames) {
          heard.add("ready " + view + " " + frames);
        }

        @Override
        public void viewFailed(String run, String view, String message) {
          heard.add("view failed " + view + ": " + message);
        }

        @Override
        public void runFailed(String run, String message) {
          heard.add("run failed " + message);
        }

        @Override
        public void runComplete(String run) {
          heard.add("complete");
        }

        @Override
        public void problem(String line) {
          heard.add(line);
          throw new IllegalStateException("of the listener");
        }
      };

  /** Enough for a book, and drawn of what a synthetic run tells. */
  private static final List<String> TWO_VIEWS = List.of("neuron-surfaces", "transformations");

  private final StreamListener guarded = new GuardedListener(listener);
  private final FrameWriter writer = new FrameWriter(1, counters, guarded);
  private final MemorySink history = new MemorySink();
  private RunBook book;
  private long offset;

  private void open(List<String> views) {
    open(views, run -> history.events().isEmpty() ? Optional.empty() : Optional.of(history));
  }

  private void open(List<String> views, RunEventLoader loader) {
    StreamSettings settings = StreamSettings.of("none:1", Map.of(), home, views);
    RunDrawing drawing = new RunDrawing(settings, Views::create, guarded, counters, writer);
    book = new RunBook(settings, drawing, loader, guarded, counters);
  }

  @AfterEach
  void close() {
    writer.close();
  }

  private void tell(Collection<? extends Event> events) throws IOException {
    for (Event event : events) {
      book.accept(new Received(PARTITION, offset++, event));
    }
  }

  private void until(BooleanSupplier condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("%s", heard).isLessThan(deadline);
      if (book.needsBarriers()) {
        book.barriers(Map.of(PARTITION, offset));
      }
      book.advance(Map.of(PARTITION, offset));
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void aRunWhoseDataDoNotFitItsNetworkAndAListenerThatThrowsStopNothing() throws Exception {
    ObjectNode tree = ExperimentTree.write(ExperimentReader.builtIn("xor"));
    ((ObjectNode) tree.get("network")).put("inputs", 3);
    Experiment odd = ExperimentReader.read(tree, "odd");
    open(TWO_VIEWS);
    Instant now = Instant.EPOCH;
    tell(List.of(new RunStarted(new RunManifest("odd", odd, now, "", Map.of()), now)));
    until(() -> heard.stream().anyMatch(line -> line.startsWith("run failed")));
    assertThat(heard)
        .contains("a listener failed: java.lang.IllegalStateException: of the listener")
        .contains("run failed not complete: neuron-surfaces, transformations failed")
        .doesNotContain("complete");
    assertThat(heard.stream().filter(line -> line.startsWith("view failed"))).hasSize(2);
    heard.clear();
    SyntheticRun run = new SyntheticRun("good", 3);
    tell(run.training);
    tell(run.surfaces);
    until(() -> heard.contains("complete"));
    assertThat(heard).contains("ready neuron-surfaces 3", "ready transformations 3");
  }

  @Test
  void aNewerSurveyOfACompleteRunIsDrawn() throws Exception {
    SyntheticRun run = new SyntheticRun("again", 3);
    open(TWO_VIEWS);
    tell(run.training);
    tell(run.surfaces);
    run.training.forEach(history::publish);
    until(() -> heard.contains("complete"));
    Path gif = home.resolve("animations/again/neuron-surfaces.gif");
    byte[] before = Files.readAllBytes(gif);
    assertThat(counters.framesDrawn.sum()).isEqualTo(6);
    heard.clear();
    tell(run.surfaces); // told twice
    assertThat(counters.runs).isZero();
    tell(run.resurveyed(9));
    until(() -> heard.contains("complete"));
    assertThat(counters.framesDrawn.sum()).isEqualTo(9);
    byte[] after = Files.readAllBytes(gif);
    assertThat(after).isNotEqualTo(before);

    // Another consumer knows from the disk which survey is drawn.
    open(TWO_VIEWS);
    tell(run.surfaces);
    tell(run.resurveyed(9));
    assertThat(counters.runs).isZero();
    heard.clear();
    tell(run.resurveyed(10));
    until(() -> heard.contains("complete"));
    assertThat(counters.framesDrawn.sum()).isEqualTo(12);
    assertThat(counters.conflicts.sum()).isZero();
    assertThat(Files.readAllBytes(gif)).isNotEqualTo(after);
  }

  @Test
  void aNewerSurveyWhileTheOldOneIsBeingDrawnWins() throws Exception {
    SyntheticRun run = new SyntheticRun("both", 3);
    open(TWO_VIEWS);
    tell(run.training);
    tell(run.surfaces);
    tell(run.resurveyed(9));
    until(() -> heard.contains("complete"));
    Path calm = home.resolve("animations/both/neuron-surfaces.gif");
    byte[] both = Files.readAllBytes(calm);
    Files.delete(home.resolve("animations/both/stream.state"));
    Files.delete(calm);
    heard.clear();
    open(TWO_VIEWS);
    tell(run.training);
    tell(run.resurveyed(9));
    until(() -> heard.contains("complete"));
    assertThat(Files.readAllBytes(calm)).isEqualTo(both);
  }

  @Test
  void aStoredFrameThatIsGoneFailsTheViewInsteadOfWaitingForEver() throws Exception {
    SyntheticRun run = new SyntheticRun("lost", 3);
    open(List.of("transformations"));
    FrameStore store = new FrameStore(home.resolve("animations/lost"), "transformations");
    int half = run.training.size() / 2;
    tell(run.training.subList(0, half));
    until(() -> Files.exists(store.file(0)) && writer.outstanding() == 0);
    Files.delete(store.file(0));
    tell(run.training.subList(half, run.training.size()));
    until(() -> heard.contains("run failed not complete: transformations failed"));
    assertThat(heard)
        .contains(
            "view failed transformations: io.weightlapse.streaming.encode.LostFrameException:"
                + " frame "
                + store.file(0)
                + " is gone")
        .doesNotContain("complete");
  }

  /** Views of a run of 12 steps, four an epoch, that end with a frame of each step. */
  private static final List<String> STEPPED = List.of("curves", "gradients", "weight-updates");

  private static final Instant BEGIN = Instant.parse("2026-11-22T18:45:01Z");

  private static TrainedRun trained() {
    return new TrainedRun(
        "short",
        "from-scratch",
        "training.epochs=3",
        "data.points=160",
        "snapshots={everySteps: 1}",
        "metrics.everySteps=1");
  }

  /** How runs end: with less told than their manifests promise. */
  private enum Ending {
    STOPPED(RunState.STOPPED, 7) {
      @Override
      boolean tells(Event event) {
        return step(event) <= 7;
      }
    },
    DIVERGED(RunState.FAILED, 5) {
      @Override
      boolean tells(Event event) {
        return step(event) <= 5;
      }

      @Override
      Event told(Event event) {
        return event instanceof Metric m && m.step() > 3
            ? new Metric(m.run(), m.worker(), m.step(), m.epoch(), m.name(), Double.NaN, m.time())
            : event;
      }
    },
    /** As averaging does: the model's numbers at some steps only. */
    DONE_WITH_FEWER_NUMBERS(RunState.DONE, 12) {
      @Override
      boolean tells(Event event) {
        boolean minibatch = event instanceof Metric m && m.name().startsWith("train.batch");
        boolean statistics = event instanceof LayerStats && step(event) % 3 == 1;
        boolean snapshot = event instanceof Snapshot && step(event) == 6;
        return !minibatch && !statistics && !snapshot;
      }
    };

    private final RunState state;
    private final long steps;

    Ending(RunState state, long steps) {
      this.state = state;
      this.steps = steps;
    }

    abstract boolean tells(Event event);

    Event told(Event event) {
      return event;
    }

    List<Event> events(TrainedRun run) {
      List<Event> events = new ArrayList<>();
      run.events.stream()
          .filter(e -> e instanceof RunStarted || tells(e))
          .filter(e -> !(e instanceof RunEnded))
          .map(this::told)
          .forEach(events::add);
      events.add(new RunEnded("short", BEGIN.plusSeconds(9), state, steps, ""));
      return events;
    }
  }

  private static long step(Event event) {
    if (event instanceof Snapshot s) {
      return s.step();
    } else if (event instanceof LayerStats s) {
      return s.step();
    }
    return event instanceof Metric m ? m.step() : -1;
  }

  @ParameterizedTest
  @EnumSource(Ending.class)
  void whatARunTellsIsDrawnWhenItEnds(Ending ending) throws Exception {
    TrainedRun run = trained();
    List<Event> events = ending.events(run);
    events.forEach(history::publish);
    open(STEPPED);
    tell(events);
    until(() -> heard.contains("complete"));
    for (String name : STEPPED) {
      View view = Views.create(name, run.manifest);
      List<Frame> frames = new ArrayList<>();
      events.forEach(e -> frames.addAll(view.accept(e)));
      int before = frames.size();
      frames.addAll(view.end());
      FrameStore store = new FrameStore(home.resolve("animations/short"), name);
      assertThat(store.list()).as(name).hasSize(frames.size());
      assertThat(frames.size()).as(name).isGreaterThan(ending.state == RunState.DONE ? 5 : 4);
      for (Frame frame : frames) {
        assertThat(store.has(frame.index(), frame.fingerprint())).isTrue();
      }
      assertThat(home.resolve("animations/short/" + name + ".gif")).exists();
      if (name.equals("curves") && ending.state == RunState.DONE) {
        assertThat(before).isLessThan(frames.size()); // it waited for what never came
      }
    }
    assertThat(Files.readString(home.resolve("animations/short/stream.state")))
        .startsWith(ending.state == RunState.DONE ? "v1 complete " : "v1 settled ");
    assertThat(counters.runs).isZero();
    assertThat(book.lowWater(Map.of(PARTITION, offset))).containsEntry(PARTITION, offset);
    assertThat(counters.failures.sum()).isZero();
    heard.clear();
    tell(events); // told twice
    assertThat(counters.runs).isZero();
    assertThat(heard).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRunThatWasStoppedIsDrawnToItsEndWhenItGoesOn(boolean stored) throws Exception {
    TrainedRun run = trained();
    List<Event> first = Ending.STOPPED.events(run);
    open(STEPPED, id -> stored ? Optional.of(history) : Optional.empty());
    if (!stored) {
      open(STEPPED, RunEventLoader.NONE);
    }
    first.forEach(history::publish);
    tell(first);
    until(() -> heard.contains("complete"));
    heard.clear();
    List<Event> rest = new ArrayList<>();
    rest.add(new RunStarted(run.manifest, BEGIN.plusSeconds(20)));
    run.events.stream().filter(e -> step(e) > 7).forEach(rest::add);
    rest.add(new RunEnded("short", BEGIN.plusSeconds(30), RunState.DONE, 12, ""));
    tell(rest);
    until(() -> heard.contains("complete"));
    for (String name : STEPPED) {
      FrameStore store = new FrameStore(home.resolve("animations/short"), name);
      List<Frame> frames = new ArrayList<>();
      View view = Views.create(name, run.manifest);
      run.events.forEach(e -> frames.addAll(view.accept(e)));
      assertThat(store.list()).as(name).hasSize(frames.size());
      assertThat(frames.size()).isGreaterThanOrEqualTo(12);
      Frame end = frames.get(frames.size() - 1);
      int[] last = pixels(store.pictures(frames.size()).picture(end.index()));
      assertThat(Arrays.equals(last, pixels(end.picture().get()))).as(name).isTrue();
    }
    assertThat(Files.readString(home.resolve("animations/short/stream.state")))
        .startsWith("v1 complete ");
    assertThat(counters.runs).isZero();
    assertThat(counters.failures.sum()).isZero();
  }

  private static int[] pixels(BufferedImage picture) {
    return picture.getRGB(
        0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
  }
}
