// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.streaming.view.plot.Axis2;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.ChartPanels;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Panel;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How each layer bends the inputs: the inputs, every layer's output for them (its first two units),
 * the error so far, and the classes that the network gives the inputs.
 */
final class TransformationsView extends ScheduledView {
  static final String NAME = "transformations";

  private final CommonPanels common;
  private final List<Integer> layers;
  private final TransformationsLayout layout;
  private final List<LayerRange> firstUnits = new ArrayList<>();
  private final List<LayerRange> secondUnits = new ArrayList<>();
  private final Map<Integer, Outputs> pending = new HashMap<>();

  /** What a frame draws of its parameters. */
  private record Outputs(List<Points> layers, int[] predicted) {}

  TransformationsView(ViewRun run) {
    super(NAME, new RunTrace(run), run);
    Dataset data = trace().data();
    this.common = new CommonPanels(trace(), run.labels());
    this.layers = ShownLayers.of(trace().network().layers().size());
    this.layout = TransformationsLayout.of(layers.size() + 1);
    for (int l : layers) {
      Activation activation = trace().network().layers().get(l).activation();
      boolean last = l == trace().network().layers().size() - 1;
      float[] targets = last ? data.targets() : new float[0];
      firstUnits.add(new LayerRange(activation, targets));
      secondUnits.add(new LayerRange(activation, targets));
    }
  }

  /** Drawn live where points of a plane go through few units. */
  static Fit fit(RunManifest manifest) {
    NetworkSpec network = manifest.experiment().network();
    return network.inputs() <= 2 && network.widest() <= 16 ? Fit.ALWAYS : Fit.ON_REQUEST;
  }

  @Override
  void keep(int frame, float[] parameters) {
    Dataset data = trace().data();
    List<float[]> all =
        Forward.layerOutputs(trace().network(), parameters, data.features(), data.rows());
    List<Points> points = new ArrayList<>();
    for (int l : layers) {
      int units = trace().network().layers().get(l).units();
      points.add(Points.of(all.get(l), data.rows(), units));
    }
    float[] outputs = all.get(all.size() - 1);
    int[] predicted = Classes.predicted(outputs, data);
    pending.put(frame, new Outputs(points, predicted));
  }

  @Override
  Supplier<BufferedImage> picture(int frame, Fingerprint shown) {
    Outputs outputs = pending.remove(frame);
    outputs.layers().forEach(points -> shown.add(points.xs()).add(points.ys()));
    shown.add(outputs.predicted());
    List<Panel> scatters = new ArrayList<>();
    scatters.add(common.inputs());
    for (int i = 0; i < layers.size(); i++) {
      scatters.add(scatter(i, outputs.layers().get(i)));
    }
    List<Canvas.Placed> panels =
        layout.place(scatters, common.curve(frame), common.predictions(outputs.predicted()));
    Canvas.Head head = common.head(NAME, frame, legend());
    Canvas canvas = layout.canvas();
    return () -> canvas.draw(head, panels);
  }

  private Panel scatter(int shown, Points points) {
    int l = layers.get(shown);
    LayerSpec layer = trace().network().layers().get(l);
    NiceRange x = firstUnits.get(shown).with(points.xs());
    Axis2 across =
        layer.units() > 1
            ? common.axisOf("axis.unit", 1, secondUnits.get(shown).with(points.ys()))
            : common.line();
    boolean last = l == trace().network().layers().size() - 1;
    boolean decides = last && layer.units() == 1;
    return ChartPanels.scatter(
        common
            .labels()
            .text(last ? "layer.last" : "layer.output", l + 1, layer.activation().label()),
        common.axisOf("axis.unit", 0, x),
        across,
        points.xs(),
        points.ys(),
        common.classes(),
        decides ? 0.5 : Double.NaN);
  }

  private List<Canvas.Key> legend() {
    List<Canvas.Key> keys = new ArrayList<>();
    for (int c = 0; c < Math.min(10, Classes.count(trace().data())); c++) {
      keys.add(new Canvas.Key(Style.ofClass(c), common.labels().text("legend.class", c)));
    }
    return keys;
  }
}
