// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.training.SnapshotPlan;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says what a training will write before it begins, and refuses what the disk has no room for. */
final class StoragePlan {
  private StoragePlan() {}

  /**
   * Prints one line.
   *
   * @param workers beside each run's model; 0 where a single one trains
   * @throws UserException if the home lies on this machine and its disk has too little space
   */
  static void announce(Home home, TrainRequest request, int workers, Output out)
      throws IOException {
    SnapshotPlan plan = SnapshotPlan.NONE;
    for (RunManifest run : request.runs()) {
      int samples = DataSets.rows(run.experiment().data(), request.data());
      long steps = Math.max(1, (long) workers * request.scaling().averagingFrequency());
      plan = plan.plus(SnapshotPlan.of(run.experiment(), samples, workers, steps));
    }
    long bytes = plan.parquetBytes();
    if (home.folder().isPresent()) {
      long free = free(home.folder().get());
      if (bytes > free) {
        throw new UserException(
            "home "
                + home
                + " must have about "
                + size(bytes)
                + " free for the snapshots: was "
                + size(free),
            1,
            null);
      }
    }
    out.line(line(plan, request.kafka() != null));
  }

  static String line(SnapshotPlan plan, boolean kafka) {
    return String.format(
        Locale.ROOT,
        "keeps %,d snapshots, about %s in Parquet%s",
        plan.snapshots(),
        size(plan.parquetBytes()),
        kafka ? ", " + size(plan.kafkaBytes()) + " to Kafka" : "");
  }

  private static long free(Path folder) throws IOException {
    Path there = folder;
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return Files.getFileStore(there).getUsableSpace();
  }

  /** Such as 4.2 GB. */
  static String size(long bytes) {
    String[] units = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit == 0 || value >= 99.95 ? "%.0f %s" : "%.1f %s", value, units[unit]);
  }
}
