// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.FastForward;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
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
 * How each layer bends the inputs: the inputs, every layer's output for them (two of its units, or
 * along its two principal directions), the error so far, and the classes that the network gives the
 * inputs.
 *
 * <p>Principal directions are those of the last frame that a replay has; followed live, those of
 * the first.
 */
final class TransformationsView extends ScheduledView implements LookingAhead {
  static final String NAME = "transformations";

  private static final String PRINCIPAL = "pca";

  private final CommonPanels common;
  private final boolean principal;
  private final List<UnitPair> pairs = new ArrayList<>(); // of the layers; empty until known
  private final Map<Integer, SnapshotAssembly> looked = new HashMap<>();
  private float[] last; // the parameters of the last frame that was looked at
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
    String units = run.options().choice("units", "0,1");
    this.principal = units.equals(PRINCIPAL);
    UnitPair asked =
        principal ? UnitPair.units(0, 1) : UnitPair.of(units, "pca or two units such as 3,7");
    this.common =
        new CommonPanels(
            trace(),
            run.labels(),
            principal && data.inputs() > 2
                ? UnitPair.principal(data.features(), data.rows(), data.inputs())
                : UnitPair.units(0, 1));
    this.layers = ShownLayers.of(trace().network().layers().size());
    this.layout = TransformationsLayout.of(layers.size() + 1);
    choose(asked, run.network().widest());
    for (int l : layers) {
      Activation activation = trace().network().layers().get(l).activation();
      boolean last = l == trace().network().layers().size() - 1;
      float[] targets = last ? data.targets() : new float[0];
      firstUnits.add(range(l, activation, targets));
      secondUnits.add(range(l, activation, targets));
    }
  }

  /** Layers without these units have their first two. */
  private void choose(UnitPair asked, int widest) {
    if (principal) {
      return;
    }
    if (widest > 1 && !asked.within(widest)) {
      throw new UserException("--option units must be below " + widest + ": was " + asked);
    }
    for (int l : layers) {
      boolean within = asked.within(trace().network().layers().get(l).units());
      pairs.add(within ? asked : UnitPair.units(0, 1));
    }
  }

  /** Bounds of an activation are none of a direction through several units. */
  private LayerRange range(int layer, Activation activation, float[] targets) {
    boolean bounded = !principal || trace().network().layers().get(layer).units() == 1;
    return bounded
        ? new LayerRange(activation, targets)
        : new LayerRange(Activation.IDENTITY, new float[0]);
  }

  @Override
  public boolean looks() {
    return principal;
  }

  @Override
  public void look(Event event) {
    if (!(event instanceof Snapshot s)
        || s.worker() != Event.MODEL
        || !trace().manifest().run().equals(s.run())
        || !SnapshotAssembly.fits(trace().network().layout(), s)) {
      return;
    }
    int frame = trace().schedule().frameOfStep(s.step());
    if (frame < 0) {
      return;
    }
    SnapshotAssembly assembly =
        looked.computeIfAbsent(frame, k -> new SnapshotAssembly(trace().network().layout()));
    assembly.add(s);
    if (assembly.complete()) {
      last = assembly.parameters();
      looked.keySet().removeIf(k -> k <= frame); // the history tells steps in order
    }
  }

  private void findDirections(List<float[]> outputs) {
    List<float[]> all = outputs;
    Dataset data = trace().data();
    if (last != null) {
      all = FastForward.layerOutputs(trace().network(), last, data.features(), data.rows());
      last = null;
    }
    for (int l : layers) {
      int units = trace().network().layers().get(l).units();
      pairs.add(UnitPair.principal(all.get(l), data.rows(), units));
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
        FastForward.layerOutputs(trace().network(), parameters, data.features(), data.rows());
    if (pairs.isEmpty()) {
      findDirections(all);
    }
    List<Points> points = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      int l = layers.get(i);
      int units = trace().network().layers().get(l).units();
      points.add(pairs.get(i).of(all.get(l), data.rows(), units));
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
            ? common.axisOf(
                "axis.unit", pairs.get(shown), 1, secondUnits.get(shown).with(points.ys()))
            : common.line();
    boolean last = l == trace().network().layers().size() - 1;
    boolean decides = last && layer.units() == 1;
    return ChartPanels.scatter(
        common
            .labels()
            .text(last ? "layer.last" : "layer.output", l + 1, layer.activation().label()),
        common.axisOf("axis.unit", pairs.get(shown), 0, x),
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
