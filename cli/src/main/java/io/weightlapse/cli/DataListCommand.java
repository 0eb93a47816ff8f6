// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.data.Generator;
import io.weightlapse.core.data.Generators;
import io.weightlapse.core.data.LocalSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weightlapse data list}. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the data sets in the data folder, and the generators.")
final class DataListCommand implements Callable<Integer> {
  @Mixin private DataOptions options;

  @Override
  public Integer call() {
    List<LocalSet> sets = LocalSet.list(options.folder());
    if (sets.isEmpty()) {
      System.out.println("no data sets in " + options.folder().path());
    } else {
      TextTable table = new TextTable("SET", "FORMAT", "TRAIN", "TEST", "STATE");
      for (LocalSet set : sets) {
        String state = set.problem().isEmpty() ? "ready" : set.problem();
        table.row(set.name(), set.format(), count(set.train()), count(set.test()), state);
      }
      System.out.print(table.text());
    }
    System.out.println();
    TextTable table = new TextTable("GENERATOR", "WHAT", "NOISE");
    for (String name : Generators.names()) {
      Generator generator = Generators.of(name);
      table.row(name, generator.what(), generator.noiseUnit());
    }
    System.out.print(table.text());
    return 0;
  }

  private static String count(int n) {
    return n == 0 ? "-" : String.format(Locale.ROOT, "%,d", n);
  }
}
