// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.ParameterBlock;
import io.weightlapse.core.nn.ParameterLayout;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.plot.Canvas;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A run as its views know it; its data are loaded when a view asks for them, and not before. */
final class ViewRun {
  private final RunManifest manifest;
  private final ViewOptions options;
  private final Labels labels;
  private final Playback playback;
  private final Supplier<Dataset> training;
  private final ParameterLayout layout;
  private Dataset data;
  private long rows;

  /** Whether events are followed or replayed: those that are replayed can be read twice. */
  enum Playback {
    /** They come as the run is trained. */
    LIVE,
    /** They come from the history. */
    REPLAY
  }

  ViewRun(RunManifest manifest, ViewOptions options, Playback playback) {
    this(manifest, options, playback, () -> DataSets.load(manifest.experiment()));
  }

  ViewRun(
      RunManifest manifest, ViewOptions options, Playback playback, Supplier<Dataset> training) {
    this.manifest = manifest;
    this.options = options;
    this.labels = new Labels(options.locale());
    this.playback = playback;
    this.training = training;
    this.layout = manifest.experiment().network().layout();
  }

  RunManifest manifest() {
    return manifest;
  }

  ViewOptions options() {
    return options;
  }

  Labels labels() {
    return labels;
  }

  Experiment experiment() {
    return manifest.experiment();
  }

  NetworkSpec network() {
    return manifest.experiment().network();
  }

  ParameterLayout layout() {
    return layout;
  }

  Playback playback() {
    return playback;
  }

  /** The training samples. */
  Dataset data() {
    if (data == null) {
      data = training.get();
    }
    return data;
  }

  /** The test samples, or where there are none those of validation, or of the training. */
  Dataset unseen() {
    for (Split split : List.of(Split.TEST, Split.VALIDATION)) {
      Optional<Dataset> loaded = DataSets.load(experiment(), split);
      if (loaded.isPresent()) {
        return loaded.get();
      }
    }
    return data();
  }

  /** The number of training samples. */
  long rows() {
    if (rows == 0) {
      rows = data != null ? data.rows() : DataSets.rows(experiment().data(), DataFolder.current());
    }
    return rows;
  }

  int stepsPerEpoch() {
    return experiment().training().stepsPerEpoch(Math.toIntExact(rows()));
  }

  /** The step at which the training ends. */
  long lastStep() {
    return (long) experiment().training().epochs() * stepsPerEpoch();
  }

  /** The epoch that a step ends or lies in; -1 for the initial state. */
  int epochOf(long step) {
    return step == 0 ? -1 : (int) ((step - 1) / stepsPerEpoch());
  }

  /**
   * The weights of the layers chosen, or of those that a view draws unless told otherwise.
   *
   * @param otherwise indices of layers
   */
  List<ParameterBlock> weights(List<Integer> otherwise) {
    String text = options.choice("layers", "");
    List<ParameterBlock> blocks = new ArrayList<>();
    if (text.isEmpty()) {
      otherwise.forEach(l -> blocks.add(layout.weights(l)));
      return blocks;
    }
    for (String name : text.split(",")) {
      int l = network().layerIndex(name);
      if (l < 0) {
        throw new UserException(
            "--layers must be of "
                + String.join(", ", network().layers().stream().map(LayerSpec::name).toList())
                + ": was "
                + name);
      }
      blocks.add(layout.weights(l));
    }
    return blocks;
  }

  /** Indices of all layers. */
  List<Integer> layers() {
    List<Integer> all = new ArrayList<>();
    for (int l = 0; l < network().layers().size(); l++) {
      all.add(l);
    }
    return all;
  }

  /** The canvas asked for, or one of a view's own size. */
  Canvas canvas(int width, int height) {
    return options.width() > 0
        ? new Canvas(options.width(), options.height())
        : new Canvas(width, height);
  }

  /** What every fingerprint of the run's frames begins with. */
  Fingerprint fingerprint(String view, int drawing) {
    return new Fingerprint()
        .add(drawing)
        .add(view)
        .add(options.text())
        .add(ManifestJson.write(manifest).toString());
  }

  /** The line below the title: run, epoch, step. */
  String facts(long step) {
    return labels.text(
        "facts.step", manifest.run(), labels.count(Math.max(0, epochOf(step))), labels.count(step));
  }
}
