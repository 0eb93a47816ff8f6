// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The known word that somebody probably meant. */
public final class Nearest {
  private Nearest() {}

  /** The word with the smallest edit distance, if that is small enough to be a slip. */
  public static Optional<String> of(String word, Collection<String> known) {
    String w = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .min(Comparator.comparingInt((String k) -> distance(w, k.toLowerCase(Locale.ROOT))))
        .filter(k -> distance(w, k.toLowerCase(Locale.ROOT)) <= Math.max(2, k.length() / 2));
  }

  /** Levenshtein distance. */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
