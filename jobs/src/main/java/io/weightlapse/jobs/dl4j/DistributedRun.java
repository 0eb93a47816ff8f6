// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.QueuedSink;
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
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Rewind;
import io.weightlapse.jobs.EpochTable;
import io.weightlapse.jobs.ExecutorData;
import io.weightlapse.jobs.FanOutSink;
import io.weightlapse.jobs.InitialWeights;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.StopSignal;
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
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** One run in rounds over all workers, as the driver sees it. */
final class DistributedRun implements AutoCloseable {
  private static final String MODEL_WRITER = "model-from-";

  private final RunManifest manifest;
  private final Experiment experiment;
  private final Scaling scaling;
  private final TrainRequest request;
  private final Output out;
  private final Home home;
  private final TrainingData data;
  private final MultiLayerNetwork network;
  private final ZipCheckpoints checkpoints;
  private final Position position;
  private final Crew crew;
  private final FanOutSink sink;
  private final QueuedSink queue; // before the sink: writing holds no round up
  private final ModelEvents events;
  private final ModelStatistics statistics;
  private final EpochSums sums = new EpochSums();
  private final List<EpochLine> lines = new ArrayList<>();
  private final Map<String, KafkaReport> kafka = new TreeMap<>(); // by writer
  private boolean scalar;
  private long saved = System.nanoTime();

  DistributedRun(
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
    this.data = ExecutorData.of(manifest, request.data());
    this.network =
        Networks.create(
            experiment.network(),
            experiment.training().optimiser(),
            experiment.training().seed(),
            InitialWeights.of(home, manifest));
    this.checkpoints = new ZipCheckpoints(home, manifest.run(), experiment, request.data());
    this.statistics = new ModelStatistics(manifest, data.train());
    this.position =
        new Position(
            scaling,
            experiment.training().epochs(),
            experiment.training().stepsPerEpoch(data.train().rows()));
    Optional<RoundIndex> from =
        request.resume() ? RoundIndex.find(home, manifest.run()) : Optional.empty();
    if (from.isPresent()) {
      resume(from.get());
    }
    WorkerSetup setup =
        new WorkerSetup(
            manifest,
            request.home(),
            kafkaSettings,
            request.data(),
            request.options(),
            scaling.engine().resolved(),
            scaling.workers(),
            position.index());
    this.crew = new Crew(context, setup, scaling, network, out, faults);
    from.ifPresent(crew::restore);
    this.sink =
        new FanOutSink(
            new HistorySink(home, manifest.run(), MODEL_WRITER + position.index()), kafkaSettings);
    this.queue = new QueuedSink(sink);
    this.events = new ModelEvents(manifest, queue, statistics);
  }

  /** What was stored after the checkpoint is taken back: it is done again. */
  private void resume(RoundIndex from) throws IOException {
    statistics.restore(checkpoints.restore(from, network));
    position.at(from);
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
    try (StopSignal.Hearing stop = StopSignal.hear(crew::stopSoon);
        Progress bar = out.progress("training", "steps", position.steps())) {
      queue.publish(new RunStarted(manifest, Instant.now()));
      if (position.step() == 0) {
        sums.reset();
        events.whole(FloatArrays.floats(network.params()), 0, -1, sums);
      }
      while (!position.over() && failure.isEmpty() && !StopSignal.requested()) {
        failure = round();
        bar.at(position.step());
      }
      state =
          !failure.isEmpty() ? RunState.FAILED : position.over() ? RunState.DONE : RunState.STOPPED;
      if (state != RunState.DONE) {
        int at = Math.min(position.epoch(), experiment.training().epochs() - 1);
        events.whole(FloatArrays.floats(network.params()), position.step(), at, sums);
      } else {
        evaluate();
      }
      queue.drain(); // an error of its thread is thrown here: nobody would store what was begun
      if (failure.isEmpty()) {
        checkpoint();
        queue.drain();
      }
      checkpoints.await();
      sink.publish(new RunEnded(manifest.run(), Instant.now(), state, position.step(), failure));
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
            position.step(),
            position.epoch(),
            List.copyOf(lines),
            (System.nanoTime() - begin) / 1e9,
            failure);
    return new TrainOutcome(
        result,
        kafka.values().stream().reduce(new KafkaReport(0, 0, ""), KafkaReport::plus),
        scalar);
  }

