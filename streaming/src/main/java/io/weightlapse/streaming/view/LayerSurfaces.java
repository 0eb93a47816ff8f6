// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.streaming.view.plot.Axes3;
import io.weightlapse.streaming.view.plot.Expanding;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Panel;
import io.weightlapse.streaming.view.plot.Scene;
import io.weightlapse.streaming.view.plot.Style;
import io.weightlapse.streaming.view.plot.Surface3;
import io.weightlapse.streaming.view.plot.Trail3;
import java.util.ArrayList;
import java.util.List;

/** The panel of one layer: ranges and trails grow from frame to frame. */
final class LayerSurfaces {
  private static final int TICKS = 4;

  private final List<NeuronSlice> slices;
  private final Labels labels;
  private final List<List<double[]>> trails = new ArrayList<>();
  private final Expanding x = new Expanding(TICKS, Expanding.Ends.SNUG);
  private final Expanding y = new Expanding(TICKS, Expanding.Ends.SNUG);
  private final Expanding z = new Expanding(0, TICKS, Expanding.Ends.SNUG);

  LayerSurfaces(List<NeuronSlice> slices, Labels labels) {
    this.slices = List.copyOf(slices);
    this.labels = labels;
    slices.forEach(s -> trails.add(new ArrayList<>()));
  }

  List<NeuronSlice> slices() {
    return slices;
  }

  /**
   * The panel of the next frame; to be asked for once for each, in order.
   *
   * @param shown takes what the panel draws
   */
  Panel scene(StepSurfaces step, Fingerprint shown) {
    List<Surface3> surfaces = new ArrayList<>();
    List<Trail3> ways = new ArrayList<>();
    for (int i = 0; i < slices.size(); i++) {
      SliceGrid grid = step.grid(slices.get(i));
      shown.add(slices.get(i).id());
      if (grid != null) {
        shown.add(grid.weights0()).add(grid.weights1()).add(grid.loss());
        shown.add(grid.originAlpha()).add(grid.originBeta()).add(grid.lossAtOrigin());
      }
      if (grid == null || !NiceRange.drawable(grid.originAlpha() + grid.originBeta())) {
        trails.get(i).add(new double[] {Double.NaN, Double.NaN, Double.NaN});
        continue;
      }
      include(grid);
      double[] here = {grid.originAlpha(), grid.originBeta(), grid.lossAtOrigin()};
      trails.get(i).add(here);
      surfaces.add(new Surface3(grid.weights0(), grid.weights1(), grid.loss(), Style.ofNeuron(i)));
    }
    for (int i = 0; i < slices.size(); i++) {
      ways.add(new Trail3(trails.get(i).toArray(new double[0][]), Style.ofNeuron(i)));
    }
    return new Scene(title(), axes(), surfaces, ways);
  }

  private void include(SliceGrid grid) {
    for (double w : grid.weights0()) {
      x.include(w);
    }
    for (double w : grid.weights1()) {
      y.include(w);
    }
    z.include(grid.loss());
  }

  private String title() {
    return labels.text("layer.surface", slices.get(0).layer() + 1);
  }

  private String parameter(int input) {
    return input == NeuronSlice.BIAS ? labels.text("axis.bias") : labels.text("axis.weight", input);
  }

  private Axes3 axes() {
    return new Axes3(
        new Axes3.Axis(parameter(slices.get(0).input0()), x.range()),
        new Axes3.Axis(parameter(slices.get(0).input1()), y.range()),
        new Axes3.Axis(labels.text("axis.loss"), z.range()),
        labels.locale());
  }
}
