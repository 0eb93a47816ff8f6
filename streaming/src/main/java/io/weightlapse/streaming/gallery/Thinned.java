// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import java.util.ArrayList;
import java.util.List;

/** A long series in little memory: every so manyth element, and the last. */
final class Thinned<T> {
  private final int most;
  private final List<T> kept = new ArrayList<>();
  private int every = 1;
  private long seen;
  private T last;

  /** Keeps up to twice {@code most} elements. */
  Thinned(int most) {
    this.most = most;
  }

  void add(T element) {
    if (seen++ % every == 0) {
      if (kept.size() == 2 * most) {
        for (int i = 0; i < most; i++) {
          kept.set(i, kept.get(2 * i));
        }
        kept.subList(most, 2 * most).clear();
        every *= 2;
      }
      kept.add(element);
    }
    last = element;
  }

  /** Which elements are kept: those that this divides, counted from 0. */
  int every() {
    return every;
  }

  /** What is kept, the last element always. */
  List<T> list() {
    List<T> all = new ArrayList<>(kept);
    if (!kept.isEmpty() && kept.get(kept.size() - 1) != last) {
      all.add(last);
    }
    return all;
  }
}
