// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.training.LayerStatistics;
import java.util.List;

/** What an epoch has counted so far, over all workers; goes into checkpoints. */
final class EpochSums {
  /**
   * What is counted of a tensor.
   *
   * @param steps counted; 0 where the engine does not tell
   * @param squares sum of squared gradient norms
   * @param moves sum of absolute updates
   */
  record Tensor(long steps, double squares, double moves) {
    /** Nothing. */
    static final Tensor NONE = new Tensor(0, 0, 0);

    /** What was counted since then. */
    LayerStatistics.Updates since(Tensor before, int size) {
      int n = (int) (steps - before.steps);
      return n == 0
          ? LayerStatistics.Updates.UNKNOWN
          : new LayerStatistics.Updates(
              n,
              Math.sqrt((squares - before.squares) / n),
              (moves - before.moves) / ((double) n * size));
    }
  }

  private double loss;
  private long correct;
  private long samples;
  private long steps;
  private double seconds;
  private double[] squares = new double[0]; // by tensor
  private double[] moves = new double[0];

  void reset() {
    restore(List.of(0d, 0d, 0d, 0d, 0d));
  }

  void add(RoundReport report) {
    for (RoundNote n : report.notes()) {
      loss += n.lossSum();
      correct += n.correct();
      samples += n.samples();
      steps += n.steps();
      squares = plus(squares, n.gradientSquares());
      moves = plus(moves, n.moves());
    }
    seconds += report.seconds();
  }

  private static double[] plus(double[] a, double[] b) {
    if (a.length == 0) {
      return b.clone();
    }
    for (int i = 0; i < b.length; i++) {
      a[i] += b[i];
    }
    return a;
  }

  double lossSum() {
    return loss;
  }

  double meanLoss() {
    return loss / samples;
  }

  double accuracy() {
    return (double) correct / samples;
  }

  double samplesPerSecond() {
    return samples / seconds;
  }

  /** Root mean square over the steps of a tensor's gradient norm; NaN if it was not counted. */
  double gradientNorm(int tensor) {
    return squares.length == 0 ? Double.NaN : Math.sqrt(squares[tensor] / steps);
  }

  /** Mean over steps and elements of a tensor's absolute update; NaN if it was not counted. */
  double meanUpdate(int tensor, int size) {
    return moves.length == 0 ? Double.NaN : moves[tensor] / ((double) steps * size);
  }

  /** What is counted of a tensor so far. */
  Tensor tensor(int tensor) {
    return squares.length == 0 ? Tensor.NONE : new Tensor(steps, squares[tensor], moves[tensor]);
  }

  /** All numbers, for a checkpoint. */
  double[] export() {
    double[] all = new double[5 + squares.length + moves.length];
    System.arraycopy(new double[] {loss, correct, samples, steps, seconds}, 0, all, 0, 5);
    System.arraycopy(squares, 0, all, 5, squares.length);
    System.arraycopy(moves, 0, all, 5 + squares.length, moves.length);
    return all;
  }

  /** Goes on from what {@link #export} gave. */
  void restore(List<Double> all) {
    loss = all.get(0);
    correct = all.get(1).longValue();
    samples = all.get(2).longValue();
    steps = all.get(3).longValue();
    seconds = all.get(4);
    int tensors = (all.size() - 5) / 2;
    squares = all.subList(5, 5 + tensors).stream().mapToDouble(Double::doubleValue).toArray();
    moves = all.subList(5 + tensors, all.size()).stream().mapToDouble(d -> d).toArray();
  }
}
