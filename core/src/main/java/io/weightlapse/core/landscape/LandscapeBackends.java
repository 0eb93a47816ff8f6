// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * The backend of a task: that of the GPU that it was assigned, where a library on the class path
 * can compute on it, else the processor.
 */
public final class LandscapeBackends {
  /** Computes on devices; found through {@link ServiceLoader}. */
  public interface Provider {
    /**
     * A backend on a device.
     *
     * @param address the device, as the cluster calls it
     * @return empty where this provider cannot compute on it
     */
    Optional<LandscapeBackend> on(String address);
  }

  private LandscapeBackends() {}

  /**
   * The backend to compute with.
   *
   * @param address the device assigned to the task; empty for none
   */
  public static LandscapeBackend of(Optional<String> address) {
    return of(address, ServiceLoader.load(Provider.class));
  }

  static LandscapeBackend of(Optional<String> address, Iterable<Provider> providers) {
    if (address.isPresent()) {
      for (Provider provider : providers) {
        Optional<LandscapeBackend> backend = provider.on(address.get());
        if (backend.isPresent()) {
          return backend.get();
        }
      }
    }
    return new CpuBackend();
  }
}
