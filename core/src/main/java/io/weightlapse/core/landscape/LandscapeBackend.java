// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

/**
 * What computes planes: the processor, or a device beside it. A backend is chosen where the work is
 * done; whoever asks for points does not see which it is.
 */
public interface LandscapeBackend {
  /** Its name in logs and manifests: {@code cpu}. */
  String name();

  /**
   * Begins work on a plane.
   *
   * @param threads threads of the processor that it may use, at least 1
   */
  PlaneEvaluator open(Plane plane, Precision precision, int threads);
}
