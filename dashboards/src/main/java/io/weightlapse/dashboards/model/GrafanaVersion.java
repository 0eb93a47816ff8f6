// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import io.weightlapse.core.util.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version of Grafana, and what depends on it.
 *
 * @param major such as 13
 * @param minor such as 0
 * @param patch such as 2
 */
public record GrafanaVersion(int major, int minor, int patch) {
  /** The oldest that these dashboards are for. */
  public static final GrafanaVersion OLDEST = new GrafanaVersion(9, 4, 0);

  /** What the committed dashboards are for. */
  public static final GrafanaVersion DEFAULT = new GrafanaVersion(13, 0, 0);

  private static final Pattern FORM =
      Pattern.compile("v?(\\d{1,4})(?:\\.(\\d{1,4}))?(?:\\.(\\d{1,4}))?.*");

  /** Reads {@code 9.4.7}, {@code 13.0} or {@code 12.0.0-pre}. */
  public static GrafanaVersion parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new UserException("Grafana's version must be such as 13.0: was " + text);
    }
    GrafanaVersion version = new GrafanaVersion(number(m, 1), number(m, 2), number(m, 3));
    if (!version.atLeast(OLDEST.major, OLDEST.minor, OLDEST.patch)) {
      throw new UserException("Grafana must be " + OLDEST + " or newer: was " + text);
    }
    return version;
  }

  /** Whether it is that version or a newer one. */
  public boolean atLeast(int wantedMajor, int wantedMinor, int wantedPatch) {
    if (major != wantedMajor) {
      return major > wantedMajor;
    }
    return minor != wantedMinor ? minor > wantedMinor : patch >= wantedPatch;
  }

  /** Whether lines over a number other than time have a panel of their own. */
  boolean hasTrend() {
    return atLeast(10, 0, 0);
  }

  /** Whether XY charts name their series by matchers. */
  boolean hasMatchedXy() {
    return atLeast(11, 1, 0);
  }

  private static int number(Matcher m, int group) {
    return m.group(group) == null ? 0 : Integer.parseInt(m.group(group));
  }

  @Override
  public String toString() {
    return major + "." + minor + "." + patch;
  }
}
