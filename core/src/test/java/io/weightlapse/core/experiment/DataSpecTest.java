// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.Generators;
import io.weightlapse.core.event.ManifestJson;
import io.weightlapse.core.event.RunManifest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSpecTest {
  private static Experiment with(String data) {
    ObjectNode tree = ExperimentReader.tree("xor");
    tree.set("data", ExperimentReader.value(data));
    return ExperimentReader.read(tree, "mine");
  }

  private static void roundTrips(Experiment e) throws IOException, ClassNotFoundException {
    RunManifest manifest =
        new RunManifest("run-1", e, Instant.parse("2026-01-02T03:04:05Z"), "ab", Map.of());
    assertThat(ManifestJson.read(ManifestJson.write(manifest))).isEqualTo(manifest);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(e.data());
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(e.data());
    }
  }

  @Test
  void everyGeneratorRoundTripsWithItsDefaults() throws IOException, ClassNotFoundException {
    for (String name : Generators.names()) {
      Experiment e = with("{generator: " + name + ", points: 60}");
      assertThat(e.data().rows()).isEqualTo(60);
      roundTrips(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{generator: spiral, points: 500, rng: torch, seed: 3, noise: 12.5, labels: signed,"
            + " features: [x1, x2, x1^2, x2^2, x1*x2, sin(x1), sin(x2)], split: {test: 0.5}}",
        "{generator: grid, points: 500, classes: 5, cells: 6, standardise: true}",
        "{generator: least-squares, points: 50, noise: 0.2, columns: 4, rng: numpy}",
        "{images: mnist, split: {validation: 12000, seed: 4}}",
        "{images: cifar10, mean: [0.5, 0.4, 0.3], deviation: [0.5]}",
        "{images: my/letters, classes: 26}",
        "{table: flowers.csv, features: [a, b], label: kind, classes: [x, y], standardise: true,"
            + " split: {validation: 0.1, test: 20}}",
        "{table: houses.parquet, features: [area], label: price}",
      })
  void everyFormRoundTripsThroughTheManifestAndTheWire(String data)
      throws IOException, ClassNotFoundException {
    roundTrips(with(data));
  }

  @Test
  void rowsAreKnownWithoutFiles() {
    assertThat(with("{images: mnist, split: {validation: 12000}}").data().rows()).isEqualTo(48_000);
    assertThat(with("{images: fashion-mnist}").data().rows()).isEqualTo(60_000);
    assertThat(with("{images: cifar10, split: {validation: 0.1}}").data().rows()).isEqualTo(45_000);
    assertThat(with("{generator: circle, points: 501, split: {test: 0.5}}").data().rows())
        .isEqualTo(250);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{points: 5}|data.generator is missing",
        "{generator: xor, images: mnist, points: 5}|data must have one of generator, images,"
            + " table: was [generator, images]",
        "{generator: xor}|data.points is missing",
        "{generator: xor, points: 0}|data.points must be >= 1: was 0",
        "{generator: xor, points: 5, rng: cuda}|data.rng must be one of fast, numpy, torch: was"
            + " cuda",
        "{generator: xor, points: 5, classes: 3}|unknown key data.classes",
        "{generator: spiral, points: 5, noise: 51}|data.noise of spiral must be in [0, 50.0]: was"
            + " 51.0",
        "{generator: spiral, points: 5, features: [x3]}|data.features must be of x1, x2, x1^2,"
            + " x2^2, x1*x2, sin(x1), sin(x2): was x3",
        "{generator: spiral, points: 5, features: []}|data.features must name at least one: was"
            + " empty",
        "{generator: blobs, points: 5, classes: 1}|data.classes of blobs must be 2..100: was 1",
        "{generator: blobs, points: 5, labels: signed}|data.labels must be one-hot for 3 classes:"
            + " was signed",
        "{generator: grid, points: 5, cells: 0}|data.cells must be 1..1000: was 0",
        "{generator: moons, points: 4, split: {test: 4}}|data.split must leave samples for"
            + " training: was 4 of 4 kept from it",
        "{generator: moons, points: 4, split: {test: 1.5}}|data.split.test must be a share below 1"
            + " or a whole number: was 1.5",
        "{images: mnist, split: {test: 4}}|data.split.test must be left out, images have test"
            + " files of their own",
        "{images: mnist, deviation: [0]}|data.deviation must have one number > 0 for all channels"
            + " or one for each: was [0.0]",
        "{images: mnist, classes: 1}|data.classes must be 2..256: was 1",
        "{table: a.csv, features: [], label: b}|data.features must name at least one column: was"
            + " empty",
        "{table: a.csv, features: [a, a], label: b}|data.features must name each column once: was"
            + " [a, a]",
        "{table: a.csv, features: [b], label: b}|data.label must not be one of data.features: was"
            + " b",
        "{table: a.csv, features: [a], label: b, classes: [x]}|data.classes must be at least two"
            + " different words: was [x]",
      })
  void mistakesAreSaidInOneLine(String data, String message) {
    assertThatThrownBy(() -> with(data)).hasMessageStartingWith("mine: " + message);
  }
}
