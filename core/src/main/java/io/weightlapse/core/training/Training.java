// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.training;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.QueuedSink;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.TrainingSpec;
import io.weightlapse.core.nn.Evaluation;
import io.weightlapse.core.nn.Kernel;
import io.weightlapse.core.nn.KernelOptions;
import io.weightlapse.core.nn.Kernels;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.Tally;
import io.weightlapse.core.nn.TorchInit;
import io.weightlapse.core.random.TorchRandom;
import io.weightlapse.core.weights.WeightsFile;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One run's loop over epochs and minibatches; the same in a Spark task, a test or a benchmark. It
 * publishes snapshots and metrics; whoever calls it publishes the beginning and the end of the run.
 */
public final class Training implements AutoCloseable {
  /** How often the listener is asked, in steps. */
  private static final int ASK_EVERY = 256;

  private final RunManifest manifest;
  private final Experiment experiment;
  private final TrainingData data;
  private final TrainingListener listener;
  private final TrainingOptions options;
  private final CheckpointStore checkpoints;
  private final QueuedSink queue;
  private final RunPublisher publisher;
  private final TrainingSpec spec;
  private final int[] order;
  private final Kernel kernel;
  private final Tally tally;
  private final List<EpochLine> lines = new ArrayList<>();
  private int epoch;
  private int position; // samples of the epoch trained on
  private boolean resumed;
  private long asked; // step at which the listener was told last
  private long saved = System.nanoTime();

  /**
   * A training that has not begun.
   *
   * @param data the experiment's samples
   * @param sink takes snapshots and metrics, on a thread of its own until {@link #run} returns
   * @param checkpoints keeps what {@link #resume} goes on from
   */
  public Training(
      RunManifest manifest,
      TrainingData data,
      EventSink sink,
      TrainingListener listener,
      TrainingOptions options,
      CheckpointStore checkpoints,
      Clock clock) {
    this(
        manifest,
        initialParameters(manifest.experiment()),
        data,
        sink,
        listener,
        options,
        checkpoints,
        clock);
  }

  /** The same from parameters of one's own, which are not copied. */
  public Training(
      RunManifest manifest,
      float[] initial,
      TrainingData data,
      EventSink sink,
      TrainingListener listener,
      TrainingOptions options,
      CheckpointStore checkpoints,
      Clock clock) {
    this.manifest = manifest;
    this.experiment = manifest.experiment();
    this.data = data;
    this.listener = listener;
    this.options = options;
    this.checkpoints = checkpoints;
    this.spec = experiment.training();
    this.order = new int[data.train().rows()];
    this.kernel =
        Kernels.create(
            experiment.network(),
            spec.optimiser(),
            initial,
            KernelOptions.batch(Math.min(spec.batch(), order.length))
                .withThreads(options.threads())
                .withSeed(spec.seed()));
    this.tally = new Tally(kernel.parameters().length);
    this.queue = new QueuedSink(sink); // last: its thread lives until close
    this.publisher = new RunPublisher(manifest.run(), experiment, data.train(), queue, clock);
  }

  /** The parameters before the first step; where they come from a file, it is read. */
  public static float[] initialParameters(Experiment experiment) {
    if (experiment.init().fromFile()) {
      return WeightsFile.of(experiment.init().scheme()).parameters(experiment.network());
    }
    TorchRandom random = new TorchRandom(experiment.training().seed());
    random.skip(experiment.init().skipDraws());
    return experiment.init().scheme().equals("normal")
        ? TorchInit.normal(experiment.network(), random)
        : TorchInit.parameters(experiment.network(), random);
  }

  /** The live parameters. */
  public float[] parameters() {
    return kernel.parameters();
  }

  /** Goes on from a checkpoint of the same run: {@link #run} then gives the bits of no stop. */
  public void resume(Checkpoint checkpoint) {
    kernel.restore(checkpoint.kernel());
    tally.restore(checkpoint.tally());
    epoch = checkpoint.epoch();
    position = checkpoint.position();
    asked = checkpoint.step();
    publisher.resume(checkpoint);
    resumed = true;
  }

  /** Trains to the end, until the listener says stop, or until the loss is not finite. */
  public TrainingResult run() throws IOException {
    long begin = System.nanoTime();
    if (!resumed) {
      publisher.snapshot(kernel.parameters(), 0, -1, SnapshotExtent.ALL_LAYERS, tally);
    }
    Optional<String> failure = Optional.empty();
    boolean goOn = true;
    while (epoch < spec.epochs() && goOn && failure.isEmpty()) {
      order(epoch);
      long epochBegin = System.nanoTime();
      if (position == 0) {
        tally.reset();
      }
      while (position < order.length && goOn && failure.isEmpty()) {
        failure = minibatch();
        goOn = ask(failure.isPresent() || position == order.length);
      }
      if (failure.isEmpty() && position == order.length) {
        endEpoch((System.nanoTime() - epochBegin) / 1e9);
        checkpointIfDue();
      }
    }
    boolean done = failure.isEmpty() && epoch == spec.epochs();
    if (!done) {
      publisher.snapshot(
          kernel.parameters(),
          steps(),
          Math.min(epoch, spec.epochs() - 1),
          SnapshotExtent.ALL_LAYERS,
          tally);
    }
    if (!done && failure.isEmpty()) {
      checkpoint();
    }
    queue.drain();
    return new TrainingResult(
        manifest.run(),
        failure.isPresent() ? RunState.FAILED : done ? RunState.DONE : RunState.STOPPED,
        steps(),
        epoch,
        List.copyOf(lines),
        (System.nanoTime() - begin) / 1e9,
        failure.orElse(""));
  }

