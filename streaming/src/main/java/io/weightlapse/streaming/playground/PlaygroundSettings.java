// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.playground;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.PlaneFeature;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a page asks to be trained. Everything is bounded: a page must not be able to keep a machine
 * busy with more than a tiny network.
 *
 * @param data a generator of points of the plane
 * @param points samples before the split
 * @param noise per cent, 0 to 50
 * @param testShare share of the points that is not trained on
 * @param features labels of {@link PlaneFeature}
 * @param hidden units of each hidden layer
 * @param activation of the hidden layers
 * @param optimiser {@code sgd}, {@code momentum} or {@code adam}
 * @param learningRate step size
 * @param l1 rate of the penalty on |w|
 * @param l2 rate of the penalty on w^2
 * @param batch samples of a minibatch
 * @param seed of points, split, parameters and order
 */
public record PlaygroundSettings(
    String data,
    int points,
    double noise,
    double testShare,
    List<String> features,
    List<Integer> hidden,
    String activation,
    String optimiser,
    double learningRate,
    double l1,
    double l2,
    int batch,
    int seed) {
  /** The generators, classes first. */
  public static final List<String> DATA =
      List.of("circle", "playground-xor", "gauss", "spiral", "plane", "gauss-regression");

  /** Those whose target is a number. */
  private static final Set<String> REGRESSION = Set.of("plane", "gauss-regression");

  /** Activations of the hidden layers. */
  public static final List<String> ACTIVATIONS =
      List.of("tanh", "relu", "sigmoid", "identity", "leaky_relu", "arctan");

  /** Optimisers. */
  public static final List<String> OPTIMISERS = List.of("sgd", "momentum", "adam");

  /** Hidden layers and units of each. */
  public static final int MOST_LAYERS = 6;

  /** Units of a hidden layer. */
  public static final int MOST_UNITS = 8;

  /** Checks every bound. */
  public PlaygroundSettings {
    among("data", data, DATA);
    among("activation", activation, ACTIVATIONS);
    among("optimiser", optimiser, OPTIMISERS);
    within("points", points, 20, 1000);
    within("noise", noise, 0, 50);
    within("testShare", testShare, 0.1, 0.9);
    within("learningRate", learningRate, 1e-6, 10);
    within("l1", l1, 0, 10);
    within("l2", l2, 0, 10);
    within("batch", batch, 1, 1000);
    within("seed", seed, 0, Integer.MAX_VALUE);
    features = List.copyOf(features);
    hidden = List.copyOf(hidden);
    Checks.require(
        !features.isEmpty() && features.size() <= PlaneFeature.values().length,
        "features must be 1..%d: was %d",
        PlaneFeature.values().length,
        features.size());
    features.forEach(PlaneFeature::of);
    Checks.require(
        Set.copyOf(features).size() == features.size(), "features must differ: was %s", features);
    within("hidden layers", hidden.size(), 0, MOST_LAYERS);
    hidden.forEach(units -> within("units", units, 1, MOST_UNITS));
  }

  private static void among(String name, String value, List<String> all) {
    Checks.require(
        all.contains(value), "%s must be one of %s: was %s", name, String.join(", ", all), value);
  }

  private static void within(String name, double value, double least, double most) {
    Checks.require(
        value >= least && value <= most,
        "%s must be %s..%s: was %s",
        name,
        text(least),
        text(most),
        text(value));
  }

  private static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }

  /** Reads what a page sent. */
  public static PlaygroundSettings read(JsonNode node) {
    return new PlaygroundSettings(
        word(node, "data"),
        whole(node, "points"),
        number(node, "noise"),
        number(node, "testShare"),
        words(node.path("features")),
        wholes(node.path("hidden")),
        word(node, "activation"),
        word(node, "optimiser"),
        number(node, "learningRate"),
        number(node, "l1"),
        number(node, "l2"),
        whole(node, "batch"),
        whole(node, "seed"));
  }

  private static String word(JsonNode node, String name) {
    if (!node.path(name).isTextual() || node.path(name).asText().length() > 40) {
      throw new UserException(name + " must be a short text");
    }
    return node.get(name).asText();
  }

  static double number(JsonNode node, String name) {
    if (!node.path(name).isNumber()) {
      throw new UserException(name + " must be a number");
    }
    return node.get(name).asDouble();
  }

  private static int whole(JsonNode node, String name) {
    if (!node.path(name).isInt()) {
      throw new UserException(name + " must be a whole number");
    }
    return node.get(name).asInt();
  }

  private static List<String> words(JsonNode array) {
    List<String> list = new ArrayList<>();
    for (JsonNode n : few("features", array)) {
      list.add(n.asText());
    }
    return list;
  }

  private static List<Integer> wholes(JsonNode array) {
    List<Integer> list = new ArrayList<>();
    for (JsonNode n : few("hidden", array)) {
      list.add(n.isInt() ? n.asInt() : -1);
    }
    return list;
  }

  private static JsonNode few(String name, JsonNode array) {
    if (!array.isArray() || array.size() > 16) {
      throw new UserException(name + " must be a short list");
    }
    return array;
  }

  /** Whether the targets are classes. */
  public boolean classifies() {
    return !REGRESSION.contains(data);
  }

  /** The same with other constants of the optimiser. */
  PlaygroundSettings with(double newRate, double newL1, double newL2) {
    return new PlaygroundSettings(
        data,
        points,
        noise,
        testShare,
        features,
        hidden,
        activation,
        optimiser,
        newRate,
        newL1,
        newL2,
        batch,
        seed);
  }

  /** The same with the plane's own coordinates as features. */
  Experiment coordinates() {
    return experiment(1, List.of("x1", "x2"));
  }

  /** The experiment that trains it for so many epochs. */
  public Experiment experiment(int epochs) {
    return experiment(epochs, features);
  }

  private Experiment experiment(int epochs, List<String> columns) {
    ObjectNode tree = JsonNodeFactory.instance.objectNode();
    String layers = hidden.isEmpty() ? "no hidden layer" : activation + " " + shape();
    tree.put("name", "playground").put("title", "Playground: " + data + ", " + layers);
    tree.put("description", "Trained on the gallery's playground page.");
    ObjectNode d = tree.putObject("data").put("generator", data).put("points", points);
    d.put("rng", "fast").put("seed", seed).put("noise", noise);
    columns.forEach(d.withArray("features")::add);
    if (classifies()) {
      d.put("labels", "signed");
    }
    d.putObject("split").put("test", testShare).put("seed", seed);
    ObjectNode network = tree.putObject("network").put("inputs", columns.size());
    ArrayNode list = network.putArray("layers");
    hidden.forEach(units -> list.addObject().put("units", units).put("activation", activation));
    list.addObject().put("units", 1).put("activation", classifies() ? "tanh" : "identity");
    network.put("loss", "mse").put("init", "torch");
    ObjectNode training = tree.putObject("training").put("seed", seed).put("epochs", epochs);
    training.put("batch", batch).put("shuffle", true);
    ObjectNode opt =
        training.putObject("optimiser").put("name", optimiser).put("learningRate", learningRate);
    if (optimiser.equals("momentum")) {
      opt.put("momentum", 0.9);
    }
    if (l1 > 0) {
      training.put("l1", l1);
    }
    if (l2 > 0) {
      training.put("l2", l2);
    }
    // at most some hundred snapshots, evenly over the training
    tree.putObject("snapshots").put("everyEpochs", Math.max(1, (epochs + 399) / 400));
    return ExperimentReader.read(tree, "playground");
  }

  private String shape() {
    return String.join("-", hidden.stream().map(String::valueOf).toList());
  }
}
