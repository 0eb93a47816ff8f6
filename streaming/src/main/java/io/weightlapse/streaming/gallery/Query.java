// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.javalin.http.Context;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;

/** Numbers in a query string, and mistakes in them. */
final class Query {
  private Query() {}

  static int integer(Context ctx, String name, int standard) {
    long value = number(ctx, name, standard);
    if (value != (int) value) {
      throw wrong(name, ctx.queryParam(name));
    }
    return (int) value;
  }

  static long number(Context ctx, String name, long standard) {
    String text = ctx.queryParam(name);
    if (text == null || text.isEmpty()) {
      return standard;
    }
    return parse(name, text);
  }

  /** Numbers with commas between them, rising. */
  static List<Long> numbers(Context ctx, String name, int most) {
    String text = ctx.queryParam(name);
    if (text == null || text.isEmpty()) {
      throw new UserException(name + " must be numbers with commas: was empty");
    }
    List<Long> numbers = new ArrayList<>();
    for (String part : text.split(",", most + 2)) {
      numbers.add(parse(name, part));
    }
    if (numbers.size() > most) {
      throw new UserException(name + " must be at most " + most + " numbers: was more");
    }
    return numbers.stream().sorted().distinct().toList();
  }

  private static long parse(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(name, text);
    }
  }

  private static UserException wrong(String name, String text) {
    return new UserException(name + " must be a whole number: was " + text);
  }
}
