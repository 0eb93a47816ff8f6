// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Panel;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the loss would be if two weights of a neuron were others: for each layer the surfaces of its
 * surveyed neurons and the way that these weights have come, the error so far, and the classes that
 * the network gives the inputs.
 */
final class NeuronSurfacesView extends ScheduledView {
  static final String NAME = "neuron-surfaces";

  /** More surfaces than this in one panel only cover each other. */
  private static final int MOST_NEURONS = 8;

  private final CommonPanels common;
  private final Set<NeuronSlice> surveyed;
  private final Set<NeuronSlice> drawn = new HashSet<>();
  private final List<LayerSurfaces> layers = new ArrayList<>();
  private final NeuronSurfacesLayout layout;
  private final Map<Integer, int[]> predicted = new HashMap<>();
  private final Map<Integer, StepSurfaces> surfaces = new HashMap<>();

  NeuronSurfacesView(RunManifest manifest, Dataset data, Labels labels) {
    super(NAME, new RunTrace(manifest, data));
    this.common = new CommonPanels(trace(), labels);
    List<NeuronSlice> slices = trace().experiment().landscape().slices(trace().network());
    this.surveyed = new HashSet<>(slices);
    Map<Integer, List<NeuronSlice>> byLayer = new TreeMap<>();
    slices.forEach(s -> byLayer.computeIfAbsent(s.layer(), l -> new ArrayList<>()).add(s));
    List<List<NeuronSlice>> all = List.copyOf(byLayer.values());
    for (int i : ShownLayers.of(all.size())) {
      List<NeuronSlice> some = all.get(i).subList(0, Math.min(MOST_NEURONS, all.get(i).size()));
      layers.add(new LayerSurfaces(some, labels));
      drawn.addAll(some);
    }
    this.layout = NeuronSurfacesLayout.of(Math.max(1, layers.size()));
  }

  /** None where no layer has two weights to survey. */
  @Override
  public int frameCount() {
    return surveyed.isEmpty() ? 0 : super.frameCount();
  }

  @Override
  void keep(int frame, float[] parameters) {
    Dataset data = trace().data();
    float[] outputs = Forward.outputs(trace().network(), parameters, data.features(), data.rows());
    predicted.put(frame, Classes.predicted(outputs, data.rows(), trace().network().outputs()));
  }

  @Override
  void keep(SurfaceTile tile) {
    int frame = trace().schedule().frameOfStep(tile.step());
    if (frame >= next() && surveyed.contains(tile.slice()) && SliceGrid.fits(tile)) {
      SliceGrid.Keep keep =
          drawn.contains(tile.slice()) ? SliceGrid.Keep.LOSSES : SliceGrid.Keep.COVERAGE;
      surfaces.computeIfAbsent(frame, k -> new StepSurfaces()).add(tile, keep);
    }
  }

  @Override
  boolean ready(int frame) {
    StepSurfaces step = surfaces.get(frame);
    return step != null && step.complete();
  }

  @Override
  Supplier<BufferedImage> picture(int frame) {
    StepSurfaces step = surfaces.remove(frame);
    List<Panel> scenes = new ArrayList<>();
    layers.forEach(layer -> scenes.add(layer.scene(step)));
    List<Canvas.Placed> panels =
        layout.place(scenes, common.curve(frame), common.predictions(predicted.remove(frame)));
    Canvas.Head head = common.head(NAME, frame, legend());
    Canvas canvas = layout.canvas();
    return () -> canvas.draw(head, panels);
  }

  private List<Canvas.Key> legend() {
    List<Canvas.Key> keys = new ArrayList<>();
    List<NeuronSlice> longest = List.of();
    for (LayerSurfaces layer : layers) {
      longest = layer.slices().size() > longest.size() ? layer.slices() : longest;
    }
    for (int i = 0; i < longest.size(); i++) {
      String text = common.labels().text("legend.neuron", longest.get(i).neuron());
      keys.add(new Canvas.Key(Style.ofNeuron(i), text));
    }
    return keys;
  }
}
