// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.core.training.EpochLine;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Rewind;
import io.weightlapse.jobs.EpochTable;
import io.weightlapse.jobs.ExecutorData;
import io.weightlapse.jobs.FanOutSink;
import io.weightlapse.jobs.InitialWeights;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.StopSignal;
import io.weightlapse.jobs.TrainMode;
import io.weightlapse.jobs.TrainOutcome;
import io.weightlapse.jobs.TrainRequest;
import io.weightlapse.jobs.kafka.KafkaReport;
import io.weightlapse.jobs.kafka.KafkaSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;

/** One run in rounds over all workers, as the driver sees it. */
final class AveragingRun implements AutoCloseable {
  private static final String MODEL_WRITER = "model-from-";

  private final RunManifest manifest;
  private final Experiment experiment;
  private final Scaling scaling;
  private final TrainRequest request;
  private final Output out;
  private final Home home;
  private final TrainingData data;
  private final int perEpoch; // minibatches
  private final MultiLayerNetwork network;
  private final SparkDl4jMultiLayer spark;
  private final JavaRDD<Integer> seats;
  private final WorkerSetup setup;
  private final RoundMaster master;
  private final ZipCheckpoints checkpoints;
  private final FanOutSink sink;
  private final ModelEvents events;
  private final EpochSums sums = new EpochSums();
  private final List<EpochLine> lines = new ArrayList<>();
  private final Map<String, KafkaReport> kafka = new TreeMap<>(); // by writer
  private boolean scalar;
  private int index;
  private int epoch;
  private int minibatch; // of the epoch, the next round's first
  private long updates;
  private long saved = System.nanoTime();

  AveragingRun(
      JavaSparkContext context,
      TrainRequest request,
      RunManifest manifest,
      KafkaSettings kafkaSettings,
      Output out,
      Faults faults)
      throws IOException {
    this.manifest = manifest;
    this.experiment = manifest.experiment();
    this.scaling = request.scaling();
    this.request = request;
    this.out = out;
    this.home = Home.open(request.home());
    this.data = ExecutorData.of(experiment, request.data());
    this.perEpoch = experiment.training().stepsPerEpoch(data.train().rows());
    this.network =
        Networks.create(
            experiment.network(),
            experiment.training().optimiser(),
            experiment.training().seed(),
            InitialWeights.of(home, manifest));
    this.checkpoints = new ZipCheckpoints(home, manifest.run(), experiment, request.data());
    if (request.resume()) {
      resume(RoundIndex.find(home, manifest.run()).orElseThrow());
    }
    this.setup =
        new WorkerSetup(
            manifest,
            request.home(),
            kafkaSettings,
            request.data(),
            request.options(),
            scaling.engine().resolved(),
            scaling.workers(),
            index);
    this.master =
        scaling.mode() == TrainMode.SHARING
            ? new SharingMaster(setup, scaling, faults)
            : new AveragingMaster(setup, scaling, experiment.training().batch(), faults);
    this.spark = new SparkDl4jMultiLayer(context, network, master.master());
    // cached, so that a worker stays where its network and its events are
    this.seats =
        context
            .parallelize(IntStream.range(0, scaling.workers()).boxed().toList(), scaling.workers())
            .persist(StorageLevel.MEMORY_ONLY());
    this.sink =
        new FanOutSink(new HistorySink(home, manifest.run(), MODEL_WRITER + index), kafkaSettings);
    this.events = new ModelEvents(manifest, sink);
  }

  /** What was stored after the checkpoint is taken back: it is done again. */
  private void resume(RoundIndex from) throws IOException {
    checkpoints.restore(from, network);
    index = from.round();
    epoch = from.epoch();
    minibatch = from.minibatch();
    updates = from.updates();
    sums.restore(from.sums());
    for (String writers : List.of("model-", "worker-")) {
      Rewind.to(home, manifest.run(), writers, from.step());
    }
  }

  /** Trains to the end, until Ctrl-C, or until the loss is not finite. */
  TrainOutcome train() throws IOException {
    long begin = System.nanoTime();
    RunState state;
    String failure = "";
    try (Progress bar =
        out.progress("training", "steps", (long) perEpoch * experiment.training().epochs())) {
      sink.publish(new RunStarted(manifest, Instant.now()));
      if (step() == 0) {
        sums.reset();
        events.whole(FloatArrays.floats(network.params()), 0, -1);
      }
      while (!over() && failure.isEmpty() && !StopSignal.requested()) {
        failure = round();
        bar.at(step());
      }
      state = !failure.isEmpty() ? RunState.FAILED : over() ? RunState.DONE : RunState.STOPPED;
      if (state != RunState.DONE) {
        int at = Math.min(epoch, experiment.training().epochs() - 1);
        events.whole(FloatArrays.floats(network.params()), step(), at);
      } else {
        evaluate();
      }
      if (failure.isEmpty()) {
        checkpoint();
      }
      checkpoints.await();
      sink.publish(new RunEnded(manifest.run(), Instant.now(), state, step(), failure));
      sink.close();
    } catch (IOException | RuntimeException | Error e) {
      abort(e);
      throw e;
    }
    kafka.put("model", sink.report());
    TrainingResult result =
        new TrainingResult(
            manifest.run(),
            state,
            step(),
            epoch,
            List.copyOf(lines),
            (System.nanoTime() - begin) / 1e9,
            failure);
    return new TrainOutcome(
        result,
        kafka.values().stream().reduce(new KafkaReport(0, 0, ""), KafkaReport::plus),
        scalar);
  }

