// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

/**
 * Values of some consecutive inputs of one unit at some steps, weight-major: all steps of the first
 * input, then all of the second. The bias is input -1, and a piece of its own.
 *
 * @param neuron the unit
 * @param worker whose
 * @param input the first input
 * @param inputs how many
 * @param steps rising; shared between pieces that have the same
 * @param store where the values lie
 * @param position of the first value there, counted in values
 * @param order of two pieces with the same value of a weight, the one of the higher order counts
 */
record Piece(
    int neuron,
    int worker,
    int input,
    int inputs,
    long[] steps,
    ValueStore store,
    long position,
    long order) {
  static final int BIAS = -1;

  /** One after the last input. */
  int end() {
    return input + inputs;
  }

  /** Reads the values of some of its inputs; {@code to} gets inputs x steps. */
  void read(int from, int count, float[] to) throws java.io.IOException {
    store.read(position + (long) (from - input) * steps.length, to, count * steps.length);
  }

  boolean covers(int from) {
    return input <= from && from < end();
  }
}
