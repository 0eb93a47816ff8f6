// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.DataSets;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.experiment.SplitSpec;
import io.weightlapse.core.experiment.TableData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetTableTest {
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          "message t { required int64 id; optional double a; required float b; required boolean c;"
              + " required binary kind (STRING); required int96 old; }");

  @TempDir Path temp;

  private void write(int empty) throws IOException {
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(new LocalStore(temp).output("t.parquet"))
            .withType(SCHEMA)
            .build()) {
      for (int i = 0; i < 100; i++) {
        Group row = new org.apache.parquet.example.data.simple.SimpleGroup(SCHEMA);
        row.append("id", (long) i);
        if (i != empty) {
          row.append("a", i / 4.0);
        }
        row.append("b", i / 8f).append("c", i % 2 == 0).append("kind", i % 3 == 0 ? "x" : "y");
        row.append("old", org.apache.parquet.io.api.Binary.fromConstantByteArray(new byte[12]));
        writer.write(row);
      }
    }
  }

  private Dataset load(String... features) {
    TableData spec =
        new TableData(
            "t.parquet", List.of(features), "kind", List.of("x", "y"), false, SplitSpec.NONE);
    assertThat(DataSets.rows(spec, new DataFolder(temp.toString()))).isEqualTo(100);
    return DataSets.load(spec, Split.TRAIN, new DataFolder(temp.toString())).orElseThrow();
  }

  @Test
  void columnsOfEveryKindAreRead() throws IOException {
    write(-1);
    Dataset data = load("c", "a", "id", "b");
    assertThat(data.rows()).isEqualTo(100);
    assertThat(java.util.Arrays.copyOfRange(data.features(), 4 * 97, 4 * 98))
        .containsExactly(0, 24.25f, 97, 12.125f);
    assertThat(data.label(96)).isZero();
    assertThat(data.label(97)).isEqualTo(1);
  }

  @Test
  void mistakesAreNamed() throws IOException {
    write(41);
    assertThatThrownBy(() -> load("a"))
        .hasMessage("t.parquet: a must be a finite number: was empty in row 42");
    assertThatThrownBy(() -> load("z"))
        .hasMessage("t.parquet: has no column z (has id, a, b, c, kind, old)");
    assertThatThrownBy(() -> load("old"))
        .hasMessage("t.parquet: column old must hold numbers or texts: was required int96 old");
    byte[] bytes = Files.readAllBytes(temp.resolve("t.parquet"));
    Files.write(temp.resolve("t.parquet"), java.util.Arrays.copyOf(bytes, 300));
    assertThatThrownBy(() -> load("a"))
        .hasMessageStartingWith("t.parquet: cannot be read: no whole Parquet file: ");
  }
}
