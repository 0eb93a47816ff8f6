// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Remembers what a job said. */
final class RecordedOutput implements Output {
  final List<String> lines = new CopyOnWriteArrayList<>();
  final List<String> errors = new CopyOnWriteArrayList<>();
  final AtomicLong done = new AtomicLong();

  @Override
  public void line(String text) {
    lines.add(text);
  }

  @Override
  public void error(String text) {
    errors.add(text);
  }

  @Override
  public Progress progress(String label, String unit, long total) {
    return new Progress() {
      @Override
      public void at(long now) {
        done.set(now);
      }

      @Override
      public void close() {}
    };
  }
}
