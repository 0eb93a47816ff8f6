// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.streaming.view.plot.Axis2;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.ChartPanels;
import io.weightlapse.streaming.view.plot.Expanding;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Panel;
import java.util.List;

/** What the pictures of all views have: the head, the error curve, the inputs as predicted. */
final class CommonPanels {
  private static final int TICKS = 4;

  private final RunTrace trace;
  private final Labels labels;
  private final UnitPair features;
  private final Points inputs;
  private final NiceRange inputX;
  private final NiceRange inputY;
  private final int[] classes;
  private final Expanding curveRange = new Expanding(0, TICKS, Expanding.Ends.ON_TICKS);

  CommonPanels(RunTrace trace, Labels labels) {
    this(trace, labels, UnitPair.units(0, 1));
  }

  /** Panels that draw these two numbers of the inputs. */
  CommonPanels(RunTrace trace, Labels labels, UnitPair features) {
    this.features = features;
    this.trace = trace;
    this.labels = labels;
    Dataset data = trace.data();
    this.inputs = features.of(data.features(), data.rows(), data.inputs());
    this.classes = Classes.of(data);
    this.inputX = around(inputs.xs());
    this.inputY = around(inputs.ys());
  }

  private static NiceRange around(float[] values) {
    Expanding range = new Expanding(5, Expanding.Ends.SNUG);
    range.include(values);
    return padded(range.range());
  }

  /** A little room at both ends, so that points on an end are whole. */
  static NiceRange padded(NiceRange range) {
    double pad = 0.04 * (range.max() - range.min());
    return new NiceRange(range.min() - pad, range.max() + pad, range.tick());
  }

  Labels labels() {
    return labels;
  }

  /** The class of each row drawn. */
  int[] classes() {
    return classes;
  }

  /** The head of a frame's picture. */
  Canvas.Head head(String view, int frame, List<Canvas.Key> legend) {
    double[] curve = trace.curve(frame);
    String facts =
        labels.text(
            "facts",
            trace.manifest().run(),
            labels.count(trace.schedule().epoch(frame)),
            labels.count(trace.schedule().step(frame)),
            labels.text("facts." + curveKey()),
            labels.measured(curve[frame]));
    String title = labels.text(view + ".title", trace.experiment().title());
    return new Canvas.Head(title, facts, legend);
  }

  private String curveKey() {
    return trace.curveMetric().equals(MetricNames.TRAIN_SUM_SQUARED_ERROR)
        ? "sum_squared_error"
        : "loss";
  }

  /** The curve up to a frame; to be asked for in the order of the frames. */
  Panel curve(int frame) {
    double[] errors = trace.curve(frame);
    double[] epochs = trace.epochs(frame);
    curveRange.include(errors[frame]);
    int end = Math.max(1, trace.experiment().training().epochs() - 1);
    NiceRange whole = NiceRange.around(0, end, 6);
    Axis2 x = axis("axis.epoch", new NiceRange(-0.02 * end, 1.02 * end, whole.tick()));
    NiceRange y = curveRange.range();
    Axis2 errorAxis = new Axis2(null, y, Axis2.Ticks.SHOWN, labels.locale());
    return ChartPanels.curve(labels.text("curve." + curveKey()), x, errorAxis, epochs, errors);
  }

  private Axis2 axis(String key, NiceRange range) {
    return new Axis2(labels.text(key), range, Axis2.Ticks.SHOWN, labels.locale());
  }

  /** The inputs coloured by their own class. */
  Panel inputs() {
    return inputs(labels.text("layer.input"), classes);
  }

  /** The inputs coloured by the class that the network gives them. */
  Panel predictions(int[] predicted) {
    String title =
        trace.sampled()
            ? labels.text("predictions.sample", labels.count(predicted.length))
            : labels.text("predictions", labels.percent(Classes.right(predicted, classes)));
    return inputs(title, predicted);
  }

  private Panel inputs(String title, int[] colours) {
    return ChartPanels.scatter(
        title,
        axisOf("axis.feature", features, 0, inputX),
        trace.data().inputs() > 1 ? axisOf("axis.feature", features, 1, inputY) : line(),
        inputs.xs(),
        inputs.ys(),
        colours);
  }

  /** An axis of one of two numbers of something. */
  Axis2 axisOf(String key, UnitPair pair, int axis, NiceRange range) {
    return new Axis2(pair.label(labels, key, axis), range, Axis2.Ticks.SHOWN, labels.locale());
  }

  /** The axis across a line of points: it measures nothing. */
  Axis2 line() {
    return new Axis2(null, NiceRange.fixed(-1, 1, 2), Axis2.Ticks.HIDDEN, labels.locale());
  }
}
