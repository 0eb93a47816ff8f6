// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.jobs.TrainingHome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests that train over workers of this process, each in a home of its own. */
abstract class DistributedTraining {
  private static JavaSparkContext spark;

  @TempDir Path folder;

  TrainingHome runs;

  @BeforeAll
  static void open() {
    spark = TrainingHome.local();
  }

  @AfterAll
  static void close() {
    assertThat(Seat.waiting()).as("seats that nobody ended").isZero();
    spark.close();
  }

  @BeforeEach
  void home() {
    runs = new TrainingHome(spark, folder);
  }

  /** Waits until a file of the home is there. */
  static void await(Path file) {
    try {
      while (!Files.exists(file)) {
        Thread.sleep(5);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("no " + file, e);
    }
  }
}
