// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import io.weightlapse.core.util.UserException;

/**
 * What CUDA calls a device inside a process: devices count from 0 in the order of {@code
 * CUDA_VISIBLE_DEVICES}, or of the machine where that is not set.
 */
final class Ordinals {
  private Ordinals() {}

  /**
   * The ordinal of an address.
   *
   * @param address as the discovery script prints them: a number or a UUID
   * @param visible value of {@code CUDA_VISIBLE_DEVICES}; null where it is not set
   * @param devices how many this process can use
   * @throws UserException if this process cannot use the device
   */
  static int of(String address, String visible, int devices) {
    int ordinal = visible == null ? unlisted(address, devices) : listed(address, visible);
    if (ordinal < 0 || ordinal >= devices) {
      throw new UserException(
          "GPU "
              + address
              + ", which Spark assigned, is none of the "
              + devices
              + " devices that this executor can use: CUDA_VISIBLE_DEVICES is "
              + (visible == null ? "not set" : "'" + visible + "'"),
          1,
          null);
    }
    return ordinal;
  }

  private static int listed(String address, String visible) {
    String[] entries = visible.split(",", -1);
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].strip().equals(address)) {
        return i;
      }
    }
    return -1;
  }

  /** A process that is shown one instance of a cut GPU has it as its only device. */
  private static int unlisted(String address, int devices) {
    if (address.matches("\\d{1,4}")) {
      return Integer.parseInt(address);
    }
    return devices == 1 ? 0 : -1;
  }
}