  /** One round; why the training cannot go on, or nothing: also where Ctrl-C cut it short. */
  private String round() throws IOException {
    if (position.beginsEpoch()) {
      sums.reset();
    }
    Round round = position.next();
    Optional<RoundReport> done = crew.round(round);
    if (done.isEmpty()) {
      return "";
    }
    RoundReport report = done.get();
    boolean last = round.endsEpoch() && position.inLastEpoch();
    for (RoundNote note : report.notes()) {
      kafka.put(note.writer(), note.kafka());
      scalar |= note.scalar();
    }
    sums.add(report);
    position.done(round);
    long begin = System.nanoTime();
    float[] parameters = FloatArrays.floats(network.params());
    events.after(round, parameters, last, sums);
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

  private void endEpoch(float[] parameters) throws IOException {
    ScoredPart validation = data.validation().isPresent() ? crew.score(Split.VALIDATION) : null;
    ScoredPart test = data.test().isPresent() ? crew.score(Split.TEST) : null;
    boolean squares = experiment.network().loss() == Loss.MSE;
    EpochLine line =
        new EpochLine(
            position.epoch(),
            position.step(),
            sums.meanLoss(),
            sums.accuracy(),
            squares ? sums.lossSum() * experiment.network().outputs() : Double.NaN,
            validation == null ? Double.NaN : validation.meanLoss(),
            validation == null ? Double.NaN : validation.accuracy(),
            test == null ? Double.NaN : test.meanLoss(),
            test == null ? Double.NaN : test.accuracy());
    events.epoch(line, sums, parameters);
    lines.add(line);
    if (position.inLastEpoch() || experiment.frames().contains(position.epoch())) {
      out.line(EpochTable.line(line, experiment.data().classifies()));
    }
    position.nextEpoch();
  }

  /** The test samples, else those kept for validation, else what was trained on. */
  private void evaluate() throws IOException {
    Split split =
        data.test().isPresent()
            ? Split.TEST
            : data.validation().isPresent() ? Split.VALIDATION : Split.TRAIN;
    EvaluationReport report = new EvaluationReport(split, crew.score(split));
    report.save(home, manifest.run());
    report.print(out);
    Instant now = Instant.now();
    int last = position.epoch() - 1;
    events.metric(
        position.step(), last, MetricNames.EVALUATION_LOSS, report.scored().meanLoss(), now);
    for (Map.Entry<String, Double> metric : report.metrics().entrySet()) {
      events.metric(position.step(), last, metric.getKey(), metric.getValue(), now);
    }
    queue.publish(report.event(manifest.run(), position.step(), last));
  }

  /**
   * What the checkpoint goes on from must be in the history first. Workers' rounds are; the model's
   * are when the queue has come so far.
   */
  private void checkpoint() throws IOException {
    RoundIndex index =
        new RoundIndex(
            checkpoints.next(),
            scaling,
            position.index(),
            position.epoch(),
            position.minibatch(),
            position.step(),
            position.updates(),
            Arrays.stream(sums.export()).boxed().toList(),
            crew.state());
    ZipCheckpoints.Begun begun = checkpoints.begin(network, index);
    ModelStatistics.Export export = statistics.export();
    queue.submit(
        begun.bytes(),
        target -> {
          target.flush();
          begun.store(export.bytes());
        });
    saved = System.nanoTime();
  }

  private void abort(Throwable cause) {
    queue.abort();
    try {
      sink.abort();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void close() {
    crew.close();
    checkpoints.close();
    Networks.free(network);
  }
}
