// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.training.Training;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * Writes a run of the MNIST network, 886,330 parameters, with as many whole snapshots as asked for:
 * {@code HOME RUN SNAPSHOTS}. They move along an arc in a plane, with noise that is as large, so
 * that they compress as badly as real ones.
 */
final class PcaHistory {
  private PcaHistory() {}

  public static void main(String[] args) throws IOException {
    String run = args[1];
    int steps = Integer.parseInt(args[2]);
    Experiment experiment = ExperimentReader.builtIn("mnist-mlp");
    RunManifest manifest = new RunManifest(run, experiment, Instant.now(), "00", Map.of());
    float[] origin = Training.initialParameters(experiment);
    float[] a = HashData.numbers(1, origin.length);
    float[] b = HashData.numbers(2 * origin.length, origin.length);
    float[] noise = HashData.numbers(4 * origin.length, 2 * origin.length);
    try (HistorySink sink = new HistorySink(Home.open(args[0]), run, "train")) {
      sink.publish(new RunStarted(manifest, Instant.now()));
      for (int step = 0; step < steps; step++) {
        double angle = Math.PI * step / steps;
        float along = (float) (0.01 * (1 - Math.cos(angle)));
        float across = (float) (0.005 * Math.sin(angle));
        int shift = (int) ((step * 7919L) % origin.length);
        for (ParameterBlock block : experiment.network().layout().blocks()) {
          float[] values = new float[block.size()];
          for (int i = 0; i < values.length; i++) {
            int at = block.offset() + i;
            values[i] =
                origin[at] + along * a[at] + across * b[at] + 0.005f * (noise[at + shift] - 0.5f);
          }
          sink.publish(
              Snapshot.whole(
                  run,
                  Event.MODEL,
                  step,
                  0,
                  block.layerName(),
                  block.param(),
                  block.rows(),
                  block.cols(),
                  values));
        }
      }
      sink.publish(new RunEnded(run, Instant.now(), RunState.DONE, steps, ""));
    }
  }
}
