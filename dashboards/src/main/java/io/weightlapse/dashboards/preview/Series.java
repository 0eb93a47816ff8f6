// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A line: points from left to right.
 *
 * @param name what its legend says
 * @param x where points are: seconds since 1970, or a number
 * @param y their values; NaN is a gap
 */
record Series(String name, double[] x, double[] y) {
  /** Of rows with the columns time, metric and value. */
  static List<Series> ofTimes(Frame frame) {
    Map<String, List<double[]>> points = new LinkedHashMap<>();
    for (int i = 0; i < frame.rows(); i++) {
      double time = ((java.sql.Timestamp) frame.values("time").get(i)).getTime() / 1e3;
      Double value = frame.numbers("value").get(i);
      points
          .computeIfAbsent(String.valueOf(frame.values("metric").get(i)), k -> new ArrayList<>())
          .add(new double[] {time, value == null ? Double.NaN : value});
    }
    List<Series> all = new ArrayList<>();
    points.forEach((name, list) -> all.add(of(name, list)));
    return all;
  }

  /** Of the other columns over one. */
  static List<Series> over(Frame frame, String column) {
    List<Series> all = new ArrayList<>();
    for (String name : frame.names()) {
      if (name.equals(column) || !frame.isNumber(name)) {
        continue;
      }
      List<double[]> points = new ArrayList<>();
      for (int i = 0; i < frame.rows(); i++) {
        Double value = frame.numbers(name).get(i);
        if (value != null) { // missing ones are spanned
          points.add(new double[] {frame.numbers(column).get(i), value});
        }
      }
      all.add(of(name, points));
    }
    return all;
  }

  static Series of(String name, List<double[]> points) {
    double[] x = points.stream().mapToDouble(p -> p[0]).toArray();
    return new Series(name, x, points.stream().mapToDouble(p -> p[1]).toArray());
  }
}
