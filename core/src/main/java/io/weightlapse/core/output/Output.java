// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.output;

/** What a command says to its user. Thread-safe. */
public interface Output {
  /** One line of ordinary news; nothing under {@code --quiet}. */
  void line(String text);

  /** One line of a failure; always said. */
  void error(String text);

  /**
   * Begins a bar of long work.
   *
   * @param label what is done
   * @param unit what is counted, in the plural: {@code steps}
   * @param total how many there are
   */
  Progress progress(String label, String unit, long total);

  /** Says nothing. */
  static Output silent() {
    return new Output() {
      @Override
      public void line(String text) {}

      @Override
      public void error(String text) {}

      @Override
      public Progress progress(String label, String unit, long total) {
        return new Progress() {
          @Override
          public void at(long done) {}

          @Override
          public void close() {}
        };
      }
    };
  }
}
