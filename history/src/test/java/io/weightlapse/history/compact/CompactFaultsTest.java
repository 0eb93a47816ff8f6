// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.FaultyStore;
import io.weightlapse.history.FaultyStore.Fault;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunTables;
import io.weightlapse.history.SnapshotReader;
import io.weightlapse.history.TableManifest.AsWritten;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever happens to a compaction, every row is read once, and the next compaction succeeds. */
class CompactFaultsTest {
  private static final String RUN = SampleRun.RUN;

  @TempDir Path folder;

  private Home home(String name) {
    return Home.open(folder.resolve(name).toString());
  }

  private static CompactResult compact(Home home, AsWritten asWritten, Duration grace)
      throws IOException {
    return new Compactor(
            home, CompactorTest.options(asWritten, grace), Clock.systemUTC(), MemoryValues::new)
        .compact(RUN, Output.silent(), () -> false);
  }

  /** A run that was compacted, resumed, and is to be compacted again: every kind of step occurs. */
  private Home resumed(String name) throws IOException {
    Path template = folder.resolve("template");
    if (!Files.exists(template)) {
      resume(home("template"));
    }
    try (Stream<Path> all = Files.walk(template)) {
      for (Path p : (Iterable<Path>) all::iterator) {
        Files.copy(p, folder.resolve(name).resolve(template.relativize(p)));
      }
    }
    return home(name);
  }

  private static void resume(Home home) throws IOException {
    SampleRun.write(home, "train", 0, 30, 1);
    compact(home, AsWritten.REPLACED, Duration.ofHours(1));
    SampleRun.write(home, "train-from-25", 25, 40, 1);
  }

