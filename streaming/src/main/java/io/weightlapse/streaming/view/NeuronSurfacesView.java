// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.FastForward;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Panel;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * What the loss would be if two weights of a neuron were others: for each layer the surfaces of its
 * surveyed neurons and the way that these weights have come, the error so far, and the classes that
 * the network gives the inputs.
 */
final class NeuronSurfacesView extends ScheduledView {
  static final String NAME = "neuron-surfaces";

  private final Labels labels;
  private final IntPredicate shown;
  private final Map<Integer, int[]> predicted = new HashMap<>();
  private final Map<Integer, StepSurfaces> surfaces = new HashMap<>();
  private final Set<Survey> replaced = new HashSet<>();
  private Survey survey; // null until a tile has come
  private CommonPanels common;
  private List<LayerSurfaces> layers; // null until the survey's first frame
  private NeuronSurfacesLayout layout;

  NeuronSurfacesView(ViewRun run) {
    super(NAME, new RunTrace(run), run);
    this.labels = run.labels();
    this.common = new CommonPanels(trace(), labels);
    String units = run.options().choice("units", "");
    UnitPair pair = units.isEmpty() ? null : UnitPair.of(units, "two units such as 3,7");
    this.shown = unit -> pair == null || pair.has(unit);
  }

  /** Drawn live where the classes of its inputs can be drawn beside it. */
  static Fit fit(RunManifest manifest) {
    return manifest.experiment().network().inputs() <= 2 ? Fit.ALWAYS : Fit.ON_REQUEST;
  }

  /** None where no unit has two weights to move. */
  @Override
  public int frameCount() {
    NetworkSpec network = trace().network();
    for (int l = 0; l < network.layers().size(); l++) {
      if (network.layerInputs(l) > 1) {
        return super.frameCount();
      }
    }
    return 0;
  }

  @Override
  public Optional<Survey> survey() {
    return Optional.ofNullable(survey);
  }

  @Override
  void keep(int frame, float[] parameters) {
    Dataset data = trace().data();
    float[] outputs =
        FastForward.outputs(trace().network(), parameters, data.features(), data.rows());
    predicted.put(frame, Classes.predicted(outputs, data));
  }

  @Override
  void keep(SurfaceTile tile) {
    int frame = trace().schedule().frameOfStep(tile.step());
    if (frame < 0
        || !(tile.slice() instanceof NeuronSlice slice)
        || !slice.isIn(trace().network())
        || !SliceGrid.fits(tile)
        || !current(tile)) {
      return;
    }
    if (frame >= next()) {
      surfaces.computeIfAbsent(frame, k -> new StepSurfaces(shown)).add(slice, tile);
    }
  }

  /** Whether a tile is of the survey that is drawn; a newer one takes the place of that. */
  private boolean current(SurfaceTile tile) {
    Survey of = Survey.of(tile);
    if (survey != null && survey.number() > 0 && survey.number() == of.number()) {
      return true;
    }
    if (survey != null && !of.equals(survey)) {
      if (!of.replaces(survey) || replaced.contains(of)) {
        return false;
      }
      replaced.add(survey);
      surfaces.clear();
      common = new CommonPanels(trace(), labels);
      layers = null;
      restart();
    }
    survey = of;
    return true;
  }

  @Override
  boolean ready(int frame) {
    StepSurfaces step = surfaces.get(frame);
    return step != null && step.complete();
  }

  @Override
  Supplier<BufferedImage> picture(int frame, Fingerprint shown) {
    StepSurfaces step = surfaces.remove(frame);
    if (layers == null) {
      begin(step);
    }
    int[] classes = predicted.get(frame); // kept: a newer survey draws them again
    shown.add(classes);
    List<Panel> scenes = new ArrayList<>();
    layers.forEach(layer -> scenes.add(layer.scene(step, shown)));
    List<Canvas.Placed> panels =
        layout.place(scenes, common.curve(frame), common.predictions(classes));
    Canvas.Head head = common.head(NAME, frame, legend());
    Canvas canvas = layout.canvas();
    return () -> canvas.draw(head, panels);
  }

  /** What the first step of a survey has is what all of its frames show. */
  private void begin(StepSurfaces step) {
    List<SortedSet<NeuronSlice>> surveyed = List.copyOf(step.drawn());
    if (surveyed.isEmpty()) {
      throw new UserException("--option units must be of surveyed neurons: no surface is of them");
    }
    layers = new ArrayList<>();
    for (int i : ShownLayers.of(surveyed.size())) {
      layers.add(new LayerSurfaces(List.copyOf(surveyed.get(i)), labels));
    }
    layout = NeuronSurfacesLayout.of(layers.size());
  }

  private List<Canvas.Key> legend() {
    List<Canvas.Key> keys = new ArrayList<>();
    List<NeuronSlice> longest = List.of();
    for (LayerSurfaces layer : layers) {
      longest = layer.slices().size() > longest.size() ? layer.slices() : longest;
    }
    for (int i = 0; i < longest.size(); i++) {
      String text = labels.text("legend.neuron", longest.get(i).neuron());
      keys.add(new Canvas.Key(Style.ofNeuron(i), text));
    }
    return keys;
  }
}
