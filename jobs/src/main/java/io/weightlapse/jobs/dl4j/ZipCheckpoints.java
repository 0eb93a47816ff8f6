// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.dataset.api.preprocessor.DataNormalization;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;

/**
 * Checkpoints of a distributed run in {@code checkpoints/<run>/}: DL4J's own zip of model, updater
 * state and normaliser, which any DL4J program opens, and the index of the round. Two zips take
 * turns; the index that is written last names the one that counts. Written beside the training.
 */
final class ZipCheckpoints implements Closeable {
  private static final String STATISTICS = "weightlapse-statistics.bin";

  private final Home home;
  private final String run;
  private final Experiment experiment;
  private final DataNormalization normaliser; // null for none
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread t = new Thread(work, "weightlapse-checkpoint");
            t.setDaemon(true);
            return t;
          });
  private CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
  private int turn;

  /** A checkpoint that waits for what is to be kept beside the model. */
  final class Begun {
    private final float[] parameters;
    private final float[] updater;
    private final RoundIndex index;
    private final CompletableFuture<Void> stored = new CompletableFuture<>();

    private Begun(MultiLayerNetwork network, RoundIndex index) {
      this.parameters = FloatArrays.floats(network.params());
      this.updater = FloatArrays.floats(network.getUpdater().getStateViewArray());
      this.index = index;
    }

    /** Bytes of its arrays. */
    long bytes() {
      return 4L * (parameters.length + updater.length);
    }

    /**
     * Stores it, on a thread of its own.
     *
     * @param statistics kept beside the model, which DL4J passes over
     */
    void store(byte[] statistics) {
      thread.execute(
          () -> {
            try {
              home.replace(path(run, index.zip()), zip(parameters, updater, statistics, index));
              index.save(home, run);
              stored.complete(null);
            } catch (IOException | RuntimeException | Error e) {
              stored.completeExceptionally(e);
            }
          });
    }
  }

  ZipCheckpoints(Home home, String run, Experiment experiment, DataFolder folder) {
    this.home = home;
    this.run = run;
    this.experiment = experiment;
    this.normaliser = Normalisers.of(experiment, folder).orElse(null);
  }

  private static String path(String run, String zip) {
    return "checkpoints/" + run + "/" + zip;
  }

  /** Whether the last one that was begun is stored, so that another would not wait. */
  boolean idle() {
    return writing.isDone();
  }

  /** A checkpoint of the network as it is now; waits for the one before. */
  Begun begin(MultiLayerNetwork network, RoundIndex index) throws IOException {
    await();
    Begun begun = new Begun(network, index);
    writing = begun.stored;
    return begun;
  }

  /** The name of the next zip. */
  String next() {
    return "model-" + turn++ % 2 + ".zip";
  }

  private byte[] zip(float[] parameters, float[] updater, byte[] statistics, RoundIndex index)
      throws IOException {
    MultiLayerNetwork copy =
        Networks.create(
            experiment.network(),
            experiment.training().optimiser(),
            experiment.training().seed(),
            parameters);
    FloatArrays.put(updater, copy.getUpdater().getStateViewArray());
    copy.getLayerWiseConfigurations().setIterationCount(Math.toIntExact(index.updates()));
    copy.getLayerWiseConfigurations().setEpochCount(index.epoch());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ModelSerializer.writeModel(copy, bytes, true);
    Networks.free(copy);
    return complete(bytes.toByteArray(), statistics);
  }

  /**
   * Adds the statistics, and the normaliser as ModelSerializer would: its own way closes the stream
   * twice, which newer versions of commons-io refuse.
   */
  private byte[] complete(byte[] model, byte[] statistics) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(model.length);
    try (ZipInputStream from = new ZipInputStream(new ByteArrayInputStream(model));
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      to.setLevel(Deflater.NO_COMPRESSION); // weights are near random bits
      for (ZipEntry e = from.getNextEntry(); e != null; e = from.getNextEntry()) {
        to.putNextEntry(new ZipEntry(e.getName()));
        from.transferTo(to);
      }
      to.putNextEntry(new ZipEntry(STATISTICS));
      to.write(statistics);
      if (normaliser != null) {
        ByteArrayOutputStream normaliserBytes = new ByteArrayOutputStream();
        NormalizerSerializer.getDefault().write(normaliser, normaliserBytes);
        to.putNextEntry(new ZipEntry(ModelSerializer.NORMALIZER_BIN));
        normaliserBytes.writeTo(to);
      }
    }
    return bytes.toByteArray();
  }

  /**
   * Puts a checkpoint's parameters and state into a network of the same kind.
   *
   * @return the statistics that were kept beside it; empty for none
   */
  byte[] restore(RoundIndex index, MultiLayerNetwork network) throws IOException {
    turn = index.zip().equals("model-0.zip") ? 1 : 0; // the good one stays until another is
    byte[] bytes = home.read(path(run, index.zip()));
    MultiLayerNetwork stored =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes), true);
    try {
      take(stored, index, network);
    } finally {
      Networks.free(stored);
    }
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(bytes))) {
      for (ZipEntry e = in.getNextEntry(); e != null; e = in.getNextEntry()) {
        if (e.getName().equals(STATISTICS)) {
          return in.readAllBytes();
        }
      }
    }
    return new byte[0];
  }

  private void take(MultiLayerNetwork stored, RoundIndex index, MultiLayerNetwork network) {
    if (stored.numParams() != network.numParams()) {
      throw new UserException(
          path(run, index.zip())
              + " must have "
              + network.numParams()
              + " parameters: was "
              + stored.numParams(),
          1,
          null);
    }
    FloatArrays.put(FloatArrays.floats(stored.params()), network.params());
    FloatArrays.put(
        FloatArrays.floats(stored.getUpdater().getStateViewArray()),
        network.getUpdater().getStateViewArray());
    network.getLayerWiseConfigurations().setIterationCount(Math.toIntExact(index.updates()));
  }

  /** Waits until everything is stored. */
  void await() throws IOException {
    try {
      writing.join();
    } catch (CompletionException e) {
      throw new IOException("checkpoint of run " + run + ": " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
