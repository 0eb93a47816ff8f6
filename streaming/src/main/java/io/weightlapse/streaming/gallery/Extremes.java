// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Thins a curve out so that it looks the same: of each stretch its least and greatest values. */
final class Extremes {
  private Extremes() {}

  /** At most so many points, and the last one; NaN and infinities stay as gaps. */
  static List<Metric> of(List<Metric> points, int most) {
    if (points.size() <= most) {
      return points;
    }
    int stretches = most / 3;
    TreeSet<Integer> kept = new TreeSet<>();
    for (int s = 0; s < stretches; s++) {
      int from = (int) ((long) s * points.size() / stretches);
      int to = (int) ((long) (s + 1) * points.size() / stretches);
      int least = -1;
      int greatest = -1;
      int gap = -1;
      for (int i = from; i < to; i++) {
        double v = points.get(i).value();
        if (!Double.isFinite(v)) {
          gap = i;
          continue;
        }
        least = least < 0 || v < points.get(least).value() ? i : least;
        greatest = greatest < 0 || v > points.get(greatest).value() ? i : greatest;
      }
      kept.addAll(List.of(least, greatest, gap));
    }
    kept.remove(-1);
    kept.add(points.size() - 1);
    List<Metric> thinned = new ArrayList<>(kept.size());
    kept.forEach(i -> thinned.add(points.get(i)));
    return thinned;
  }
}
