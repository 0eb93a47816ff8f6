// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.history.KilledStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is stored after faults at every operation of the writing is what would be without them. */
class ResumeTest {
  private static final int EPOCHS = 1;
  private static final double ALWAYS = 1e-9; // a checkpoint whenever there may be one

  @TempDir Path temp;

  private Home home(String name) {
    return new Home(name, new LocalStore(temp.resolve(name)));
  }

  private List<String> undisturbed() throws IOException {
    StoredTraining.train(home("undisturbed"), EPOCHS, ALWAYS);
    List<String> rows = StoredTraining.rows(home("undisturbed"));
    assertThat(rows).doesNotHaveDuplicates().hasSizeGreaterThan(300);
    return rows;
  }

  private KilledStore disturb(String name, Fault fault, int at) {
    KilledStore store = new KilledStore(new LocalStore(temp.resolve(name)), fault, at);
    Home dying = new Home(name, store);
    assertThatThrownBy(() -> StoredTraining.train(dying, EPOCHS, ALWAYS))
        .satisfies(e -> assertThat(store.struck()).isTrue());
    return store;
  }

  private int operations() throws IOException {
    KilledStore counting =
        new KilledStore(new LocalStore(temp.resolve("counted")), Fault.DISK_FULL, -1);
    StoredTraining.train(new Home("counted", counting), EPOCHS, ALWAYS);
    assertThat(counting.operations()).isGreaterThan(40);
    return counting.operations();
  }

  private void everywhere(Fault fault, int first, int stride) throws IOException {
    List<String> expected = undisturbed();
    int all = operations();
    for (int at = first; at < all; at += stride) {
      String name = fault + "-" + at;
      disturb(name, fault, at);
      StoredTraining.train(home(name), EPOCHS, ALWAYS);
      assertThat(StoredTraining.rows(home(name)))
          .as("%s at operation %d of %d", fault, at, all)
          .isEqualTo(expected);
    }
  }

  @Test
  void killedBeforeEveryOperation() throws IOException {
    everywhere(Fault.KILLED_BEFORE, 0, 1);
  }

  @Test
  void killedWithHalfAFileWritten() throws IOException {
    everywhere(Fault.KILLED_INSIDE, 0, 3);
  }

  /** The training that goes on is killed too, again and again. */
  @Test
  void killedWhileItGoesOn() throws IOException {
    List<String> expected = undisturbed();
    int all = operations();
    java.util.Random random = new java.util.Random(20261122);
    for (int round = 0; round < 12; round++) {
      String name = "again-" + round;
      for (int deaths = 0; deaths < 5; deaths++) {
        KilledStore store =
            new KilledStore(
                new LocalStore(temp.resolve(name)), Fault.KILLED_BEFORE, random.nextInt(all / 2));
        try {
          StoredTraining.train(new Home(name, store), EPOCHS, ALWAYS);
          break; // fewer operations were left
        } catch (KilledStore.Killed e) {
          assertThat(store.struck()).isTrue();
        }
      }
      StoredTraining.train(home(name), EPOCHS, ALWAYS);
      assertThat(StoredTraining.rows(home(name))).as("round %d", round).isEqualTo(expected);
    }
  }

  @Test
  void aFullDiskOrAReadOnlyFolderEndsTheTrainingInOneLine() throws IOException {
    List<String> expected = undisturbed();
    int all = operations();
    for (Fault fault : List.of(Fault.DISK_FULL, Fault.READ_ONLY)) {
      for (int at = 3; at < all; at += 5) {
        String name = fault + "-" + at;
        KilledStore store = new KilledStore(new LocalStore(temp.resolve(name)), fault, at);
        String line = fault == Fault.DISK_FULL ? "part: No space left on device" : "part";
        assertThatThrownBy(() -> StoredTraining.train(new Home(name, store), EPOCHS, ALWAYS))
            .isInstanceOf(IOException.class)
            .hasMessage(line);
        // what is stored is readable, and some of what would be
        if (new Runs(home(name)).exists(StoredTraining.RUN)) {
          EventSource source = new HistorySource(home(name), StoredTraining.RUN);
          MemorySink memory = new MemorySink();
          source.deliver(memory::publish);
          assertThat(memory.events(Snapshot.class)).allMatch(s -> s.step() <= 300);
        }
        assertThat(expected).containsAll(StoredTraining.rows(home(name)));
        StoredTraining.train(home(name), EPOCHS, ALWAYS); // there is room again
        assertThat(StoredTraining.rows(home(name))).isEqualTo(expected);
      }
    }
  }

  @Test
  void aPausedTrainingCanPublishNoMore() throws IOException {
    StoredTraining.train(home("paused"), EPOCHS, ALWAYS);
    HistorySink paused = new HistorySink(home("paused"), StoredTraining.RUN, "train-from-9");
    paused.publish(metric(700));
    paused.flush();
    paused.publish(metric(701));
    Rewind.to(home("paused"), StoredTraining.RUN, 300);
    assertThatThrownBy(paused::flush)
        .hasMessage("writer train-from-9 of run killed-1 has been taken over by a later attempt");
    paused.abort();
    assertThat(StoredTraining.rows(home("paused"))).isEqualTo(undisturbed());
  }

  private static io.weightlapse.core.event.Metric metric(long step) {
    return new io.weightlapse.core.event.Metric(
        StoredTraining.RUN, -1, step, 9, "train.loss", 1, java.time.Instant.EPOCH);
  }
}
