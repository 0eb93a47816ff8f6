// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorCoresTest {
  @ParameterizedTest
  @CsvSource({
    // cores of an executor, slots of all, cores of a slot, tasks, threads of a task
    "8, 16, 1, 1, 8",
    "8, 16, 1, 2, 4", // both may come to the same executor
    "8, 16, 1, 16, 1",
    "8, 16, 1, 100, 1",
    "8, 4, 4, 1, 8",
    "8, 4, 4, 3, 4",
    "1, 2, 1, 1, 1",
  })
  void runsThatMeetInAnExecutorShareIt(int cores, int slots, int slot, int tasks, int threads) {
    assertThat(ExecutorCores.share(cores, slots, slot, tasks)).isEqualTo(threads);
  }
}
