// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

/** The order in which people count: {@code fc2} before {@code fc10}. */
final class NaturalOrder {
  private NaturalOrder() {}

  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      if (Character.isDigit(a.charAt(i)) && Character.isDigit(b.charAt(j))) {
        int endA = endOfDigits(a, i);
        int endB = endOfDigits(b, j);
        String left = a.substring(i, endA).replaceFirst("^0+(?=.)", "");
        String right = b.substring(j, endB).replaceFirst("^0+(?=.)", "");
        int c = Integer.compare(left.length(), right.length());
        c = c != 0 ? c : left.compareTo(right);
        if (c != 0) {
          return c;
        }
        i = endA;
        j = endB;
      } else {
        int c = Character.compare(a.charAt(i++), b.charAt(j++));
        if (c != 0) {
          return c;
        }
      }
    }
    int c = Integer.compare(a.length() - i, b.length() - j);
    return c != 0 ? c : a.compareTo(b);
  }

  private static int endOfDigits(String s, int from) {
    int end = from;
    while (end < s.length() && Character.isDigit(s.charAt(end))) {
      end++;
    }
    return end;
  }
}
