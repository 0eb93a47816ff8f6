// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.PageCodec;
import io.weightlapse.history.PartFile;
import io.weightlapse.history.RowGroup;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.parquet.schema.MessageType;

/** Writes the rows of a table into whole files, of names that no manifest has yet. */
final class PathFiles implements Closeable {
  /** Bytes of a row group before compression: what a query for one weight reads at least. */
  static final long ROW_GROUP = 16L << 20;

  /** Bytes of a file before compression. */
  static final long FILE = 256L << 20;

  private final Home home;
  private final String folder;
  private final String prefix;
  private final MessageType schema;
  private final PageCodec codec = new PageCodec();
  private final List<String> names = new ArrayList<>();
  private RowGroup rows;
  private PartFile file;
  private long spilled;

  /**
   * A writer of files {@code <prefix>-<part>.parquet}.
   *
   * @param prefix that no other file of the folder has
   */
  PathFiles(Home home, String folder, String prefix, MessageType schema) {
    this.home = home;
    this.folder = folder;
    this.prefix = prefix;
    this.schema = schema;
    this.rows = new RowGroup(schema, codec);
  }

  RowGroup row() {
    return rows;
  }

  void endRow() throws IOException {
    rows.endRow();
    if (rows.rawBytes() >= ROW_GROUP) {
      spill();
      if (spilled >= FILE) {
        publish();
      }
    }
  }

  private void spill() throws IOException {
    if (file == null) {
      file = new PartFile(home.store(), folder + "/_tmp-" + name(), schema);
    }
    spilled += rows.rawBytes();
    file.write(rows);
    rows = new RowGroup(schema, codec);
  }

  private String name() {
    return String.format(Locale.ROOT, "%s-%05d", prefix, names.size());
  }

  private void publish() throws IOException {
    file.finish();
    String name = name() + ".parquet";
    home.store().publish(file.path(), folder + "/" + name);
    names.add(name);
    file = null;
    spilled = 0;
  }

  /** Ends: the names of the files. */
  List<String> finish() throws IOException {
    if (rows.rows() > 0) {
      spill();
    }
    if (file != null) {
      publish();
    }
    return names;
  }

  /** Removes what is not finished. */
  @Override
  public void close() throws IOException {
    codec.close();
    if (file != null) {
      PartFile unfinished = file;
      file = null;
      try {
        unfinished.close();
      } finally {
        home.store().delete(unfinished.path());
      }
    }
  }
}
