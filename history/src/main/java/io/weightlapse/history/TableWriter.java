// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.apache.parquet.schema.MessageType;

/**
 * Writes the rows of one writer into one folder, as files {@code <writer>-<part>.parquet}. Each
 * flush publishes what there is. A small file stays open in memory and is replaced by a larger one
 * at the next flush, so that frequent flushes do not leave thousands of files.
 */
final class TableWriter {
  /** Bytes of a row group before compression; DuckDB prunes, and readers hold, row groups. */
  static final long ROW_GROUP = 32L << 20;

  /** Bytes of a file before compression: a long run is readable while it goes on. */
  static final long PART = 256L << 20;

  /** Files below this are replaced by the next flush instead of being left alone. */
  static final long SMALL = 4L << 20;

  private final Store store;
  private final String folder;
  private final MessageType schema;
  private final Claim claim;
  private final PageCodec codec;
  private RowGroup rows;
  private PartFile file;
  private long spilled;
  private int part;
  private boolean dirty;
  private boolean cleaned;

  TableWriter(Home home, String folder, MessageType schema, Claim claim, PageCodec codec) {
    this.store = home.store();
    this.folder = folder;
    this.schema = schema;
    this.claim = claim;
    this.codec = codec;
    this.rows = new RowGroup(schema, codec);
  }

  /** Where to add the columns of the next row. */
  RowGroup row() {
    return rows;
  }

  void endRow() throws IOException {
    rows.endRow();
    dirty = true;
    if (rows.rawBytes() >= ROW_GROUP) {
      spill();
      if (spilled >= PART) {
        publish();
      }
    }
  }

  private void spill() throws IOException {
    if (file == null) {
      file = new PartFile(store, temporary(), schema);
    }
    spilled += rows.rawBytes();
    file.write(rows);
    rows = new RowGroup(schema, codec);
  }

  private String temporary() {
    String nonce = UUID.randomUUID().toString().replace("-", "");
    return String.format(Locale.ROOT, "%s/_tmp-%s-%05d-%s", folder, claim.writer(), part, nonce);
  }

  /** Publishes the rows so far. */
  void flush() throws IOException {
    if (dirty) {
      publish();
    }
  }

  private void publish() throws IOException {
    boolean small = file == null && rows.rawBytes() < SMALL;
    if (file == null) {
      file = new PartFile(store, temporary(), schema);
    }
    if (rows.rows() > 0) {
      file.write(rows);
    }
    file.finish();
    claim.check();
    removeEarlierAttempt();
    store.publish(
        file.path(),
        String.format(Locale.ROOT, "%s/%s-%05d.parquet", folder, claim.writer(), part));
    file = null;
    dirty = false;
    if (!small) {
      rows = new RowGroup(schema, codec);
      spilled = 0;
      part++;
    }
  }

  /** An attempt that failed may have cut its rows into other parts: all of them go. */
  private void removeEarlierAttempt() throws IOException {
    if (cleaned) {
      return;
    }
    String quoted = Pattern.quote(claim.writer());
    Pattern old = Pattern.compile(quoted + "-\\d{5}\\.parquet|_tmp-" + quoted + "-\\d{5}-\\w+");
    List<String> earlier = new ArrayList<>();
    for (Store.Entry e : store.list(folder)) {
      if (old.matcher(e.name()).matches() && !file.path().equals(folder + "/" + e.name())) {
        earlier.add(e.name());
      }
    }
    if (!earlier.isEmpty()) {
      claim.withdraw(folder, earlier::contains);
    }
    for (String name : earlier) {
      store.delete(folder + "/" + name);
    }
    cleaned = true;
  }

  /** Removes what is not published. */
  void abort() throws IOException {
    if (file != null) {
      try {
        file.close();
      } finally {
        store.delete(file.path());
        file = null;
      }
    }
    rows = new RowGroup(schema, codec);
    dirty = false;
  }
}
