// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/**
 * Takes back what writers stored beyond a step: a part of a training that is done again, after a
 * task or a driver was lost, must not be there twice.
 */
public final class Truncation {
  private record Table(String folder, MessageType schema) {}

  private final Home home;
  private final String run;
  private final String prefix;

  private Truncation(Home home, String run, String prefix) {
    this.home = home;
    this.run = run;
    this.prefix = prefix;
  }

  /**
   * Removes the rows of weights and metrics with a greater step. The writers of now can publish no
   * more, whether they are dead or only paused.
   *
   * @param prefix how the writers' names begin
   * @param step the last one that stays
   */
  public static void after(Home home, String run, String prefix, long step) throws IOException {
    new Truncation(home, run, prefix).after(step);
  }

  private void after(long step) throws IOException {
    String writers = home.runFolder(run) + "/_writers";
    for (Store.Entry writer : home.store().list(writers)) {
      if (writer.name().startsWith(prefix)) {
        home.replace(writers + "/" + writer.name(), Home.utf8(UUID.randomUUID().toString()));
      }
    }
    for (Table table : tables()) {
      for (String file : StepMerge.files(home, table.folder())) {
        if (file.substring(file.lastIndexOf('/') + 1).startsWith(prefix)) {
          truncate(table, file, step);
        }
      }
    }
  }

  private List<Table> tables() throws IOException {
    List<Table> tables = new ArrayList<>();
    tables.add(new Table(home.metricsFolder(run), Tables.METRICS));
    for (Store.Entry layer : home.store().list(home.weightsFolder(run))) {
      if (layer.folder()) {
        tables.add(new Table(home.weightsFolder(run) + "/" + layer.name(), Tables.WEIGHTS));
      }
    }
    return tables;
  }

  private void truncate(Table table, String file, long step) throws IOException {
    String[] columns =
        table.schema().getFields().stream().map(Type::getName).toArray(String[]::new);
    String temporary = table.folder() + "/_tmp-truncated-" + UUID.randomUUID();
    boolean kept = false;
    try (TableReader rows = new TableReader(home.store().input(file), table.schema(), columns);
        ZstdCompressCtx zstd = new ZstdCompressCtx().setLevel(1)) {
      if (rows.maxStep() <= step) {
        return;
      }
      PartFile part = new PartFile(home.store(), temporary, table.schema());
      try {
        RowGroup group = new RowGroup(table.schema(), zstd);
        while (rows.next()) {
          long at = rows.getLong(0);
          if (at <= step) {
            copy(rows, table.schema(), group.add(at));
            kept = true;
            if (group.rawBytes() >= TableWriter.ROW_GROUP) {
              part.write(group);
              group = new RowGroup(table.schema(), zstd);
            }
          }
        }
        if (group.rows() > 0) {
          part.write(group);
        }
        part.finish();
      } finally {
        part.close();
      }
      if (kept) {
        home.store().publish(temporary, file);
      } else {
        home.store().delete(file);
      }
    } finally {
      home.store().delete(temporary);
    }
  }

  /** All columns of a row but the first, which is the step. */
  private static void copy(TableReader from, MessageType schema, RowGroup to) {
    for (int c = 1; c < schema.getFieldCount(); c++) {
      Type type = schema.getType(c);
      if (!type.isPrimitive()) {
        float[] values = from.getFloats(c);
        to.add(values, 0, values.length);
        continue;
      }
      PrimitiveType.PrimitiveTypeName name = type.asPrimitiveType().getPrimitiveTypeName();
      switch (name) {
        case INT64 -> to.add(from.getLong(c));
        case INT32 -> to.add(from.getInt(c));
        case DOUBLE -> to.add(from.getDouble(c));
        case FLOAT -> to.add(from.getFloat(c));
        case BINARY -> to.add(from.getString(c));
        default -> throw new IllegalStateException("no table has a column of type " + name);
      }
    }
    to.endRow();
  }
}
