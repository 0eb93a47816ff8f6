// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import org.nd4j.linalg.factory.Nd4j;

/** Binds ND4J, whose devices belong to threads. */
final class Nd4jBinder implements DeviceBinder {
  @Override
  public int devices() {
    return Nd4j.getEnvironment().isCPU() ? 0 : Nd4j.getAffinityManager().getNumberOfDevices();
  }

  @Override
  public void bind(int ordinal) {
    Nd4j.getAffinityManager().unsafeSetDevice(ordinal);
  }
}
