// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.history.Home;
import io.weightlapse.history.query.DuckQuery;
import io.weightlapse.history.query.QueryOptions;
import io.weightlapse.history.query.RowSink;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Asks the run of {@link QueryRun} a question: {@code QueryTimes HOME SQL TIMES}. Prints the
 * seconds until the session is open (the engine's library is unpacked and loaded), of the first
 * answer and of the later ones, the processor's seconds of each, and the answer's last column.
 */
final class QueryTimes {
  private QueryTimes() {}

  public static void main(String[] args) throws Exception {
    Map<String, Object> result = new LinkedHashMap<>();
    DuckQuery[] opened = new DuckQuery[1];
    result.put(
        "open",
        Repeats.seconds(
            () -> opened[0] = DuckQuery.open(Home.open(args[0]), QueryOptions.defaults())));
    List<Double> seconds = new ArrayList<>();
    List<Double> processor = new ArrayList<>();
    List<Object> answer = new ArrayList<>();
    try (DuckQuery query = opened[0]) {
      for (int i = 0; i < Integer.parseInt(args[2]); i++) {
        answer.clear();
        double before = processor();
        seconds.add(Repeats.seconds(() -> query.run(args[1], Long.MAX_VALUE, last(answer))));
        processor.add(processor() - before);
      }
    }
    result.put("seconds", seconds);
    result.put("processor", processor);
    result.put("answer", answer);
    JsonLine.print(result);
  }

  private static double processor() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  private static RowSink last(List<Object> answer) {
    return new RowSink() {
      @Override
      public void begin(List<String> columns) {}

      @Override
      public void row(Object[] cells) {
        answer.add(cells[cells.length - 1]);
      }

      @Override
      public void end() {}
    };
  }
}
