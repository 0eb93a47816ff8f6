// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.util.Locale;

/** What pictures say, in one language. */
public interface Texts {
  /** A text with its arguments filled in. */
  String text(String key, Object... arguments);

  /** A whole number with separators. */
  String count(long value);

  /** Of the numbers. */
  Locale locale();
}
