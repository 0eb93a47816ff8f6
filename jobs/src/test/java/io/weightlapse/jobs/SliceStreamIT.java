// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.event.Topics;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.ReferenceEvaluator;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.landscape.SurfacePart;
import io.weightlapse.core.landscape.direction.Direction;
import io.weightlapse.core.landscape.direction.DirectionPair;
import io.weightlapse.core.landscape.direction.Projection;
import io.weightlapse.core.nn.Forward;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.SnapshotVectors;
import io.weightlapse.history.SurfaceReader;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.TrajectoryTable;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.local.EmbeddedKafka;
import io.weightlapse.local.KafkaOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Surfaces on their way through a real Kafka; paths of the workers of a distributed run. */
class SliceStreamIT {
  private static JavaSparkContext spark;
  private static EmbeddedKafka kafka;

  @TempDir static Path folder;

  @BeforeAll
  static void open() throws IOException {
    spark = LocalContext.open();
    kafka = new EmbeddedKafka(KafkaOptions.temporary(Map.of())).start();
    train("xor", "--run", "x", "--set", "training.epochs=2");
  }

  @AfterAll
  static void close() throws IOException {
    kafka.close();
    spark.close();
  }

  private static Home home() {
    return Home.open(folder.toString());
  }

  private static void train(String... args) throws IOException {
    TrainCommand command = new TrainCommand();
    new CommandLine(command).parseArgs(args);
    command.inHome(folder.toString());
    command.check();
    command.run(spark, new RecordedOutput());
  }

  private static void landscape(String run, int partitions, String... args) throws IOException {
    LandscapeCommand command = new LandscapeCommand();
    String[] all = Stream.concat(Stream.of(run), Stream.of(args)).toArray(String[]::new);
    new CommandLine(command).parseArgs(all);
    command.inHome(folder.toString());
    command.partitions(partitions);
    assertThat(command.run(spark, new RecordedOutput()).kafka().complete()).isTrue();
  }

