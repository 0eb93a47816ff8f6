// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingAggregationTuple;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementAddFunction;
import org.deeplearning4j.spark.impl.paramavg.aggregator.ParameterAveragingElementCombineFunction;
import org.nd4j.linalg.api.ndarray.INDArray;
import scala.Tuple2;

/**
 * Adds up the workers' results with DL4J's functions: down a tree as Spark's {@code treeAggregate}
 * does, but always in the order of the workers, so that a sum has the same bits each time. Where
 * workers did different numbers of minibatches, each counts as often as it did some: DL4J's mean
 * would give the last round's stragglers the weight of a whole round.
 */
final class Average {
  /**
   * The sum of some workers.
   *
   * @param index of the first of them among its level's sums
   */
  private record Part(
      int index,
      byte[] parameters,
      byte[] updater,
      double score,
      int count,
      long weight,
      List<RoundNote> notes)
      implements Serializable {}

  /** How much a worker's result counts. */
  enum Weights {
    /** All the same. */
    EQUAL,
    /** As its minibatches. */
    MINIBATCHES
  }

  /**
   * The sum of all workers that trained.
   *
   * @param tuple null if none did
   * @param weight what to divide the sum by
   * @param notes of all workers, in order
   */
  record Sum(ParameterAveragingAggregationTuple tuple, long weight, List<RoundNote> notes) {}

  private Average() {}

  /**
   * Runs the workers and adds them up.
   *
   * @param depth levels of the tree; 1 for all at the driver
   */
  static Sum of(JavaRDD<PackedResult> results, int depth, Weights weights) throws Exception {
    int partitions = results.getNumPartitions();
    int scale = Math.max(2, (int) Math.ceil(Math.pow(partitions, 1.0 / depth)));
    JavaRDD<Part> parts = results.map(r -> part(r, weights));
    while (partitions > scale + Math.ceil((double) partitions / scale)) {
      int next = (partitions + scale - 1) / scale;
      int width = scale;
      JavaPairRDD<Integer, Part> keyed = parts.mapToPair(p -> new Tuple2<>(p.index() / width, p));
      parts = keyed.groupByKey(next).map(g -> part(g._1(), sorted(g._2())));
      partitions = next;
    }
    return sum(sorted(parts.collect()));
  }

  private static Part part(PackedResult result, Weights weights) {
    RoundNote note = result.note();
    long weight = !result.trained() ? 0 : weights == Weights.EQUAL ? 1 : note.steps();
    return new Part(
        note.worker(),
        FloatArrays.times(result.parameterBytes(), weight),
        FloatArrays.times(result.updaterBytes(), weight),
        result.getScore(),
        result.trained() ? 1 : 0,
        weight,
        List.of(note));
  }

  private static Part part(int index, List<Part> parts) throws Exception {
    Sum sum = sum(parts);
    ParameterAveragingAggregationTuple t = sum.tuple();
    if (t == null) {
      return new Part(index, new byte[0], new byte[0], 0, 0, 0, sum.notes());
    }
    Part all =
        new Part(
            index,
            FloatArrays.bytes(t.getParametersSum()),
            FloatArrays.bytes(t.getUpdaterStateSum()),
            t.getScoreSum(),
            t.getAggregationsCount(),
            sum.weight(),
            sum.notes());
    close(t);
    return all;
  }

  private static Sum sum(List<Part> parts) throws Exception {
    List<RoundNote> notes = new ArrayList<>();
    ParameterAveragingAggregationTuple sum = null;
    long weight = 0;
    for (Part p : parts) {
      notes.addAll(p.notes());
      weight += p.weight();
      if (p.count() > 0) {
        ParameterAveragingAggregationTuple next = tuple(p);
        ParameterAveragingAggregationTuple before = sum;
        sum = new ParameterAveragingElementCombineFunction().call(sum, next);
        if (before != null) {
          close(next); // it has been added to the one before
        }
      }
    }
    return new Sum(sum, weight, notes);
  }

  private static ParameterAveragingAggregationTuple tuple(Part p) throws Exception {
    if (p.count() == 1) {
      return new ParameterAveragingElementAddFunction()
          .call(null, new PackedResult(p.parameters(), p.updater(), p.score(), null));
    }
    return ParameterAveragingAggregationTuple.builder()
        .parametersSum(FloatArrays.array(p.parameters()))
        .updaterStateSum(FloatArrays.array(p.updater()))
        .scoreSum(p.score())
        .aggregationsCount(p.count())
        .build();
  }

  private static List<Part> sorted(Iterable<Part> parts) {
    List<Part> list = new ArrayList<>();
    parts.forEach(list::add);
    list.sort(Comparator.comparingInt(Part::index));
    return list;
  }

  /** Frees the arrays at once; the collector would find them late, they are not on its heap. */
  static void close(ParameterAveragingAggregationTuple tuple) {
    free(tuple.getParametersSum());
    free(tuple.getUpdaterStateSum());
  }

  private static void free(INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }
}
