// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.training.Training;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Rewind;
import io.weightlapse.jobs.ExecutorData;
import io.weightlapse.jobs.FanOutSink;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * What a worker keeps in its executor from round to round: network, kernel, the order of the epoch,
 * and the sink of its events. A task takes the seat, and gives it back if it went well.
 *
 * <p>Each round is durable before its task ends. A worker that goes on elsewhere, or does a round
 * again, opens another writer and takes back what the earlier ones stored beyond the round's
 * beginning; so no round is lost and none is there twice.
 */
final class Seat implements Closeable {
  private record Key(String run, int worker) {}

  private static final Map<Key, Seat> FREE = new ConcurrentHashMap<>();
  private static final Set<String> OVER = ConcurrentHashMap.newKeySet(); // runs that have ended

  private final WorkerSetup setup;
  private final int worker;
  private MultiLayerNetwork network;
  private Kernel kernel;
  private int[] order;
  private int orderOf = -1;
  private FanOutSink sink;
  private String writer = "";
  private int next = -1; // the round that may follow in the same writer

  private Seat(WorkerSetup setup, int worker) {
    this.setup = setup;
    this.worker = worker;
  }

  /** How the names of all writers of a worker begin. */
  static String writers(int worker) {
    return "worker-" + worker + "-from-";
  }

  /** The worker's seat in this executor, for one task. */
  static Seat take(WorkerSetup setup, int worker, Round round) throws IOException {
    OVER.remove(setup.run()); // it goes on
    Seat seat = FREE.remove(new Key(setup.run(), worker));
    TaskContext task = TaskContext.get();
    boolean again = task != null && (task.attemptNumber() > 0 || task.stageAttemptNumber() > 0);
    if (seat == null || seat.setup.firstRound() != setup.firstRound()) {
      if (seat != null) {
        seat.close();
      }
      seat = new Seat(setup, worker);
    }
    if (seat.next != round.index()) {
      seat.openWriter(round, again);
    }
    return seat;
  }

  private void openWriter(Round round, boolean again) throws IOException {
    if (sink != null) {
      sink.abort();
    }
    Home home = Home.open(setup.home());
    if (again || round.index() != setup.firstRound()) {
      Rewind.to(home, setup.run(), writers(worker), round.stepBefore());
    }
    writer = writers(worker) + round.index();
    sink = new FanOutSink(new HistorySink(home, setup.run(), writer), setup.kafka());
  }

  /** The task went well: the next round may take the seat. */
  void giveBack(Round done) throws IOException {
    next = done.index() + 1;
    FREE.put(new Key(setup.run(), worker), this);
    if (OVER.contains(setup.run())) { // this task was cancelled, and the run has ended since
      clear(setup.run());
    }
  }

  /** Ends what the workers of a run have in this executor. */
  static void clear(String run) throws IOException {
    OVER.add(run);
    for (Key key : List.copyOf(FREE.keySet())) {
      Seat seat = key.run().equals(run) ? FREE.remove(key) : null;
      if (seat != null) {
        seat.end();
      }
    }
  }

  /** Seats that wait in this executor for their next round. */
  static int waiting() {
    return FREE.size();
  }

  WorkerSetup setup() {
    return setup;
  }

  int worker() {
    return worker;
  }

  String writer() {
    return writer;
  }

  FanOutSink sink() {
    return sink;
  }

  Dataset data() {
    return ExecutorData.of(setup.manifest(), setup.data()).train();
  }

  /** The order of an epoch's rows. */
  int[] order(int epoch, int rows) {
    if (orderOf != epoch) {
      order = Training.order(setup.experiment().training(), rows, epoch);
      orderOf = epoch;
    }
    return order;
  }

  /** The worker's network, whose parameters and state the caller sets. */
  MultiLayerNetwork network(float[] parameters) {
    if (network == null) {
      network =
          Networks.create(
              setup.experiment().network(),
              setup.experiment().training().optimiser(),
              seed(),
              parameters);
    }
    return network;
  }

  /** The worker's kernel, whose state the caller sets. */
  Kernel kernel(float[] parameters) {
    if (kernel == null) {
      int batch = Math.min(setup.experiment().training().batch(), data().rows());
      kernel =
          Kernels.create(
              setup.experiment().network(),
              setup.experiment().training().optimiser(),
              parameters,
              KernelOptions.batch(batch).withThreads(setup.options().threads()).withSeed(seed()));
    }
    return kernel;
  }

  /** Of the dropout masks: the first worker's are those of single training. */
  long seed() {
    return setup.experiment().training().seed() + 1_000_000_007L * worker;
  }

  private void end() throws IOException {
    try {
      if (sink != null) {
        sink.close();
      }
    } finally {
      free();
    }
  }

  private void free() {
    if (kernel != null) {
      kernel.close();
    }
    if (network != null) {
      Networks.free(network);
    }
  }

  /** Gives up what is not durable: the task failed. */
  @Override
  public void close() throws IOException {
    try {
      if (sink != null) {
        sink.abort();
      }
    } finally {
      free();
    }
  }
}