  private boolean over() {
    return epoch == experiment.training().epochs();
  }

  /** Minibatches trained on so far, by all workers. */
  private long step() {
    return (long) epoch * perEpoch + minibatch;
  }

  /** One round; why the training cannot go on, or nothing: also where Ctrl-C cut it short. */
  private String round() throws IOException {
    if (minibatch == 0) {
      sums.reset();
    }
    Round round =
        Round.of(
            index,
            epoch,
            minibatch,
            perEpoch,
            scaling.workers(),
            scaling.mode() == TrainMode.SHARING ? perEpoch : scaling.averagingFrequency(),
            updates);
    RoundReport report = work(round);
    if (report == null) {
      return "";
    }
    boolean last = round.endsEpoch() && epoch == experiment.training().epochs() - 1;
    for (RoundNote note : report.notes()) {
      kafka.put(note.writer(), note.kafka());
      scalar |= note.scalar();
    }
    sums.add(report);
    index++;
    minibatch = round.end();
    updates += round.mostUpdates(scaling.workers());
    long begin = System.nanoTime();
    float[] parameters = FloatArrays.floats(network.params());
    events.after(round, parameters, last);
    events.round(report);
    events.phase(round, "events", (System.nanoTime() - begin) / 1e9);
    if (report.failure().isEmpty() && round.endsEpoch()) {
      endEpoch(parameters);
    }
    if (report.failure().isEmpty() // a failed run's state is nothing to go on from
        && checkpoints.idle()
        && (System.nanoTime() - saved) / 1e9 > request.options().checkpointSeconds()) {
      begin = System.nanoTime();
      checkpoint();
      events.phase(round, "checkpoint", (System.nanoTime() - begin) / 1e9);
    }
    return report.failure();
  }

  /** Null where the round was cancelled by Ctrl-C: the network is as it was before it. */
  private RoundReport work(Round round) throws IOException {
    try {
      return master.round(spark, seats, round);
    } catch (IOException | UserException e) {
      throw e;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (StopSignal.requested()) {
        return null;
      }
      throw new UserException("training failed: " + Messages.innermost(e), 1, e);
    }
  }

  private void endEpoch(float[] parameters) throws IOException {
    ScoredPart validation = data.validation().isPresent() ? score(Split.VALIDATION) : null;
    ScoredPart test = data.test().isPresent() ? score(Split.TEST) : null;
    boolean squares = experiment.network().loss() == Loss.MSE;
    EpochLine line =
        new EpochLine(
            epoch,
            step(),
            sums.meanLoss(),
            sums.accuracy(),
            squares ? sums.lossSum() * experiment.network().outputs() : Double.NaN,
            validation == null ? Double.NaN : validation.meanLoss(),
            validation == null ? Double.NaN : validation.accuracy(),
            test == null ? Double.NaN : test.meanLoss(),
            test == null ? Double.NaN : test.accuracy());
    events.epoch(line, sums, parameters);
    lines.add(line);
    boolean last = epoch == experiment.training().epochs() - 1;
    if (last || experiment.frames().contains(epoch)) {
      out.line(EpochTable.line(line, experiment.data().classifies()));
    }
    epoch++;
    minibatch = 0;
  }

  private ScoredPart score(Split split) {
    try {
      return ScoreTask.score(spark, seats, setup, split);
    } catch (UserException e) {
      throw e;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      throw new UserException("evaluation failed: " + Messages.innermost(e), 1, e);
    }
  }

  /** The test samples, else those kept for validation, else what was trained on. */
  private void evaluate() throws IOException {
    Split split =
        data.test().isPresent()
            ? Split.TEST
            : data.validation().isPresent() ? Split.VALIDATION : Split.TRAIN;
    EvaluationReport report = new EvaluationReport(split, score(split));
    report.save(home, manifest.run());
    report.print(out);
    Instant now = Instant.now();
    int last = epoch - 1;
    events.metric(step(), last, MetricNames.EVALUATION_LOSS, report.scored().meanLoss(), now);
    for (Map.Entry<String, Double> metric : report.metrics().entrySet()) {
      events.metric(step(), last, metric.getKey(), metric.getValue(), now);
    }
    sink.publish(report.event(manifest.run(), step(), last));
  }

  /** What the checkpoint goes on from must be in the history first; workers' rounds are. */
  private void checkpoint() throws IOException {
    sink.flush();
    checkpoints.save(
        network,
        new RoundIndex(
            checkpoints.next(),
            scaling,
            index,
            epoch,
            minibatch,
            step(),
            updates,
            Arrays.stream(sums.export()).boxed().toList()));
    saved = System.nanoTime();
  }

  private void abort(Throwable cause) {
    try {
      sink.abort();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Ends what the workers have in their executors. */
  @Override
  public void close() {
    String run = manifest.run();
    try {
      seats
          .mapPartitionsWithIndex(
              (worker, none) -> {
                Seat.clear(run, worker);
                return none;
              },
              true)
          .count();
      seats.unpersist(false);
    } catch (Exception e) { // the context is gone, and the executors with it
      out.error("weightlapse: workers of run " + run + " were not ended: " + e.getMessage());
    }
    master.close();
    checkpoints.close();
    Networks.free(network);
  }
}