  /** All tiles of the topic, as any consumer reads them, by slice, in the order of each. */
  private static Map<Slice, List<SurfaceTile>> consumed() throws Exception {
    Map<Slice, List<SurfaceTile>> tiles = new HashMap<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(Topics.SURFACES)
          .forEach(p -> partitions.add(new TopicPartition(Topics.SURFACES, p.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
        for (ConsumerRecord<String, byte[]> r : consumer.poll(Duration.ofMillis(200))) {
          Map<String, String> headers = new LinkedHashMap<>();
          r.headers()
              .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
          SurfaceTile tile =
              (SurfaceTile) EventCodec.decode(new Message(r.topic(), r.key(), headers, r.value()));
          tiles.computeIfAbsent(tile.slice(), s -> new ArrayList<>()).add(tile);
        }
      }
    }
    return tiles;
  }

  private static void sameAsStored(List<SurfaceTile> tiles) throws IOException {
    SurfaceTile any = tiles.get(0);
    if (any.slice() instanceof NamedSlice) { // else over all neurons
      assertThat(tiles).hasSize(any.tiles());
    }
    SurfaceGrid stored =
        new SurfaceReader(home(), "x", any.slice()).surface(any.step()).orElseThrow();
    assertThat(stored.complete()).isTrue();
    SurfaceGrid sent = new SurfaceGrid(any.alpha(), any.beta());
    for (SurfaceTile tile : tiles) {
      for (int r = 0; r < tile.part().rows(); r++) {
        for (int c = 0; c < tile.part().cols(); c++) {
          int at = r * tile.part().cols() + c;
          sent.set(tile.part().row(r), tile.part().col(c), tile.loss()[at], tile.accuracy()[at]);
        }
      }
    }
    assertThat(sent.complete()).isTrue();
    for (int i = 0; i < sent.alpha().count(); i++) {
      for (int j = 0; j < sent.beta().count(); j++) {
        assertThat(Float.floatToRawIntBits(sent.loss(i, j)))
            .isEqualTo(Float.floatToRawIntBits(stored.loss(i, j)));
        assertThat(sent.accuracy(i, j)).isEqualTo(stored.accuracy(i, j));
        assertThat(sent.state(i, j)).isEqualTo(stored.state(i, j));
      }
    }
  }

  @Test
  void blocksComeCoarseToFineAndAreWhatTheHistoryHas() throws Exception {
    String bootstrap = kafka.bootstrapServers();
    landscape("x", 1, "--slice", "plane", "--grid", "41x37", "--kafka", bootstrap);
    landscape(
        "x", 0, "--slice", "plane", "--grid", "41x37", "--name", "tasks", "--kafka", bootstrap);
    landscape(
        "x",
        0,
        "--slice",
        "line",
        "--directions",
        "random",
        "--scale",
        "1e38", // beyond what a float has: not every loss is a number
        "--data",
        "batches:2",
        "--kafka",
        bootstrap);
    landscape("x", 0, "--weights", "1,bias", "--steps", "last", "--kafka", bootstrap);
    Map<Slice, List<SurfaceTile>> tiles = consumed();
    for (List<SurfaceTile> slice : tiles.values()) {
      sameAsStored(slice);
    }
    List<SurfaceTile> plane = tiles.get(new NamedSlice(SliceKind.PLANE, "filter"));
    assertThat(plane).hasSizeGreaterThan(5);
    int stride = Integer.MAX_VALUE;
    for (SurfaceTile tile : plane) {
      int now = Math.max(tile.part().rowStep(), tile.part().colStep());
      assertThat(now).isLessThanOrEqualTo(stride);
      stride = now;
    }
    assertThat(plane.get(0).part().rowStep()).isEqualTo(4);
    assertThat(plane.get(0).part().row0() + plane.get(0).part().col0()).isZero();
    assertThat(tiles).containsKey(new NamedSlice(SliceKind.PLANE, "tasks"));
    List<SurfaceTile> line = tiles.get(new NamedSlice(SliceKind.LINE, "random-batches2"));
    assertThat(line.get(0).beta().count()).isEqualTo(3);
    float[] losses = line.get(0).loss();
    assertThat(Float.isFinite(losses[0])).isFalse();
    assertThat(tiles.keySet().stream().filter(NeuronSlice.class::isInstance)).hasSize(7);
    biasIsMoved(tiles);
  }

  /** A surface over a weight and the bias, point by point the slow way. */
  private static void biasIsMoved(Map<Slice, List<SurfaceTile>> tiles) throws IOException {
    NeuronSlice slice = new NeuronSlice(1, "l2", 1, 1, NeuronSlice.BIAS);
    assertThat(slice.id()).isEqualTo("neurons-l2-n1-w1-b");
    SurfaceTile tile = tiles.get(slice).get(0);
    RunManifest manifest = new Runs(home()).manifest("x");
    var network = manifest.experiment().network();
    float[] last = new SnapshotReader(home(), "x", network).parameters(tile.step());
    assertThat(tile.originBeta()).isEqualTo(last[slice.place1(network.layout())]);
    SurfacePart slow =
        new ReferenceEvaluator(network, last, DataSets.load(manifest.experiment()))
            .evaluate(slice, tile.alpha(), tile.beta(), 0, tile.alpha().count());
    for (int p = 0; p < tile.loss().length; p++) {
      assertThat(tile.loss()[p] / slow.loss()[p] - 1).isBetween(-1e-5f, 1e-5f);
    }
  }

  @Test
  void everyWorkerHasAPathCompactedOrNot() throws Exception {
    train(
        "xor",
        "--run",
        "w",
        "--mode",
        "averaging",
        "--workers",
        "2",
        "--averaging-frequency",
        "5",
        "--set",
        "training.epochs=3",
        "--set",
        "training.batch=50",
        "--set",
        "snapshots.everySteps=1",
        "--set",
        "snapshots.workers=all");
    String[] pca = {"--slice", "plane", "--directions", "pca", "--grid", "5x5"};
    landscape("w", 0, pca);
    List<PathPoint> path = trajectory("pca");
    assertThat(path.stream().map(PathPoint::worker).distinct()).containsExactly(-1, 0, 1);
    RunManifest manifest = new Runs(home()).manifest("w");
    var network = manifest.experiment().network();
    Dataset data = DataSets.load(manifest.experiment());
    NamedSlice slice = new NamedSlice(SliceKind.PLANE, "pca");
    float[][] d = new Slices(home(), "w").directions(slice).orElseThrow();
    long last =
        path.stream().filter(p -> p.worker() < 0).mapToLong(PathPoint::step).max().orElse(0);
    float[] origin = new SnapshotReader(home(), "w", network).parameters(last);
    Projection projection =
        Projection.of(origin, DirectionPair.of(Direction.of("a", d[0]), Direction.of("b", d[1])));
    List<String> seen = new ArrayList<>();
    SnapshotVectors vectors = new SnapshotVectors(home(), manifest);
    vectors.deliver(
        vectors.steps(),
        (step, worker, parameters) -> {
          seen.add(worker + " " + step);
          PathPoint p =
              path.stream()
                  .filter(q -> q.worker() == worker && q.step() == step)
                  .findFirst()
                  .orElseThrow();
          Projection.Place place = projection.place(parameters);
          assertThat(p.alpha()).isCloseTo(place.alpha(), within(1e-9));
          assertThat(p.beta()).isCloseTo(place.beta(), within(1e-9));
          assertThat(p.residual()).isCloseTo(place.residual(), within(1e-9));
          float[] out = Forward.outputs(network, parameters, data.features(), data.rows());
          double sum = 0;
          for (int i = 0; i < out.length; i++) {
            double e = (double) out[i] - data.targets()[i];
            sum += e * e;
          }
          assertThat(p.loss() / (sum / out.length) - 1).isBetween(-1e-5, 1e-5);
        });
    assertThat(seen).hasSize(path.size()).doesNotHaveDuplicates();

    new Compactor(
            home(),
            new CompactOptions(
                1 << 20, 1, AsWritten.REPLACED, Duration.ZERO, CompactOptions.Unfinished.REFUSE))
        .compact("w", Output.silent(), () -> false);
    assertThat(RunTables.of(home(), "w").layer("l1").asWritten()).isEmpty();
    String[] again = Arrays.copyOf(pca, pca.length + 2);
    again[pca.length] = "--name";
    again[pca.length + 1] = "compacted";
    landscape("w", 0, again);
    assertThat(trajectory("compacted")).isEqualTo(path);
    landscape("w", 0, "--slice", "line", "--directions", "update", "--grid", "3");
  }

  private static List<PathPoint> trajectory(String name) throws IOException {
    return new TrajectoryTable(home(), "w", new NamedSlice(SliceKind.PLANE, name)).read();
  }
}
