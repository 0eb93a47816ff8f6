// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  @TempDir Path folder;
  private Home home;
  private Runs runs;

  @BeforeEach
  void open() {
    home = Home.open(folder.toString());
    runs = new Runs(home);
  }

  private static RunStarted start(String run, Instant created) {
    return new RunStarted(
        new RunManifest(run, ExperimentReader.builtIn("xor"), created, "ff", Map.of("java", "17")),
        created);
  }

  @Test
  void createsARunOnce() throws IOException {
    runs.create(start("xor-1", NOON));
    assertThat(runs.exists("xor-1")).isTrue();
    assertThat(runs.started("xor-1")).isEqualTo(start("xor-1", NOON));
    assertThatThrownBy(() -> runs.create(start("xor-1", NOON.plusSeconds(1))))
        .isInstanceOf(UserException.class)
        .hasMessage("run xor-1 exists already in " + folder);
    runs.createOrResume(start("xor-1", NOON));
    assertThatThrownBy(() -> runs.createOrResume(start("xor-1", NOON.plusSeconds(1))))
        .hasMessage("run xor-1 exists already in " + folder + ", with another manifest");
  }

  @Test
  void ofManyOneCreatesIt() throws Exception {
    AtomicInteger won = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      for (var f :
          pool.invokeAll(
              IntStream.range(0, 8)
                  .mapToObj(
                      i ->
                          (java.util.concurrent.Callable<Integer>)
                              () -> {
                                try {
                                  runs.create(start("xor-1", NOON.plusSeconds(i)));
                                  return won.incrementAndGet();
                                } catch (UserException e) {
                                  return 0;
                                }
                              })
                  .toList())) {
        f.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(won).hasValue(1);
    assertThat(home.names("runs/xor-1")).containsExactly("run.json");
  }

  @Test
  void listsTheNewestFirstWithWhatTheyReached() throws IOException {
    runs.create(start("old", NOON));
    runs.create(start("new", NOON.plusSeconds(60)));
    try (HistorySink sink = new HistorySink(home, "old", "train")) {
      sink.publish(loss("old", 400, 0, 0.5));
      sink.publish(loss("old", 800, 1, Double.NaN));
      sink.publish(new RunEnded("old", NOON.plusSeconds(9), RunState.FAILED, 801, "loss is NaN"));
    }
    assertThat(runs.list()).extracting(RunInfo::run).containsExactly("new", "old");
    RunInfo old = runs.info("old").orElseThrow();
    assertThat(old.state()).isEqualTo(RunState.FAILED);
    assertThat(old.epochs()).isEqualTo(2);
    assertThat(old.steps()).isEqualTo(801);
    assertThat(old.loss()).isNaN();
    assertThat(old.message()).isEqualTo("loss is NaN");
    assertThat(old.updated()).isEqualTo(NOON.plusSeconds(9));
    assertThat(old.bytes()).isPositive();
    assertThat(runs.ended("old").orElseThrow().steps()).isEqualTo(801);
    assertThat(runs.info("new").orElseThrow().state()).isEqualTo(RunState.RUNNING);
    assertThat(runs.ended("new")).isEmpty();
  }

  private static Metric loss(String run, long step, int epoch, double value) {
    return new Metric(run, Event.MODEL, step, epoch, MetricNames.TRAIN_LOSS, value, NOON);
  }

  @Test
  void showsTheProgressOfARunningRun() throws IOException {
    runs.create(start("xor-1", NOON));
    try (HistorySink sink = new HistorySink(home, "xor-1", "train")) {
      sink.publish(loss("xor-1", 400, 0, 0.5));
      sink.flush();
      RunInfo info = runs.info("xor-1").orElseThrow();
      assertThat(info.state()).isEqualTo(RunState.RUNNING);
      assertThat(info.epochs()).isEqualTo(1);
      assertThat(info.loss()).isEqualTo(0.5);
    }
  }

  @Test
  void seesEveryChangeThoughItKeepsWhatItRead() throws IOException {
    runs.create(start("xor-1", NOON));
    age();
    assertThat(runs.info("xor-1").orElseThrow().epochs()).isZero();
    try (HistorySink sink = new HistorySink(home, "xor-1", "train")) {
      for (int epoch = 0; epoch < 3; epoch++) {
        sink.publish(loss("xor-1", epoch, epoch, 0.5));
        sink.flush();
        assertThat(runs.info("xor-1").orElseThrow().epochs()).isEqualTo(epoch + 1);
        assertThat(runs.list().get(0).epochs()).isEqualTo(epoch + 1);
      }
      sink.publish(new RunEnded("xor-1", NOON, RunState.DONE, 3, ""));
    }
    assertThat(runs.info("xor-1").orElseThrow().state()).isEqualTo(RunState.DONE);
    age();
    RunInfo info = runs.info("xor-1").orElseThrow();
    assertThat(runs.info("xor-1").orElseThrow()).isSameAs(info);
    Files.delete(folder.resolve("runs/xor-1/run.json"));
    assertThat(runs.info("xor-1")).isEmpty();
  }

  private void age() throws IOException {
    try (var files = Files.walk(folder.resolve("runs"))) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(NOON));
      }
    }
  }

  @Test
  void finishesWithTheProgressStoredBefore() throws IOException {
    runs.create(start("xor-1", NOON));
    try (HistorySink sink = new HistorySink(home, "xor-1", "train")) {
      sink.publish(loss("xor-1", 400, 0, 0.5));
    }
    runs.finish(new RunEnded("xor-1", NOON, RunState.DONE, 400, ""));
    assertThat(runs.info("xor-1").orElseThrow().loss()).isEqualTo(0.5);
  }

  @Test
  void leavesForeignFoldersOut() throws IOException {
    assertThat(runs.list()).isEmpty();
    runs.create(start("xor-1", NOON));
    Files.createDirectories(folder.resolve("runs/half"));
    Files.createDirectories(folder.resolve("runs/bad name"));
    Files.writeString(folder.resolve("runs/file"), "");
    for (String text : new String[] {"", "{", "[]", "{}", "{\"v\":99,\"run\":\"x\"}"}) {
      Path run = Files.createDirectories(folder.resolve("runs/odd" + text.length()));
      Files.writeString(run.resolve("run.json"), text);
    }
    assertThat(runs.list()).extracting(RunInfo::run).containsExactly("xor-1");
    Files.writeString(folder.resolve("runs/xor-1/_DONE"), "{}");
    assertThat(runs.list()).isEmpty();
  }

  @Test
  void namesTheRunsThatThereAre() throws IOException {
    assertThatThrownBy(() -> runs.manifest("xor-9"))
        .isInstanceOf(UserException.class)
        .hasMessage("no run xor-9 in " + folder + ": it has none");
    runs.create(start("xor-1", NOON));
    assertThatThrownBy(() -> runs.manifest("xor-9"))
        .hasMessage("no run xor-9 in " + folder + "; it has xor-1");
  }
}
