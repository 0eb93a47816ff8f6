// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** All that the pictures of a run's workers draw, in coordinates of their plane. */
final class WorkerPaths {
  /**
   * The end of a round.
   *
   * @param number of the round, from 1; 0 where it is unknown
   * @param start the average from which the workers began; null where it is unknown
   * @param average after the round; null where it was not kept
   * @param workers where each of them was, before it was averaged
   * @param distances of each of them to the average; NaN where one of both is unknown
   */
  record Round(
      long step,
      int epoch,
      int number,
      double[] start,
      double[] average,
      SortedMap<Integer, double[]> workers,
      SortedMap<Integer, Double> distances) {
    /** The same with all places relative to the average, which is known. */
    Round aroundAverage() {
      SortedMap<Integer, double[]> near = new TreeMap<>();
      workers.forEach((worker, place) -> near.put(worker, minus(place, average)));
      double[] from = start == null ? null : minus(start, average);
      double[] middle = minus(average, average);
      return new Round(step, epoch, number, from, middle, near, distances);
    }

    private static double[] minus(double[] a, double[] b) {
      return new double[] {a[0] - b[0], a[1] - b[1]};
    }
  }

  /** The average at a step. */
  record Stop(long step, double[] place) {}

  /** A series of numbers over the steps. */
  record Curve(double[] steps, double[] values) {
    static Curve of(StepSeries series) {
      return new Curve(series.steps(), series.values());
    }

    /** Up to and with a step. */
    Curve until(long step) {
      int end = 0;
      while (end < steps.length && steps[end] <= step) {
        end++;
      }
      return new Curve(Arrays.copyOf(steps, end), Arrays.copyOf(values, end));
    }
  }

  private final PathPlane plane;
  private final boolean exact;
  private final int totalRounds;
  private final List<Round> rounds = new ArrayList<>();
  private final List<Stop> averages = new ArrayList<>();
  private final Curve divergence;
  private final Curve loss;
  private final SortedMap<Integer, Curve> distances = new TreeMap<>();
  private final SortedMap<Integer, Curve> workerLoss = new TreeMap<>();

  WorkerPaths(
      WorkerSteps steps,
      BitSet ends,
      StepSeries divergence,
      StepSeries loss,
      SortedMap<Integer, StepSeries> workerLoss) {
    this.exact = steps.sketch().exact();
    this.totalRounds = ends.cardinality();
    this.plane = new PathPlane(all(steps), steps.sketch().size());
    this.divergence = Curve.of(divergence);
    this.loss = Curve.of(loss);
    workerLoss.forEach((worker, series) -> this.workerLoss.put(worker, Curve.of(series)));
    steps.moments().forEach((step, moment) -> add(steps, ends, step, moment));
    workers().forEach(worker -> distances.put(worker, distances(worker)));
  }

  private static List<float[]> all(WorkerSteps steps) {
    return steps.moments().values().stream()
        .map(moment -> moment.all().values())
        .flatMap(Collection::stream)
        .toList();
  }

  private void add(WorkerSteps steps, BitSet ends, long step, WorkerSteps.Moment moment) {
    double[] average = place(moment.model());
    if (average != null) {
      averages.add(new Stop(step, average));
    }
    if (moment.workers().isEmpty()) {
      return;
    }
    SortedMap<Integer, double[]> places = new TreeMap<>();
    SortedMap<Integer, Double> away = new TreeMap<>();
    for (Map.Entry<Integer, float[]> worker : moment.workers().entrySet()) {
      places.put(worker.getKey(), place(worker.getValue()));
      away.put(
          worker.getKey(),
          average == null ? Double.NaN : PathPlane.distance(worker.getValue(), moment.model()));
    }
    boolean known = step <= Integer.MAX_VALUE && ends.get((int) step);
    long before = known ? Math.max(0, ends.previousSetBit((int) step - 1)) : -1;
    WorkerSteps.Moment start = steps.moments().get(before);
    rounds.add(
        new Round(
            step,
            moment.epoch(),
            known ? ends.get(0, (int) step + 1).cardinality() : 0,
            start == null ? null : place(start.model()),
            average,
            places,
            away));
  }

  private double[] place(float[] sketch) {
    return sketch == null ? null : plane.place(sketch);
  }

  private Curve distances(int worker) {
    double[] at = rounds.stream().mapToDouble(Round::step).toArray();
    double[] away =
        rounds.stream()
            .mapToDouble(round -> round.distances().getOrDefault(worker, Double.NaN))
            .toArray();
    return new Curve(at, away);
  }

  /** Whose snapshots there are. */
  List<Integer> workers() {
    return rounds.stream()
        .flatMap(round -> round.workers().keySet().stream())
        .distinct()
        .sorted()
        .toList();
  }

  /** Whether distances are those of the parameters themselves. */
  boolean exact() {
    return exact;
  }

  /** The share of the variance along an axis. */
  double explained(int axis) {
    return plane.explained(axis);
  }

  /** How many rounds the run had; 0 where it is unknown. */
  int totalRounds() {
    return totalRounds;
  }

  /** The rounds that can be drawn, by step. */
  List<Round> rounds() {
    return rounds;
  }

  /** The averages, the initial state first. */
  List<Stop> averages() {
    return averages;
  }

  /** Root mean square distance of the workers to their average. */
  Curve divergence() {
    return divergence;
  }

  /** Mean loss of each epoch. */
  Curve loss() {
    return loss;
  }

  /** Of each worker whose snapshots there are, its distance to the average. */
  SortedMap<Integer, Curve> distances() {
    return distances;
  }

  /** Of each worker, its mean loss in each round. */
  SortedMap<Integer, Curve> workerLoss() {
    return workerLoss;
  }

  /** Of all that is here. */
  Fingerprint fingerprint() {
    Fingerprint f = new Fingerprint().add(exact ? 1 : 0).add(totalRounds);
    f.add(explained(0)).add(explained(1));
    for (Stop stop : averages) {
      f.add(stop.step()).add(stop.place());
    }
    for (Round round : rounds) {
      f.add(round.step()).add(round.epoch()).add(round.number());
      f.add(round.start() == null ? new double[0] : round.start());
      round.workers().forEach((worker, place) -> f.add(worker).add(place));
    }
    f.add(divergence.steps()).add(divergence.values()).add(loss.steps()).add(loss.values());
    distances.forEach((worker, c) -> f.add(worker).add(c.steps()).add(c.values()));
    f.add(Event.MODEL);
    workerLoss.forEach((worker, c) -> f.add(worker).add(c.steps()).add(c.values()));
    return f;
  }
}