  private List<String> files(String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(name))) {
      return all.filter(Files::isRegularFile)
          .map(p -> folder.resolve(name).relativize(p).toString())
          .filter(f -> !f.startsWith("runs/sample/_writers"))
          .map(f -> f.replaceAll("-[0-9a-f]{8}([-.])", "$1")) // the part that chance gives
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultAtAnyStep(Fault fault) throws IOException {
    Home good = resumed("good");
    List<Event> events = Stored.replay(good, RUN);
    compact(good, AsWritten.REPLACED, Duration.ZERO);
    List<String> expected = files("good");
    Map<String, Integer> values = Stored.paths(good, RUN);
    for (int at = 0; ; at++) {
      String name = fault + "-" + at;
      Home home = resumed(name);
      FaultyStore store = new FaultyStore(home, fault, at);
      boolean failed = false;
      try {
        compact(store.home(), AsWritten.REPLACED, Duration.ZERO);
      } catch (IOException | FaultyStore.Killed e) {
        failed = true;
        if (fault == Fault.DISK_FULL) {
          assertThat(e).hasMessage("No space left on device");
        }
      }
      if (!store.happened()) {
        assertThat(failed).isFalse();
        assertThat(at).as("changes of a compaction").isGreaterThan(50);
        break;
      }
      Stored.same(Stored.replay(home, RUN), events);
      if (fault == Fault.DISK_FULL && failed) {
        // what gives up by itself cleans up by itself
        assertThat(files(name)).noneMatch(f -> f.contains("_tmp") || f.contains("000002"));
      }
      compact(home, AsWritten.REPLACED, Duration.ZERO);
      CompactResult settled = compact(home, AsWritten.REPLACED, Duration.ZERO);
      assertThat(settled.pending()).isZero();
      Stored.same(Stored.replay(home, RUN), events);
      Stored.same(Stored.paths(home, RUN), values);
      assertThat(files(name)).filteredOn(f -> !f.contains("/_tmp")).isEqualTo(expected);
    }
  }

  @Test
  void aFullDiskIsSaidOfTheValuesPutAside() throws IOException {
    Home home = home("spill");
    SampleRun.write(home, "train", 0, 30, 1);
    ValueStore.Maker full =
        () ->
            new ValueStore() {
              @Override
              public long append(float[] values, int count) throws IOException {
                throw new IOException("No space left on device");
              }

              @Override
              public void read(long position, float[] to, int count) {}

              @Override
              public void close() {}
            };
    Compactor compactor =
        new Compactor(
            home, CompactorTest.options(AsWritten.KEPT, Duration.ZERO), Clock.systemUTC(), full);
    assertThatThrownBy(() -> compactor.compact(RUN, Output.silent(), () -> false))
        .hasMessage("No space left on device");
    assertThat(files("spill")).noneMatch(f -> f.startsWith("path"));
  }

  @Test
  void tornFilesAreNamed() throws IOException {
    Home home = home("torn");
    SampleRun.write(home, "train", 0, 30, 1);
    Path file = folder.resolve("torn/weights/run=sample/layer=l2/train-00000.parquet");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 9));
    assertThatThrownBy(() -> compact(home, AsWritten.KEPT, Duration.ZERO))
        .hasMessageContaining("layer=l2/train-00000.parquet is not a Parquet file");
    assertThat(files("torn")).noneMatch(f -> f.startsWith("path"));
    Files.write(file, whole);
    compact(home, AsWritten.KEPT, Duration.ZERO);
    Stored.same(Stored.paths(home, RUN), Stored.asWritten(home, RUN));
  }

  /** A seeded schedule of compactions, kills and resumes, under readers that never stop. */
  @Test
  void readersAlwaysSeeEveryRowOnce() throws Exception {
    Home home = home("busy");
    int stable = 60;
    SampleRun.write(home, "train", 0, stable, 1);
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(2);
    List<Future<Integer>> readers = new ArrayList<>();
    try {
      Callable<Integer> replay =
          () -> {
            int reads = 0;
            while (!over.get()) {
              List<Event> events = Stored.replay(home, RUN);
              List<Event> first =
                  events.stream()
                      .filter(io.weightlapse.core.event.Snapshot.class::isInstance)
                      .limit(8L * stable)
                      .toList();
              List<Event> expected = new ArrayList<>();
              for (long step = 0; step < stable; step++) {
                for (var block : SampleRun.NETWORK.layout().blocks()) {
                  expected.add(SampleRun.snapshot(Event.MODEL, step, block));
                }
              }
              Stored.same(first, expected);
              reads++;
            }
            return reads;
          };
      Callable<Integer> snapshots =
          () -> {
            int reads = 0;
            SplittableRandom random = new SplittableRandom(5);
            while (!over.get()) {
              SnapshotReader reader = new SnapshotReader(home, RUN, SampleRun.NETWORK);
              long step = random.nextInt(stable);
              assertThat(Stored.bits(reader.parameters(step)))
                  .isEqualTo(Stored.bits(CompactorTest.flat(step)));
              RunTables.of(home, RUN);
              reads++;
            }
            return reads;
          };
      readers.add(pool.submit(replay));
      readers.add(pool.submit(snapshots));
      schedule(home, stable, new SplittableRandom(42));
    } finally {
      over.set(true);
      pool.shutdown();
    }
    for (Future<Integer> reader : readers) {
      assertThat(reader.get()).isPositive();
    }
  }

  private static void schedule(Home home, int stable, SplittableRandom random) throws IOException {
    int end = stable;
    int killed = 0;
    for (int round = 0; round < 60; round++) {
      AsWritten asWritten = round > 20 ? AsWritten.REPLACED : AsWritten.KEPT;
      Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
      FaultyStore store = new FaultyStore(home, fault, random.nextInt(90));
      try {
        // old files stay as long as a reader may need them
        compact(store.home(), asWritten, Duration.ofHours(1));
      } catch (IOException | FaultyStore.Killed e) {
        killed++;
      }
      if (random.nextInt(3) == 0) {
        SampleRun.write(home, "train-from-" + (end - 2), end - 2, end + 3, 1);
        end += 3;
      }
    }
    assertThat(killed).isGreaterThan(5);
    compact(home, AsWritten.REPLACED, Duration.ofHours(1));
    assertThat(Stored.paths(home, RUN)).hasSize(end * SampleRun.NETWORK.layout().size());
  }
}
