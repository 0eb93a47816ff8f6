// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import io.weightlapse.core.nn.NetworkSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A format of weights files; others than core's own are found by {@link java.util.ServiceLoader}.
 */
public interface TensorFile {
  /** The end of such files' names, with the dot. */
  String extension();

  /**
   * Reads all tensors.
   *
   * @throws IOException if the file cannot be read; its message names no file
   * @throws IllegalArgumentException if it is no such file, is torn, or holds no real numbers
   */
  Contents read(Path file) throws IOException;

  /**
   * Writes a network; the file appears whole or not at all.
   *
   * @param parameters in the order of {@link NetworkSpec#layout()}
   */
  void write(Path file, NetworkSpec network, float[] parameters) throws IOException;

  /**
   * What a file holds.
   *
   * @param tensors in the file's order, or in the network's where the file keeps none
   * @param network the architecture, where the file tells it
   */
  record Contents(List<Tensor> tensors, Optional<NetworkSpec> network) {}
}
