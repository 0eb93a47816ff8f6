// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPathsViewTest {
  private static final int WORKERS = 3;
  private static final int ROUND = 20; // steps: 12 rounds in the 240 steps of the run

  private static RunManifest manifest;
  private static ParameterLayout layout;

  @TempDir Path folder;

  @BeforeAll
  static void prepare() {
    manifest = RunFixture.small().manifest;
    layout = manifest.experiment().network().layout();
  }

  /** The average's known way through a plane. */
  private static double[] average(long step) {
    return new double[] {step / 10.0, 5 * Math.sin(step / 60.0)};
  }

  /** Workers leave it in directions 120 degrees apart. */
  private static double[] worker(long step, int worker) {
    double[] at = average(step);
    double angle = 2 * Math.PI * worker / WORKERS + step;
    return new double[] {at[0] + 1.5 * Math.cos(angle), at[1] + 1.5 * Math.sin(angle)};
  }

  /** A place of the plane among all parameters: along two orthonormal directions. */
  private static float[] embed(double[] place, int size) {
    float[] values = new float[size];
    int pairs = size / 2;
    double half = Math.sqrt(pairs);
    for (int i = 0; i < 2 * pairs; i++) {
      values[i] = (float) (0.25 + place[i % 2] * (i % 4 < 2 ? 1 : -1) / half);
    }
    return values;
  }

  private static List<Event> snapshot(int worker, long step, float[] values) {
    List<Event> events = new ArrayList<>();
    for (ParameterBlock b : layout.blocks()) {
      for (int r = 0; r < b.rows(); r++) {
        int from = b.offset() + r * b.cols();
        float[] row = Arrays.copyOfRange(values, from, from + b.cols());
        int epoch = step == 0 ? -1 : (int) ((step - 1) / 40);
        events.add(
            new Snapshot(
                manifest.run(),
                worker,
                step,
                epoch,
                b.layerName(),
                b.param(),
                r,
                1,
                b.cols(),
                r,
                b.rows(),
                row));
      }
    }
    return events;
  }

  private static Metric metric(int worker, long step, String name, double value) {
    int epoch = (int) ((step - 1) / 40);
    return new Metric(manifest.run(), worker, step, epoch, name, value, RunFixture.TIME);
  }

  private static List<Event> run(int round) {
    List<Event> events = new ArrayList<>();
    events.addAll(snapshot(Event.MODEL, 0, embed(average(0), layout.size())));
    for (long step = round; step <= 240; step += round) {
      events.addAll(snapshot(Event.MODEL, step, embed(average(step), layout.size())));
      for (int w = 0; w < WORKERS; w++) {
        events.addAll(snapshot(w, step, embed(worker(step, w), layout.size())));
        events.add(metric(w, step, MetricNames.WORKER_LOSS, 1.0 / step + 0.01 * w));
      }
      events.add(metric(Event.MODEL, step, MetricNames.ROUND_DIVERGENCE, 1.5));
      if (step % 40 == 0) {
        events.add(metric(Event.MODEL, step, MetricNames.TRAIN_LOSS, 1.0 / step));
      }
    }
    events.add(new RunEnded(manifest.run(), RunFixture.TIME, RunState.DONE, 240, ""));
    return events;
  }

  private static List<Frame> frames(List<Event> events) {
    View view = Views.create("worker-paths", manifest);
    for (Event event : events) {
      assertThat(view.accept(event)).isEmpty();
    }
    assertThat(view.complete()).isFalse();
    List<Frame> frames = view.end();
    assertThat(view.complete()).isTrue();
    assertThat(view.frameCount()).isEqualTo(frames.size());
    assertThat(view.end()).isEmpty();
    return frames;
  }

  private static int[] pixels(Frame frame) {
    BufferedImage image = frame.picture().get();
    return ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
  }

  private static void assertSame(List<Frame> actual, List<Frame> expected) {
    assertThat(actual)
        .extracting(Frame::fingerprint)
        .containsExactlyElementsOf(expected.stream().map(Frame::fingerprint).toList());
    for (int k = 0; k < actual.size(); k += 5) {
      assertThat(pixels(actual.get(k))).isEqualTo(pixels(expected.get(k)));
    }
  }

  private static WorkerPaths paths(List<Event> events) {
    WorkerSteps steps = new WorkerSteps(layout, 240);
    BitSet rounds = new BitSet();
    for (Event event : events) {
      if (event instanceof Snapshot s) {
        steps.accept(s);
      } else if (event instanceof Metric m && m.name().equals(MetricNames.ROUND_DIVERGENCE)) {
        rounds.set((int) m.step());
      }
    }
    StepSeries none = new StepSeries(240);
    return new WorkerPaths(steps, rounds, none, none, new TreeMap<>());
  }

  @Test
  void aFrameForEachRound() {
    List<Frame> frames = frames(run(ROUND));
    assertThat(frames).hasSize(12);
    assertThat(frames).extracting(Frame::index).startsWith(0, 1, 2).endsWith(11);
    assertThat(frames).extracting(Frame::step).startsWith(20L, 40L).endsWith(240L);
    assertThat(frames).extracting(Frame::epoch).startsWith(0, 0, 1).endsWith(5);
    assertThat(frames).extracting(Frame::fingerprint).doesNotHaveDuplicates();
  }

  @Test
  void aMotionInAPlaneIsFoundAgain() {
    WorkerPaths paths = paths(run(ROUND));
    assertThat(paths.exact()).isTrue();
    assertThat(paths.explained(0) + paths.explained(1)).isCloseTo(1, within(1e-9));
    assertThat(paths.explained(0)).isGreaterThan(paths.explained(1));
    List<double[]> found = new ArrayList<>();
    List<double[]> known = new ArrayList<>();
    for (WorkerPaths.Round round : paths.rounds()) {
      found.add(round.average());
      known.add(average(round.step()));
      found.add(round.start());
      known.add(average(round.step() - ROUND));
      for (int w = 0; w < WORKERS; w++) {
        found.add(round.workers().get(w));
        known.add(worker(round.step(), w));
        assertThat(round.distances().get(w)).isCloseTo(1.5, within(1e-5));
      }
    }
    assertThat(paths.rounds()).hasSize(12);
    for (int i = 0; i < found.size(); i++) { // up to rotation, reflection and shift
      for (int j = 0; j < i; j++) {
        assertThat(distance(found.get(i), found.get(j)))
            .isCloseTo(distance(known.get(i), known.get(j)), within(1e-4));
      }
    }
  }

  private static double distance(double[] a, double[] b) {
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  }

  @Test
  void anyOrderAndAnyRepetitionGivesTheSamePixels() {
    for (int round : new int[] {ROUND, 1}) {
      List<Event> events = run(round);
      List<Frame> expected = frames(events);
      for (int seed = 0; seed < 3; seed++) {
        Random random = new Random(seed);
        List<Event> told = new ArrayList<>(events);
        for (Event e : events) {
          if (random.nextInt(3) == 0) {
            told.add(e);
          }
        }
        Collections.shuffle(told, random);
        assertSame(frames(told), expected);
      }
    }
  }

  @Test
  void eventsThatDoNotBelongLeaveNoTrace() {
    List<Event> events = run(ROUND);
    String id = manifest.run();
    float[] two = {9, 9};
    List<Event> told = new ArrayList<>();
    for (Event event : events) {
      told.add(Snapshot.whole("other", 0, 20, 0, "l1", Param.W, 1, 2, two));
      told.add(Snapshot.whole(id, -2, 20, 0, "l1", Param.W, 1, 2, two));
      told.add(Snapshot.whole(id, 64, 20, 0, "l1", Param.W, 1, 2, two));
      told.add(Snapshot.whole(id, 0, 241, 0, "l1", Param.W, 1, 2, two));
      told.add(Snapshot.whole(id, 0, -1, 0, "l1", Param.W, 1, 2, two));
      told.add(Snapshot.whole(id, 0, 21, 0, "l1", Param.W, 1, 2, two)); // never whole
      told.add(Snapshot.whole(id, 0, 20, 0, "l9", Param.W, 1, 2, two));
      told.add(metric(Event.MODEL, 241, MetricNames.ROUND_DIVERGENCE, 7));
      told.add(metric(Event.MODEL, -20, MetricNames.ROUND_DIVERGENCE, 7));
      told.add(metric(3, 20, MetricNames.TRAIN_LOSS, 7));
      told.add(metric(64, 20, MetricNames.WORKER_LOSS, 7));
      told.add(metric(-2, 20, MetricNames.WORKER_LOSS, 7));
      told.add(new Metric(id, 0, 20, 0, null, 7, RunFixture.TIME));
      told.add(event);
    }
    assertSame(frames(told), frames(events));
  }

  @Test
  void noNumbersAreGaps() {
    List<Event> told = new ArrayList<>();
    for (Event event : run(ROUND)) {
      if (event instanceof Snapshot s && s.step() == 100 && s.worker() < 1) {
        float[] broken = s.values().clone();
        broken[0] = s.worker() == 0 ? Float.NaN : Float.POSITIVE_INFINITY;
        told.add(part(s, broken));
      } else if (event instanceof Metric m && m.step() == 100) {
        told.add(metric(m.worker(), 100, m.name(), Double.NaN));
      } else {
        told.add(event);
      }
    }
    WorkerPaths.Round broken = paths(told).rounds().get(4);
    assertThat(broken.average()).containsExactly(Double.NaN, Double.NaN);
    assertThat(broken.workers().get(0)).containsExactly(Double.NaN, Double.NaN);
    assertThat(broken.workers().get(1)[0]).isFinite();
    assertThat(broken.distances().get(1)).isNaN();
    List<Frame> frames = frames(told);
    assertThat(frames).hasSize(12);
    frames.forEach(WorkerPathsViewTest::pixels);
  }

  private static Snapshot part(Snapshot s, float[] values) {
    return new Snapshot(
        s.run(),
        s.worker(),
        s.step(),
        s.epoch(),
        s.layer(),
        s.param(),
        s.row0(),
        s.rows(),
        s.cols(),
        s.chunk(),
        s.chunks(),
        values);
  }

  @Test
  void theWayOutIsUnknownWhereTheAverageBeforeWasNotKept() {
    List<Event> told = run(ROUND);
    told.removeIf(e -> e instanceof Snapshot s && s.worker() < 0 && s.step() == 60);
    List<WorkerPaths.Round> rounds = paths(told).rounds();
    assertThat(rounds.get(2).average()).isNull();
    assertThat(rounds.get(3).start()).isNull();
    assertThat(rounds.get(4).start()).isNotNull();
    assertThat(rounds.get(0).start()).containsExactly(0, 0);
    assertThat(rounds).extracting(WorkerPaths.Round::number).startsWith(1, 2, 3, 4);
    told.removeIf(e -> e instanceof Metric m && m.name().equals(MetricNames.ROUND_DIVERGENCE));
    assertThat(paths(told).rounds()).allMatch(r -> r.start() == null && r.number() == 0);
    frames(told).forEach(WorkerPathsViewTest::pixels);
  }

  @Test
  void longRunsAreThinned() {
    List<Frame> frames = frames(run(1));
    assertThat(frames).hasSize(WorkerPathsView.MOST_FRAMES);
    assertThat(frames.get(0).step()).isEqualTo(1);
    assertThat(frames.get(199).step()).isEqualTo(240);
    WorkerSteps steps = new WorkerSteps(layout, 100_000);
    float[] values = new float[layout.size()];
    for (long step = 0; step <= 100_000; step += 10) {
      for (Event e : snapshot(Event.MODEL, step, values)) {
        steps.accept((Snapshot) e);
      }
    }
    assertThat(steps.moments()).hasSize(1 + StepBuckets.BUCKETS * StepBuckets.DEPTH);
    assertThat(steps.moments().firstKey()).isZero();
    assertThat(steps.moments().lastKey()).isEqualTo(100_000);
    long before = -1;
    for (long step : steps.moments().keySet()) {
      assertThat(step - before).isLessThanOrEqualTo(2 * 100_000 / StepBuckets.BUCKETS);
      before = step;
    }
  }

  @Test
  void aRunWithoutWorkersIsAnErrorThatSaysHowToGetThem() {
    RunFixture single = RunFixture.small();
    MemorySink source = new MemorySink();
    single.events.forEach(source::publish);
    Animator animator =
        new Animator(
            Views.create("worker-paths", single.manifest),
            new FrameStore(folder, "worker-paths"),
            new GifEncoder(),
            FrameListener.NONE);
    assertThatThrownBy(() -> animator.render(source))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "view worker-paths must have snapshots of workers: was none; train with --mode"
                + " averaging, and keep them with snapshots.workers: all");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void animatesTheWholeRun() throws Exception {
    MemorySink source = new MemorySink();
    run(ROUND).forEach(source::publish);
    List<String> heard = new ArrayList<>();
    Animation made =
        new Animator(
                Views.create("worker-paths", manifest),
                new FrameStore(folder, "worker-paths"),
                new GifEncoder(),
                (view, done, of) -> heard.add(view + " " + done + "/" + of))
            .render(source);
    assertThat(made)
        .isEqualTo(
            new Animation(
                folder.resolve("worker-paths.gif"),
                List.of(folder.resolve("worker-paths.gif")),
                12,
                12,
                12));
    assertThat(heard).startsWith("worker-paths 1/12").endsWith("worker-paths 12/12");
  }
}
