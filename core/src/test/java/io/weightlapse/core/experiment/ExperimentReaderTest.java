// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExperimentReaderTest {
  @TempDir Path folder;

  @Test
  void everyBuiltInExperimentReadsAndRoundTripsThroughItsManifest() {
    for (String name : ExperimentReader.builtInNames()) {
      Experiment e = ExperimentReader.builtIn(name);
      assertThat(e.name()).isEqualTo(name);
      RunManifest manifest =
          new RunManifest(
              "run-1", e, Instant.parse("2026-01-02T03:04:05Z"), "ab", Map.of("a", "b"));
      assertThat(ManifestJson.read(ManifestJson.write(manifest))).isEqualTo(manifest);
    }
  }

  @Test
  void xorIsTheNotebooksExperiment() {
    Experiment e = ExperimentReader.builtIn("xor");
    assertThat(e.network().layout().size()).isEqualTo(21);
    assertThat(e.frames().epochs(601)).hasSize(26).startsWith(0, 1, 2, 3, 4, 5, 10).endsWith(600);
    assertThat(e.training().epochs()).isEqualTo(601);
    assertThat(ExperimentReader.builtIn("xor-12-layers").frames().epochs(1001)).hasSize(34);
  }

  @Test
  void settingsOverrideAnyKey() {
    ObjectNode tree = ExperimentReader.tree("xor");
    List<ObjectNode> trees =
        Overrides.apply(
            tree,
            List.of(
                "training.epochs=50", "training.optimiser.learningRate=1e-2",
                "network.layers.0.activation=sigmoid", "landscape.grid=[3, 9]"));
    assertThat(trees).hasSize(1);
    Experiment e = ExperimentReader.read(trees.get(0), "xor");
    assertThat(e.training().epochs()).isEqualTo(50);
    assertThat(e.training().optimiser().learningRate()).isEqualTo(0.01);
    assertThat(e.network().layers().get(0).activation().label()).isEqualTo("sigmoid");
    assertThat(e.landscape().beta().count()).isEqualTo(9);
  }

  @Test
  void aBiasStandsWhereAWeightCould() {
    List<ObjectNode> trees =
        Overrides.apply(ExperimentReader.tree("xor"), List.of("landscape.weights=[1, bias]"));
    Experiment e = ExperimentReader.read(trees.get(0), "xor");
    assertThat(e.landscape().input0()).isEqualTo(1);
    assertThat(e.landscape().input1()).isEqualTo(NeuronSlice.BIAS);
    assertThat(e.landscape().slices(e.network()))
        .extracting(NeuronSlice::id)
        .contains("neurons-l1-n0-w1-b", "neurons-l4-n0-w1-b");
    assertThat(ExperimentReader.read(ExperimentTree.write(e), "xor")).isEqualTo(e);
  }

  @Test
  void listsMakeASweepOfAllCombinations() {
    List<ObjectNode> trees =
        Overrides.apply(
            ExperimentReader.tree("xor"),
            List.of("training.seed=[1,2,3]", "training.optimiser.learningRate=[0.1,0.2]"));
    assertThat(trees).hasSize(6);
    assertThat(trees.stream().map(t -> t.at("/training/seed").asInt()))
        .containsExactly(1, 1, 2, 2, 3, 3);
    assertThat(trees.stream().map(t -> t.at("/training/optimiser/learningRate").asDouble()))
        .containsExactly(0.1, 0.2, 0.1, 0.2, 0.1, 0.2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training.epoch=5|xor: unknown key training.epoch; did you mean training.epochs?",
        "training.epochs=0|xor: training.epochs must be >= 1: was 0",
        "training.epochs=many|xor: training.epochs must be a whole number below 2^31: was \"many\"",
        "training.optimiser.learningRate=-1.0|xor: learningRate must be > 0: was -1.0",
        "training.optimiser.name=adma|xor: training.optimiser.name must be one of sgd, momentum,"
            + " nesterov, adam: was adma",
        "network.layers.1.units=0|xor: units of layer l2 must be >= 1: was 0",
        "network.layers=[]|xor: layers must have at least one layer: was empty",
        "network.layers.9.units=2|--set network.layers.9.units: index must be 0..3: was 9",
        "training.batch=|--set needs a value after =",
        "training.batch.x=1|--set training.batch.x: batch holds no keys",
        "epochs|--set takes key=value: was epochs",
        "landscape.weights=[0, -1]|xor: landscape.weights must hold numbers from 0, or bias: was -1",
        "landscape.weights=[bias, bias]|xor: landscape.weights must be two different inputs: was bias"
            + " twice",
        "landscape.range=[5, -5]|xor: range must rise: was 5.0:-5.0",
        "network.layers.0.name=a b|xor: layer names must be letters, digits, '.', '_' and '-', at"
            + " most 40: was a b",
        "data.generator=xro|xor: data.generator must be one of blobs, circle, circles, classification,"
            + " gauss, gauss-regression, grid, least-squares, moons, nonlinear-regression, plane,"
            + " playground-xor, spiral, xor: was xro",
        "data.noise=1|xor: unknown key data.noise",
        "snapshots.layers=[l9]|xor: snapshots.layers names no layer of the network: l9",
      })
  void wrongSettingsAreSaidInOneLine(String setting, String message) {
    assertThatThrownBy(
            () ->
                Overrides.apply(ExperimentReader.tree("xor"), List.of(setting))
                    .forEach(t -> ExperimentReader.read(t, "xor")))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void unknownExperimentNamesTheNearest() {
    assertThatThrownBy(() -> ExperimentReader.tree("xorr"))
        .hasMessageStartingWith(
            "unknown experiment xorr; did you mean xor? (built in: xor, xor-12-layers, ")
        .hasMessageEndingWith("; a file's name ends in .yaml)");
    assertThatThrownBy(() -> ExperimentReader.tree("nowhere/mine.yaml"))
        .hasMessage("no experiment file nowhere/mine.yaml");
  }

  @Test
  void malformedYamlSaysLineAndColumn() throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(file, "name: mine\ndata: {generator: xor\ntraining: [\n");
    assertThatThrownBy(() -> ExperimentReader.tree(file.toString()))
        .hasMessageStartingWith(file + ":3:")
        .hasMessageContaining("malformed YAML: ");
    Files.writeString(file, "name: mine\nname: again\n");
    assertThatThrownBy(() -> ExperimentReader.tree(file.toString()))
        .hasMessageStartingWith(file + ":2:")
        .hasMessageContaining("Duplicate field 'name'");
  }

  @Test
  void ownFilesReadAsTheBuiltInOnes() throws IOException {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file,
        """
        name: mine
        data: {generator: xor, points: 40, rng: numpy}
        network:
          inputs: 2
          layers: [{units: 3, activation: relu, bias: false}, {units: 1, activation: identity}]
          loss: mse
          init: torch
        training: {epochs: 2, batch: 8, optimiser: {name: adam, learningRate: 0.01}}
        """);
    Experiment e = ExperimentReader.read(ExperimentReader.tree(file.toString()), "mine.yaml");
    assertThat(e.network().layout().size()).isEqualTo(2 * 3 + 3 + 1);
    assertThat(e.training().shuffle()).isTrue();
  }
}
