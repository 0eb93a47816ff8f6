// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import static io.weightlapse.core.util.Checks.require;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.weights.WeightsFile;
import java.util.ArrayList;
import java.util.List;

/** The tree of an experiment: what YAML files hold, and what a run's manifest keeps. */
public final class ExperimentTree {
  private ExperimentTree() {}

  static Experiment read(ObjectNode tree) {
    Fields root = new Fields(tree, "");
    String name = root.text("name");
    String title = root.text("title", name);
    String description = root.text("description", "");
    DataSpec data = DataTree.read(root.object("data"));
    Fields net = root.object("network");
    InitSpec init = new InitSpec(net.text("init"), net.integer("skipDraws", 0));
    NetworkSpec network =
        init.fromFile() && !net.has("layers") ? storedNetwork(init, net) : network(net);
    TrainingSpec training = training(root.object("training"));
    SnapshotPolicy snapshots = SnapshotTree.read(root);
    MetricSpec metrics = root.has("metrics") ? metrics(root.object("metrics")) : MetricSpec.EPOCHS;
    FrameSchedule frames = root.has("frames") ? frames(root) : FrameSchedule.standard();
    NeuronLandscapeSpec landscape =
        root.has("landscape")
            ? landscape(root.object("landscape"))
            : NeuronLandscapeSpec.standard();
    root.end();
    return new Experiment(
        name,
        title,
        description,
        data,
        network,
        init,
        training,
        snapshots,
        metrics,
        frames,
        landscape);
  }

