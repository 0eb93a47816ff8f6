// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.manage.ThinningRule;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code every:100,last:10}. */
final class SnapshotRules {
  private static final Pattern RULE =
      Pattern.compile("(?:every:([1-9]\\d{0,17}))?(?:(?:^|,)last:([1-9]\\d{0,8}))?");

  private SnapshotRules() {}

  static ThinningRule read(String option, String text) {
    Matcher m = RULE.matcher(text);
    if (text.isEmpty() || !m.matches()) {
      throw new UserException(
          option + " must be every:N, last:K or every:N,last:K, from 1: was " + text);
    }
    return new ThinningRule(
        m.group(1) == null ? 0 : Long.parseLong(m.group(1)),
        m.group(2) == null ? 0 : Integer.parseInt(m.group(2)));
  }
}
