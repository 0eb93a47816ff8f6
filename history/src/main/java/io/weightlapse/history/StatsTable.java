// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.weightlapse.core.event.Distribution;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.nn.Param;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Types;

/** The table {@code layer_stats}: one row a tensor and step. */
final class StatsTable {
  private static final List<String> MOMENTS = List.of("mean", "sd", "min", "max", "l1", "l2");
  private static final List<String> QUANTILES =
      List.of("q01", "q05", "q25", "q50", "q75", "q95", "q99");

  static final MessageType SCHEMA = schema();

  /** All columns, in order; the step is the first. */
  static final String[] COLUMNS =
      SCHEMA.getFields().stream().map(f -> f.getName()).toArray(String[]::new);

  private StatsTable() {}

  private static MessageType schema() {
    Types.MessageTypeBuilder b = Types.buildMessage();
    add(b, INT64, "step");
    add(b, INT32, "worker", "epoch");
    b.required(BINARY).as(stringType()).named("layer");
    b.required(BINARY).as(stringType()).named("param");
    add(b, INT64, "count");
    distribution(b, "");
    add(b, INT64, "from_step");
    distribution(b, "change_");
    add(b, INT32, "updates");
    add(b, DOUBLE, "gradient_norm", "update_ratio", "change_ratio", "dead_fraction");
    b.requiredList().requiredElement(INT32).named("dead_units");
    return b.named("layer_stats");
  }

  private static void distribution(Types.MessageTypeBuilder b, String prefix) {
    add(b, INT64, prefix + "not_finite");
    Stream.of(MOMENTS, QUANTILES, List.of("limit"))
        .flatMap(List::stream)
        .forEach(name -> add(b, DOUBLE, prefix + name));
    b.requiredList().requiredElement(INT32).named(prefix + "histogram");
  }

  private static void add(Types.MessageTypeBuilder b, PrimitiveTypeName type, String... names) {
    for (String name : names) {
      b.required(type).named(name);
    }
  }

  static void write(RowGroup row, LayerStats s) {
    row.add(s.step())
        .add(s.worker())
        .add(s.epoch())
        .add(s.layer())
        .add(s.param().label())
        .add(s.values().count());
    write(row, s.values());
    row.add(s.fromStep());
    write(row, s.change());
    row.add(s.updates())
        .add(s.gradientNorm())
        .add(s.updateRatio())
        .add(s.changeRatio())
        .add(s.deadFraction())
        .add(s.deadUnits().stream().mapToInt(Integer::intValue).toArray());
  }

  private static void write(RowGroup row, Distribution d) {
    row.add(d.notFinite());
    row.add(d.mean()).add(d.sd()).add(d.min()).add(d.max()).add(d.l1()).add(d.l2());
    for (double q : d.quantiles()) {
      row.add(q);
    }
    row.add(d.limit()).add(d.histogram());
  }

  /** The row at hand; its step was read already. */
  static LayerStats read(TableReader row, String run, long step) throws IOException {
    int[] at = {1};
    int worker = row.getInt(at[0]++);
    int epoch = row.getInt(at[0]++);
    String layer = row.getString(at[0]++);
    Param param = Param.of(row.getString(at[0]++));
    long count = row.getLong(at[0]++);
    Distribution values = distribution(row, at, count);
    long from = row.getLong(at[0]++);
    Distribution change = distribution(row, at, from < 0 ? 0 : count);
    return new LayerStats(
        run,
        worker,
        step,
        epoch,
        layer,
        param,
        values,
        from,
        change,
        row.getInt(at[0]++),
        row.getDouble(at[0]++),
        row.getDouble(at[0]++),
        row.getDouble(at[0]++),
        row.getDouble(at[0]++),
        Arrays.stream(row.getInts(at[0])).boxed().toList());
  }

  private static Distribution distribution(TableReader row, int[] at, long count) {
    long notFinite = row.getLong(at[0]++);
    double[] m = doubles(row, at, MOMENTS.size());
    double[] q = doubles(row, at, QUANTILES.size());
    double limit = row.getDouble(at[0]++);
    int[] histogram = row.getInts(at[0]++);
    return new Distribution(
        count, notFinite, m[0], m[1], m[2], m[3], m[4], m[5], q, limit, histogram);
  }

  private static double[] doubles(TableReader row, int[] at, int n) {
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] = row.getDouble(at[0]++);
    }
    return values;
  }
}
