// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.util.UserException;
import org.junit.jupiter.api.Test;

class ExecutorDataTest {
  @Test
  void otherDataThanTheRunsAreRefused() {
    RunManifest run = TrainCommand.of("xor", "unused").manifests().get(0);
    assertThat(ExecutorData.of(run, DataFolder.current()))
        .isSameAs(ExecutorData.of(run.experiment(), DataFolder.current()));
    RunManifest other =
        new RunManifest("mine", run.experiment(), run.created(), "00ff", run.versions());
    assertThatThrownBy(() -> ExecutorData.of(other, DataFolder.current()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "this machine has other data than run mine began with: their SHA-256 is "
                + run.dataHash()
                + ", that of the run 00ff");
  }
}
