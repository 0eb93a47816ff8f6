// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.nn.Param;
import io.weightlapse.history.manage.Fsck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.parquet.io.PositionOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The history on an object store, where nothing is renamed at once. */
class ObjectStoreTest extends HistorySinkTest {
  private static final String FILE = "runs/contract-1/note";

  @Override
  Home home() {
    return Home.open("objects://bucket" + folder);
  }

  @Override
  boolean replacesAtOnce() {
    return false;
  }

  @AfterEach
  void live() {
    ObjectFileSystem.RENAMES.set(-1);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String read(Home home) throws IOException {
    return new String(home.read(FILE), StandardCharsets.UTF_8);
  }

  @Test
  void aKillInAReplaceLosesNothing() throws IOException {
    for (int renames = 0; renames < 2; renames++) {
      Home home = home();
      home.replace(FILE, text("old"));
      ObjectFileSystem.RENAMES.set(renames);
      assertThatThrownBy(() -> home.replace(FILE, text("new")))
          .isInstanceOf(FaultyStore.Killed.class);
      assertThat(read(home)).isEqualTo("old");
      assertThat(home.store().exists(FILE)).isTrue();
      assertThat(home.names("runs/contract-1")).containsExactly("note");
      assertThat(home.store().input(FILE).getLength()).isEqualTo(3);
      assertThat(home.create(FILE, text("other"))).isFalse();
      assertThat(home.store().unsettled(FILE)).isEqualTo(renames == 1);
      home.replace(FILE, text("newer"));
      assertThat(read(home)).isEqualTo("newer");
      assertThat(home.store().unsettled(FILE)).isFalse();
      assertThat(files()).containsExactly(FILE);
    }
  }

  @Test
  void fsckGivesAFileItsNameBack() throws IOException {
    HistorySink sink = new HistorySink(home(), RUN, "train");
    try {
      sink.publish(started());
      sink.publish(weights(0, 1, 2));
      sink.flush();
      sink.publish(weights(1, 1, 2));
      ObjectFileSystem.RENAMES.set(1);
      assertThatThrownBy(sink::flush).isInstanceOf(FaultyStore.Killed.class);
      ObjectFileSystem.RENAMES.set(-1);
      assertThat(stored()).as("rows that were published").hasSize(2);
      List<Fsck.Finding> found = new Fsck(home(), Fsck.Depth.ROWS, Fsck.Mode.REPAIR).check(RUN);
      assertThat(found)
          .extracting(f -> f.path() + " " + f.problem() + "|" + f.repaired())
          .containsExactly(
              "weights/run=contract-1/layer=l1/train-00000.parquet has another name: its writer was"
                  + " killed while it replaced it|named again");
      assertThat(new Fsck(home(), Fsck.Depth.ROWS, Fsck.Mode.LOOK).check(RUN)).isEmpty();
    } finally {
      sink.abort();
    }
    assertThat(stored()).hasSize(2);
    assertThat(files()).noneMatch(file -> file.contains("/_tmp") || file.contains("/_old"));
  }

  @Test
  @Override
  void abortRemovesTemporaries() throws IOException {
    HistorySink sink = new HistorySink(home(), RUN, "train");
    float[] row = new float[1 << 20];
    for (int i = 0; i < 9; i++) {
      sink.publish(Snapshot.whole(RUN, Event.MODEL, i, 0, "l1", Param.W, 1, row.length, row));
    }
    assertThat(files()).as("nothing before it is closed").noneMatch(f -> f.startsWith("weights"));
    sink.abort();
    assertThat(files()).noneMatch(f -> f.startsWith("weights"));
  }

  @Test
  void aFileIsThereWhenItIsClosed() throws IOException {
    Store store = home().store();
    try (PositionOutputStream out = store.output("a/_tmp-1").createOrOverwrite(0)) {
      out.write(1);
      assertThat(store.exists("a/_tmp-1")).isFalse();
    }
    store.publish("a/_tmp-1", "a/b");
    store.delete("a/b");
    assertThat(store.list("a")).isEmpty();
    store.deleteTree("a");
  }
}
