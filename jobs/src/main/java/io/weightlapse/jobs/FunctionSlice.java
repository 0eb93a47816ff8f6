// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.GridPart;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;
import io.weightlapse.core.landscape.function.Expression;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Slices;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A function of x and y as a surface: no network, no data, so the driver computes it at once. */
final class FunctionSlice {
  private static final int MOST_POINTS = 64 << 10;

  private FunctionSlice() {}

  static JobReport publish(Home home, SliceRequest request, KafkaGate gate, Output out)
      throws IOException {
    Expression f = Expression.of(request.function());
    Axis x = axis(request.alpha(), request.rows(), request.scale());
    Axis y =
        axis(
            request.beta() == null ? request.alpha() : request.beta(),
            request.cols(),
            request.scale());
    String name =
        request.name() != null
            ? request.name()
            : request
                .function()
                .replace("^", "")
                .replaceAll("[^A-Za-z0-9._]+", "-")
                .replaceAll("^[-._]+|-+$", "");
    NamedSlice slice =
        new NamedSlice(SliceKind.FUNCTION, name.substring(0, Math.min(60, name.length())));
    SliceInfo info =
        new SliceInfo(
            new SliceRecipe(
                slice,
                x,
                y,
                "",
                DirectionUse.SHARED,
                0,
                0,
                "",
                0,
                List.of(""),
                "double",
                request.function(),
                request.cut()),
            new TreeMap<>(),
            System.currentTimeMillis(),
            Instant.now());
    Slices slices = new Slices(home, request.run());
    slices.clear(slice);
    slices.write(info);
    FanOutSink sink =
        new FanOutSink(
            new HistorySink(home, request.run(), "slice-" + System.currentTimeMillis()),
            gate.settings());
    int rows = Math.max(1, MOST_POINTS / y.count());
    int tiles = (x.count() + rows - 1) / rows;
    try {
      for (int row = 0; row < x.count(); row += rows) {
        GridPart part = GridPart.rows(row, Math.min(rows, x.count() - row), y.count());
        float[] z = new float[part.points()];
        for (int p = 0; p < z.length; p++) {
          z[p] = (float) f.at(x.at(row + p / y.count()), y.at(p % y.count()));
        }
        sink.publish(
            new SurfaceTile(
                request.run(),
                0,
                -1,
                slice,
                x,
                y,
                0,
                0,
                part,
                z,
                nothing(z.length),
                tiles,
                info.survey()));
      }
      sink.close();
    } catch (IOException | RuntimeException e) {
      sink.abort();
      throw e;
    }
    out.line(
        String.format(
            Locale.ROOT,
            "%s of %s: %s on %d x %d points",
            slice.id(),
            request.run(),
            request.function(),
            x.count(),
            y.count()));
    return new JobReport(List.of(), gate.report(sink.report()));
  }

  private static Axis axis(Axis ends, int count, double scale) {
    double from = ends == null ? -3 : ends.from();
    double to = ends == null ? 3 : ends.to();
    return new Axis(scale * from, scale * to, count);
  }

  /** A function has no accuracy. */
  private static float[] nothing(int n) {
    float[] values = new float[n];
    java.util.Arrays.fill(values, Float.NaN);
    return values;
  }
}
