// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every sink must do; a test of a sink extends this. */
public abstract class EventSinkContract {
  /** The run of all events here. */
  protected static final String RUN = "contract-1";

  /** A quiet and a signalling NaN with payloads, infinities, both zeros, a denormal. */
  protected static final float[] ODD = {
    Float.intBitsToFloat(0x7fc01234),
    Float.intBitsToFloat(0xffa00001),
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    -0f,
    Float.MIN_VALUE
  };

  /** A new sink for {@link #RUN}, over the same store each time. */
  protected abstract EventSink sink() throws IOException;

  /** Everything that a reader of the store sees now. */
  protected abstract List<Event> stored() throws IOException;

  /** How the run starts. */
  protected static RunStarted started() {
    RunManifest manifest =
        new RunManifest(
            RUN,
            ExperimentReader.builtIn("xor"),
            Instant.parse("2026-11-22T18:45:01Z"),
            "00ff",
            Map.of("weightlapse", "0.1.0"));
    return new RunStarted(manifest, Instant.parse("2026-11-22T18:45:02.000003Z"));
  }

  /** Weights of layer l1. */
  protected static Snapshot weights(long step, float... values) {
    return Snapshot.whole(RUN, Event.MODEL, step, 0, "l1", Param.W, values.length / 2, 2, values);
  }

  /** Bias of layer l1. */
  protected static Snapshot bias(long step, float... values) {
    return Snapshot.whole(RUN, Event.MODEL, step, 0, "l1", Param.B, values.length, 1, values);
  }

  /** A training loss. */
  protected static Metric loss(long step, int epoch, double value) {
    Instant time = Instant.parse("2026-11-22T18:45:03.000001Z").plusSeconds(step);
    return new Metric(RUN, Event.MODEL, step, epoch, MetricNames.TRAIN_LOSS, value, time);
  }

  /** Statistics of layer l1. */
  protected static LayerStats stats(long step, Param param) {
    int[] histogram = new int[Distribution.BINS];
    histogram[63] = 4;
    double[] quantiles = {-0.0, 0, 1, 2, 3, Double.MIN_VALUE, Double.MAX_VALUE};
    Distribution values =
        new Distribution(6, 2, 1.5, 0.5, 1, 2, 6, 3.1, quantiles, 0x1p-126, histogram);
    return new LayerStats(
        RUN,
        Event.MODEL,
        step,
        0,
        "l1",
        param,
        values,
        param == Param.W ? step - 1 : -1,
        param == Param.W ? values : Distribution.none(),
        3,
        Double.NaN,
        -3.01,
        Double.POSITIVE_INFINITY,
        2.0 / 3,
        param == Param.W ? List.of(1, 70_000) : List.of());
  }

  /** Two rows of a 4 x 3 grid. */
  protected static SurfaceTile tile(long step, int row0) {
    return new SurfaceTile(
        RUN,
        step,
        7,
        new NeuronSlice(0, "l1", 1, 0, 1),
        new Axis(-5, 5, 4),
        new Axis(-1, 0.5, 3),
        0.25,
        -0.75,
        row0,
        2,
        Arrays.copyOf(ODD, 6),
        new float[] {0, 0.25f, 0.5f, 0.75f, 1, Float.NaN},
        2);
  }

  /** Every second row and third column of a plane of 5 x 4 points, from (1, 0) on. */
  protected static SurfaceTile lattice(long step) {
    return new SurfaceTile(
        RUN,
        step,
        7,
        new NamedSlice(SliceKind.PLANE, "filter.0"),
        new Axis(-1, 1, 5),
        new Axis(0, 0.5, 4),
        0,
        0,
        new GridPart(1, 2, 2, 0, 2, 3),
        Arrays.copyOf(ODD, 4),
        new float[] {0, 0.25f, 0.5f, Float.NaN},
        3,
        1234567890123L);
  }

  /** Two series of a line. */
  protected static SurfaceTile line(long step) {
    return new SurfaceTile(
        RUN,
        step,
        7,
        new NamedSlice(SliceKind.LINE, "step0"),
        new Axis(0, 1, 3),
        Axis.numbers(2),
        0,
        0,
        GridPart.rows(0, 3, 2),
        Arrays.copyOf(ODD, 6),
        new float[6],
        1,
        5);
  }

  /** How it ends. */
  protected static RunEnded ended() {
    return new RunEnded(RUN, Instant.parse("2026-11-22T18:46:00Z"), RunState.DONE, 2, "");
  }

  /** Equal strings mean equal events, bit for bit. */
  protected static List<String> describe(List<? extends Event> events) {
    List<String> list = new ArrayList<>();
    for (Event e : events) {
      if (e instanceof Snapshot s) {
        list.add(
            List.of(s.run(), s.worker(), s.step(), s.epoch(), s.layer(), s.param())
                + " "
                + List.of(s.row0(), s.rows(), s.cols(), s.chunk(), s.chunks())
                + bits(s.values()));
      } else if (e instanceof SurfaceTile t) {
        list.add(
            List.of(t.run(), t.step(), t.epoch(), t.slice(), t.alpha(), t.beta())
                + " "
                + List.of(t.originAlpha(), t.originBeta(), t.part(), t.tiles(), t.survey())
                + bits(t.loss())
                + bits(t.accuracy()));
      } else if (e instanceof LayerStats s) {
        list.add(
            List.of(s.run(), s.worker(), s.step(), s.epoch(), s.layer(), s.param(), s.fromStep())
                + " "
                + List.of(s.updates(), s.gradientNorm(), s.updateRatio(), s.changeRatio())
                + List.of(s.deadFraction(), s.deadUnits())
                + numbers(s.values())
                + numbers(s.change()));
      } else {
        list.add(e.toString());
      }
    }
    return list;
  }

  private static String numbers(Distribution d) {
    return List.of(d.count(), d.notFinite(), d.mean(), d.sd(), d.min(), d.max(), d.l1(), d.l2())
        + Arrays.toString(d.quantiles())
        + d.limit()
        + Arrays.toString(d.histogram());
  }

  private static String bits(float[] values) {
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return Arrays.toString(bits);
  }

  private static List<Event> allKinds() {
    return List.of(
        started(),
        weights(0, 1, 2, 3, 4),
        bias(0, 5, 6),
        weights(2, ODD),
        bias(2, -0f, Float.NaN, 1),
        stats(2, Param.W),
        stats(2, Param.B),
        loss(2, 0, Double.NaN),
        loss(2, 1, -0.0),
        tile(2, 0),
        tile(2, 2),
        line(2),
        lattice(2),
        ended());
  }

  @Test
  void keepsEveryKindBitForBit() throws IOException {
    try (EventSink sink = sink()) {
      for (Event e : allKinds()) {
        sink.publish(e);
      }
    }
    assertThat(describe(stored())).containsExactlyElementsOf(describe(allKinds()));
  }

  @Test
  void flushMakesDurableWhatWasPublished() throws IOException {
    try (EventSink sink = sink()) {
      sink.publish(started());
      sink.publish(weights(0, 1, 2));
      sink.flush();
      assertThat(describe(stored())).isEqualTo(describe(List.of(started(), weights(0, 1, 2))));
      sink.publish(weights(1, 3, 4));
      sink.flush();
      sink.flush();
      assertThat(stored()).hasSize(3);
    }
    assertThat(stored()).hasSize(3);
  }

  @Test
  void closesTwiceAndWithoutEvents() throws IOException {
    EventSink sink = sink();
    sink.close();
    sink.close();
    sink().abort();
  }
}
