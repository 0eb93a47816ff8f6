// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

/** Makes a thread compute on one of the devices of its process. */
public interface DeviceBinder {
  /** How many CUDA devices this process can use; 0 where it computes on the CPU. */
  int devices();

  /** Makes the current thread compute on a device from now on. */
  void bind(int ordinal);
}
