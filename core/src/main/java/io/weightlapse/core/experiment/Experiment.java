// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What to train and how; see {@link ExperimentReader} for the file.
 *
 * @param name lower-case letters, digits and dashes; run ids begin with it
 * @param title one line for people
 * @param description what it teaches
 * @param data where the samples come from
 * @param network what is trained
 * @param init how its parameters begin
 * @param training how long and how it trains
 * @param snapshots which parameters are kept
 * @param metrics what is measured beside each epoch's numbers
 * @param frames which epochs animations draw
 * @param landscape which neuron surfaces are computed
 */
public record Experiment(
    String name,
    String title,
    String description,
    DataSpec data,
    NetworkSpec network,
    InitSpec init,
    TrainingSpec training,
    SnapshotPolicy snapshots,
    MetricSpec metrics,
    FrameSchedule frames,
    NeuronLandscapeSpec landscape)
    implements Serializable {
  private static final Pattern LAYER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  /** Checks what crosses the parts. */
  public Experiment {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(network, "network");
    Objects.requireNonNull(init, "init");
    Objects.requireNonNull(training, "training");
    Objects.requireNonNull(snapshots, "snapshots");
    Objects.requireNonNull(metrics, "metrics");
    Objects.requireNonNull(frames, "frames");
    Objects.requireNonNull(landscape, "landscape");
    Checks.require(
        NAME.matcher(name).matches(),
        "name must be lower-case letters, digits and dashes, at most 40: was %s",
        name);
    for (LayerSpec layer : network.layers()) {
      Checks.require(
          LAYER.matcher(layer.name()).matches(),
          "layer names must be letters, digits, '.', '_' and '-', at most 40: was %s",
          layer.name());
    }
    for (SnapshotRule rule : snapshots.rules()) {
      for (String layer : rule.layers()) {
        Checks.require(
            network.layerIndex(layer) >= 0,
            "snapshots.layers names no layer of the network: %s",
            layer);
      }
    }
  }

  /** The step at which an epoch ends. */
  public long stepAtEndOf(int epoch, int rows) {
    return (epoch + 1L) * training.stepsPerEpoch(rows);
  }
}
