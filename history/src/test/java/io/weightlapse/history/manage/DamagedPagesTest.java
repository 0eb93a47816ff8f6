// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.history.compact.SampleRun;
import io.weightlapse.history.compact.Stored;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bit of a stored weight that a disk or a copy has changed. */
class DamagedPagesTest {
  private static final String RUN = SampleRun.RUN;
  private static final String FILE = "weights/run=sample/layer=l2/train-00000.parquet";
  private static final String DAMAGED =
      FILE + " is damaged: the checksum of a page of row group 0 is wrong|";

  @TempDir Path root;
  private Home home;
  private List<Event> events;

  @BeforeEach
  void open() throws IOException {
    home = Home.open(root.toString());
    SampleRun.write(home, "train", 0, 30, 1);
    events = Stored.replay(home, RUN);
  }

  private void compact() throws IOException {
    CompactOptions options =
        new CompactOptions(
            1 << 20, 1, AsWritten.KEPT, Duration.ZERO, CompactOptions.Unfinished.REFUSE);
    new Compactor(home, options).compact(RUN, Output.silent(), () -> false);
  }

  /** Changes the lowest bit of a weight of l2 at step 7. */
  private void damage() throws IOException {
    float[] values =
        events.stream()
            .filter(Snapshot.class::isInstance)
            .map(Snapshot.class::cast)
            .filter(s -> s.step() == 7 && s.layer().equals("l2") && s.values().length > 2)
            .findFirst()
            .orElseThrow()
            .values();
    ByteBuffer wanted = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    wanted.putInt(Float.floatToRawIntBits(values[0])).putInt(Float.floatToRawIntBits(values[1]));
    wanted.flip();
    byte[] file = Files.readAllBytes(root.resolve(FILE));
    for (int at = 0; ; at++) {
      if (ByteBuffer.wrap(file, at, 8).slice().equals(wanted)) {
        file[at] = (byte) (file[at] ^ 1);
        Files.write(root.resolve(FILE), file);
        return;
      }
    }
  }

  private List<String> fsck(Fsck.Depth depth, Fsck.Mode mode) throws IOException {
    return new Fsck(home, depth, mode)
        .check(RUN).stream().map(f -> f.path() + " " + f.problem() + "|" + f.repaired()).toList();
  }

  @Test
  void areNotReadAsIfTheyWereWhole() throws IOException {
    damage();
    assertThatThrownBy(() -> Stored.replay(home, RUN))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(FILE + " is damaged: ")
        .hasMessageContaining("CRC checksum verification failed");
    assertThatThrownBy(this::compact).hasMessageContaining(FILE + " is damaged: ");
  }

  @Test
  void areFoundByADeepCheckAndLeftWhereNothingElseHasTheRows() throws IOException {
    damage();
    assertThat(fsck(Fsck.Depth.FOOTERS, Fsck.Mode.LOOK)).isEmpty();
    assertThat(fsck(Fsck.Depth.ROWS, Fsck.Mode.REPAIR)).containsExactly(DAMAGED);
  }

  @Test
  void areSetAsideWherePathsHaveTheRows() throws IOException {
    compact();
    damage();
    assertThat(fsck(Fsck.Depth.ROWS, Fsck.Mode.REPAIR))
        .contains(DAMAGED + "set aside as _torn-train-00000.parquet; the paths have its rows");
    assertThat(fsck(Fsck.Depth.ROWS, Fsck.Mode.LOOK))
        .containsExactly(FILE + " is missing: readers take its rows from the paths|");
    Stored.same(Stored.replay(home, RUN), events);
  }
}
