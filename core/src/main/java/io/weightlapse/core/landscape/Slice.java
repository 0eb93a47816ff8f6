// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.nn.NetworkSpec;
import java.io.Serializable;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a loss surface is cut. Its id names it among all slices of a run, for ever. */
public sealed interface Slice extends Serializable permits NeuronSlice, NamedSlice {
  /** The slice's name in messages and in the history, a name of {@code Names}. */
  String id();

  /** What kind of slice it is. */
  SliceKind kind();

  /**
   * The slice of that id; empty if it is none, or one of neurons that the network has not.
   *
   * @param network the run's network
   */
  static Optional<Slice> of(String id, NetworkSpec network) {
    Matcher m = Ids.NEURONS.matcher(id);
    if (m.matches()) {
      int layer = network.layerIndex(m.group(1));
      return layer < 0
          ? Optional.empty()
          : Optional.of(
              new NeuronSlice(
                  layer,
                  m.group(1),
                  Integer.parseInt(m.group(2)),
                  Ids.input(m.group(3)),
                  Ids.input(m.group(4))));
    }
    return NamedSlice.of(id).map(s -> s);
  }

  /** How ids of neurons look. */
  final class Ids {
    private static final Pattern NEURONS =
        Pattern.compile("neurons-(.+)-n(\\d{1,9})-(w\\d{1,9}|b)-(w\\d{1,9}|b)");

    private Ids() {}

    private static int input(String part) {
      return part.equals("b") ? NeuronSlice.BIAS : Integer.parseInt(part.substring(1));
    }
  }
}
