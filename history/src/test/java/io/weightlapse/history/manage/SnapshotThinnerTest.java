// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.FaultyStore;
import io.weightlapse.history.FaultyStore.Fault;
import io.weightlapse.history.Home;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactResult;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.history.compact.SampleRun;
import io.weightlapse.history.compact.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SnapshotThinnerTest {
  private static final String RUN = SampleRun.RUN;
  private static final Set<Long> STAY = Set.of(0L, 10L, 20L, 30L, 38L, 39L);
  private static final ThinningRule RULE = new ThinningRule(10, 2);

  /** How the run is stored that is to be thinned. */
  enum Layout {
    AS_WRITTEN,
    COMPACTED,
    REPLACED,
    REPLACED_AND_RESUMED
  }

  @TempDir Path folder;

  private Home home(String name) {
    return Home.open(folder.resolve(name).toString());
  }

  private static CompactOptions options(AsWritten asWritten, Duration grace) {
    return new CompactOptions(1 << 20, 2, asWritten, grace, CompactOptions.Unfinished.REFUSE);
  }

  private Home written(String name, Layout layout) throws IOException {
    Home home = home(name);
    boolean resumed = layout == Layout.REPLACED_AND_RESUMED;
    SampleRun.write(home, "train", 0, resumed ? 30 : 40, 1);
    if (layout != Layout.AS_WRITTEN) {
      AsWritten next = layout == Layout.COMPACTED ? AsWritten.KEPT : AsWritten.REPLACED;
      new Compactor(home, options(next, Duration.ZERO)).compact(RUN, Output.silent(), () -> false);
    }
    if (resumed) {
      SampleRun.write(home, "train-from-25", 25, 40, 1);
    }
    return home;
  }

  private static SnapshotThinner thinner(Home home, Duration grace) {
    return new SnapshotThinner(home, options(AsWritten.KEPT, grace));
  }

  private static Optional<CompactResult> thin(Home home, Duration grace) throws IOException {
    SnapshotThinner thinner = thinner(home, grace);
    return thinner.thin(RUN, thinner.plan(RUN, RULE), Output.silent(), () -> false);
  }

  private static List<Event> thinned(List<Event> events) {
    return events.stream()
        .filter(e -> !(e instanceof Snapshot s) || STAY.contains(s.step()))
        .toList();
  }

  private List<String> weights(String name) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(name).resolve("weights"))) {
      return all.filter(Files::isRegularFile).map(Path::toString).toList();
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void whatStaysIsTheSameBits(Layout layout) throws IOException {
    Home home = written("h", layout);
    List<Event> expected = thinned(Stored.replay(home, RUN));
    SnapshotThinner.Plan plan = thinner(home, Duration.ZERO).plan(RUN, RULE);
    assertThat(plan.kept()).containsExactlyInAnyOrderElementsOf(STAY);
    assertThat(plan.going()).isEqualTo(34);
    assertThat(thin(home, Duration.ZERO)).isPresent();
    Stored.same(Stored.replay(home, RUN), expected);
    assertThat(weights("h")).isEmpty();
    assertThat(thin(home, Duration.ZERO)).as("once more").isEmpty();
    Stored.same(Stored.replay(home, RUN), expected);
    assertThat(new Fsck(home, Fsck.Depth.ROWS, Fsck.Mode.LOOK).check(RUN))
        .noneMatch(Fsck.Finding::left);
  }

  @Test
  void oldFilesStayForTheGracePeriod() throws IOException {
    Home home = written("h", Layout.AS_WRITTEN);
    assertThat(thin(home, Duration.ofHours(1)).orElseThrow().pending()).isEqualTo(4);
    assertThat(weights("h")).hasSize(4);
    assertThat(thin(home, Duration.ZERO)).isEmpty();
    assertThat(weights("h")).isEmpty();
  }

  /** Killed at any change, a reader has all or what stays, and the next one finishes it. */
  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultAtAnyStep(Fault fault) throws IOException {
    boolean both = false;
    for (int at = 0; ; at += 7) {
      Home home = written(fault + "-" + at, Layout.REPLACED_AND_RESUMED);
      List<Event> all = Stored.replay(home, RUN);
      FaultyStore store = new FaultyStore(home, fault, at);
      try {
        thin(store.home(), Duration.ZERO);
      } catch (IOException | FaultyStore.Killed e) {
        assertThat(store.happened()).isTrue();
      }
      List<Event> after = Stored.replay(home, RUN);
      boolean done = after.size() < all.size();
      both |= !done;
      Stored.same(after, done ? thinned(all) : all);
      thin(home, Duration.ZERO);
      thin(home, Duration.ZERO);
      Stored.same(Stored.replay(home, RUN), thinned(all));
      if (!store.happened()) {
        assertThat(at).isGreaterThan(50);
        assertThat(both).isTrue();
        return;
      }
    }
  }

  @Test
  void aRuleKeepsWhatMostLayersHave() {
    Map<String, NavigableMap<Long, Integer>> layers =
        Map.of(
            "l1", new TreeMap<>(Map.of(0L, 1, 7L, 1, 14L, 1)),
            "l2", new TreeMap<>(Map.of(0L, 1, 5L, 1, 7L, 1, 12L, 1, 14L, 1, 21L, 1)),
            "l3", new TreeMap<Long, Integer>());
    assertThat(new ThinningRule(5, 0).kept(layers)).containsExactly(0L, 7L, 14L, 21L);
    assertThat(new ThinningRule(0, 1).kept(layers)).containsExactly(0L, 14L, 21L);
    assertThat(new ThinningRule(1000, 0).kept(layers)).containsExactly(0L, 14L, 21L);
    assertThat(new ThinningRule(1, 0).kept(layers)).hasSize(6);
    assertThat(new ThinningRule(5, 0).kept(Map.of())).isEmpty();
    assertThatThrownBy(() -> new ThinningRule(0, 0))
        .hasMessage("every or last must be > 0: both were 0");
  }
}