  /** Updates made so far. */
  private long steps() {
    return (long) epoch * spec.stepsPerEpoch(order.length)
        + (position + spec.batch() - 1L) / spec.batch();
  }

  private void order(int ofEpoch) {
    System.arraycopy(order(spec, order.length, ofEpoch), 0, order, 0, order.length);
  }

  /**
   * The rows of an epoch in the order in which minibatches take them; depends on the seed and the
   * epoch alone, so that it can be resumed, and shared out.
   */
  public static int[] order(TrainingSpec spec, int rows, int ofEpoch) {
    int[] order = new int[rows];
    Arrays.setAll(order, i -> i);
    if (spec.shuffle()) {
      SplittableRandom random = new SplittableRandom(spec.seed() * 1_000_003L + ofEpoch);
      for (int i = rows - 1; i > 0; i--) {
        int j = random.nextInt(i + 1);
        int t = order[i];
        order[i] = order[j];
        order[j] = t;
      }
    }
    return order;
  }

  /** One update; empty, or why the training cannot go on. */
  private Optional<String> minibatch() throws IOException {
    int to = Math.min(order.length, position + spec.batch());
    double lossBefore = tally.lossSum();
    long correctBefore = tally.correct();
    kernel.step(data.train(), order, position, to, tally);
    double loss = (tally.lossSum() - lossBefore) / (to - position);
    if (!Double.isFinite(loss) && !options.allowNan()) {
      int[] rows = Arrays.copyOfRange(order, position, to);
      return Optional.of(
          Divergence.describe(
              experiment.network(), kernel.parameters(), data.train(), rows, steps(), loss));
    }
    double accuracy = (double) (tally.correct() - correctBefore) / (to - position);
    position = to;
    long step = steps();
    int every = experiment.metrics().everySteps();
    if (every > 0 && step % every == 0) {
      publisher.batch(step, epoch, loss, accuracy);
    }
    if (position < order.length
        && (experiment.snapshots().keepsStep(step) || experiment.metrics().measuresStep(step))) {
      publisher.snapshot(kernel.parameters(), step, epoch, SnapshotExtent.INSIDE_EPOCH, tally);
    }
    return Optional.empty();
  }

  private void endEpoch(double seconds) throws IOException {
    long step = steps();
    boolean last = epoch == spec.epochs() - 1;
    publisher.snapshot(
        kernel.parameters(),
        step,
        epoch,
        last ? SnapshotExtent.ALL_LAYERS : SnapshotExtent.EPOCH_END,
        tally);
    Optional<Evaluation> validation = evaluate(data.validation());
    Optional<Evaluation> test = evaluate(data.test());
    boolean squares = experiment.network().loss() == Loss.MSE;
    EpochLine line =
        new EpochLine(
            epoch,
            step,
            tally.meanLoss(),
            tally.accuracy(),
            squares ? tally.lossSum() * experiment.network().outputs() : Double.NaN,
            validation.map(Evaluation::meanLoss).orElse(Double.NaN),
            validation.map(Evaluation::accuracy).orElse(Double.NaN),
            test.map(Evaluation::meanLoss).orElse(Double.NaN),
            test.map(Evaluation::accuracy).orElse(Double.NaN));
    publisher.epoch(line, tally, kernel.parameters(), seconds);
    if (validation.isPresent()) {
      publisher.evaluation(
          step,
          epoch,
          MetricNames.VALIDATION_LOSS,
          MetricNames.VALIDATION_ACCURACY,
          validation.get());
    }
    if (test.isPresent()) {
      publisher.evaluation(
          step, epoch, MetricNames.TEST_LOSS, MetricNames.TEST_ACCURACY, test.get());
    }
    lines.add(line);
    listener.epochEnded(line);
    epoch++;
    position = 0;
  }

  private Optional<Evaluation> evaluate(Optional<Dataset> samples) {
    return samples.map(d -> kernel.evaluate(d, 0, d.rows()));
  }

  /** Asks the listener now and then; keeps a checkpoint now and then. */
  private boolean ask(boolean now) throws IOException {
    long step = steps();
    boolean goOn = true;
    if (now || step - asked >= ASK_EVERY) {
      goOn = listener.advanced(step - asked);
      asked = step;
      if (position < order.length) {
        checkpointIfDue();
      }
    }
    return goOn;
  }

  /**
   * Between the last step of an epoch and its numbers there is no checkpoint: all rows of a step
   * are on one side of it, so a resume knows which to remove.
   */
  private void checkpointIfDue() throws IOException {
    if ((System.nanoTime() - saved) / 1e9 > options.checkpointSeconds()) {
      checkpoint();
    }
  }

  private void checkpoint() throws IOException {
    publisher.checkpoint(epoch, position, kernel.state(), tally, checkpoints);
    saved = System.nanoTime();
  }

  /** Ends the threads; what was not drained because of an error is not published. */
  @Override
  public void close() {
    queue.abort();
    kernel.close();
  }
}