  /** The architecture that a weights file tells. */
  private static NetworkSpec storedNetwork(InitSpec init, Fields f) {
    NetworkSpec network =
        WeightsFile.of(init.scheme())
            .network()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        f.key("layers")
                            + " is missing, and "
                            + init.scheme()
                            + " does not tell the architecture"));
    for (String key : List.of("inputs", "loss")) {
      require(!f.has(key), "%s comes from %s: leave it out", f.key(key), init.scheme());
    }
    f.end();
    return network;
  }

  private static NetworkSpec network(Fields f) {
    List<LayerSpec> layers = new ArrayList<>();
    for (Fields l : f.objects("layers")) {
      layers.add(
          new LayerSpec(
              l.text("name", "l" + (layers.size() + 1)),
              l.integer("units"),
              l.choice("activation", Activation.values(), Activation::label),
              l.flag("bias", true),
              l.number("dropout", 0),
              l.flag("residual", false)));
      l.end();
    }
    NetworkSpec spec =
        new NetworkSpec(f.integer("inputs"), layers, f.choice("loss", Loss.values(), Loss::label));
    f.end();
    return spec;
  }

  private static TrainingSpec training(Fields f) {
    Fields o = f.object("optimiser");
    OptimiserSpec optimiser =
        new OptimiserSpec(
            o.choice("name", OptimiserSpec.Kind.values(), OptimiserSpec.Kind::label),
            o.number("learningRate"),
            o.number("momentum", 0),
            o.number("beta1", 0.9),
            o.number("beta2", 0.999),
            o.number("epsilon", 1e-8),
            f.number("l1", 0),
            f.number("l2", 0));
    o.end();
    TrainingSpec spec =
        new TrainingSpec(
            f.wide("seed", 0),
            f.integer("epochs"),
            f.integer("batch"),
            f.flag("shuffle", true),
            optimiser);
    f.end();
    return spec;
  }

  private static MetricSpec metrics(Fields f) {
    MetricSpec spec =
        new MetricSpec(
            f.integer("everySteps", 0),
            f.has("statistics")
                ? f.choice("statistics", StatisticsCadence.values(), StatisticsCadence::label)
                : StatisticsCadence.SNAPSHOTS,
            f.integer("statisticsEverySteps", 0));
    f.end();
    return spec;
  }

  private static FrameSchedule frames(Fields root) {
    List<FrameSchedule.Span> spans = new ArrayList<>();
    for (Fields f : root.objects("frames")) {
      spans.add(new FrameSchedule.Span(f.integer("to", FrameSchedule.REST), f.integer("every")));
      f.end();
    }
    return new FrameSchedule(spans);
  }

  private static NeuronLandscapeSpec landscape(Fields f) {
    List<Integer> weights = f.has("weights") ? f.inputs("weights") : List.of(0, 1);
    List<Integer> grid = f.has("grid") ? f.integers("grid") : List.of(7, 7);
    List<Double> range = f.has("range") ? f.numbers("range") : List.of(-5.0, 5.0);
    require(weights.size() == 2, "landscape.weights must name 2 inputs: was %s", weights);
    require(grid.size() == 2, "landscape.grid must have 2 sizes: was %s", grid);
    require(range.size() == 2, "landscape.range must have 2 ends: was %s", range);
    boolean all = f.isText("neurons") && f.text("neurons").equals("all");
    NeuronLandscapeSpec spec =
        new NeuronLandscapeSpec(
            all ? List.of() : f.has("neurons") ? f.integers("neurons") : List.of(0, 1),
            weights.get(0),
            weights.get(1),
            new Axis(range.get(0), range.get(1), grid.get(0)),
            new Axis(range.get(0), range.get(1), grid.get(1)));
    f.end();
    return spec;
  }

  /** The tree that reads back as the same experiment. */
  public static ObjectNode write(Experiment e) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("name", e.name()).put("title", e.title()).put("description", e.description());
    DataTree.write(e.data(), root.putObject("data"));
    writeNetwork(root.putObject("network"), e);
    writeTraining(root.putObject("training"), e.training());
    SnapshotTree.write(e.snapshots(), root.putObject("snapshots"));
    root.putObject("metrics")
        .put("everySteps", e.metrics().everySteps())
        .put("statistics", e.metrics().statistics().label())
        .put("statisticsEverySteps", e.metrics().statisticsEverySteps());
    ArrayNode frames = root.putArray("frames");
    for (FrameSchedule.Span span : e.frames().spans()) {
      frames.addObject().put("to", span.to()).put("every", span.every());
    }
    writeLandscape(root.putObject("landscape"), e.landscape());
    return root;
  }

  private static void writeNetwork(ObjectNode node, Experiment e) {
    NetworkSpec network = e.network();
    node.put("inputs", network.inputs());
    ArrayNode layers = node.putArray("layers");
    for (LayerSpec layer : network.layers()) {
      layers
          .addObject()
          .put("name", layer.name())
          .put("units", layer.units())
          .put("activation", layer.activation().label())
          .put("bias", layer.bias())
          .put("dropout", layer.dropout())
          .put("residual", layer.residual());
    }
    node.put("loss", network.loss().label());
    node.put("init", e.init().scheme()).put("skipDraws", e.init().skipDraws());
  }

  private static void writeTraining(ObjectNode node, TrainingSpec t) {
    node.put("seed", t.seed()).put("epochs", t.epochs()).put("batch", t.batch());
    node.put("shuffle", t.shuffle());
    OptimiserSpec o = t.optimiser();
    node.putObject("optimiser")
        .put("name", o.kind().label())
        .put("learningRate", o.learningRate())
        .put("momentum", o.momentum())
        .put("beta1", o.beta1())
        .put("beta2", o.beta2())
        .put("epsilon", o.epsilon());
    node.put("l1", o.l1()).put("l2", o.l2());
  }

  private static void writeLandscape(ObjectNode node, NeuronLandscapeSpec l) {
    if (l.neurons().isEmpty()) {
      node.put("neurons", "all");
    } else {
      l.neurons().forEach(node.withArray("neurons")::add);
    }
    ArrayNode weights = node.putArray("weights");
    for (int input : new int[] {l.input0(), l.input1()}) {
      if (input == NeuronSlice.BIAS) {
        weights.add("bias");
      } else {
        weights.add(input);
      }
    }
    node.putArray("range").add(l.alpha().from()).add(l.alpha().to());
    node.putArray("grid").add(l.alpha().count()).add(l.beta().count());
  }
}
