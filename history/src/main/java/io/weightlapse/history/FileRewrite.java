// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.util.UUID;
import org.apache.parquet.schema.MessageType;

/** Writes a file again without some of its rows; whoever reads has the old file or the new one. */
final class FileRewrite {
  /** Which rows stay. */
  @FunctionalInterface
  interface Rows {
    boolean stays(long index, long step);
  }

  private FileRewrite() {}

  /**
   * Writes the file again, under its name; removes it if no row stays.
   *
   * @return its bytes now
   */
  static long of(Home home, String path, MessageType table, Rows wanted) throws IOException {
    int slash = path.lastIndexOf('/');
    String temporary =
        path.substring(0, slash) + "/_tmp-" + path.substring(slash + 1) + "-" + UUID.randomUUID();
    PartFile file = new PartFile(home.store(), temporary, table);
    try (PageCodec codec = new PageCodec();
        RowCopy rows = new RowCopy(home.store().input(path), table)) {
      RowGroup group = new RowGroup(table, codec);
      long kept = 0;
      for (long index = 0; rows.next(); index++) {
        if (!wanted.stays(index, rows.step())) {
          continue;
        }
        rows.copy(group);
        kept++;
        if (group.rawBytes() >= TableWriter.ROW_GROUP) {
          file.write(group);
          group = new RowGroup(table, codec);
        }
      }
      if (group.rows() > 0) {
        file.write(group);
      }
      if (kept == 0) {
        home.store().delete(path);
        return 0;
      }
      file.finish();
      home.store().publish(temporary, path);
      return home.store().input(path).getLength();
    } finally {
      try {
        file.close();
      } finally {
        home.store().delete(temporary);
      }
    }
  }
}
