// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/** One Parquet file while it is written, under a temporary name. */
public final class PartFile {
  private static final long ANY_ROW_GROUP = 64L << 20;

  private final String path;
  private final ParquetFileWriter writer;
  private PositionOutputStream stream;

  /** Begins a file; {@code path} is a temporary name. */
  public PartFile(Store store, String path, MessageType schema) throws IOException {
    this.path = path;
    this.writer =
        new ParquetFileWriter(
            watched(store.output(path)),
            schema,
            ParquetFileWriter.Mode.OVERWRITE,
            ANY_ROW_GROUP,
            0,
            64,
            Integer.MAX_VALUE,
            true); // a CRC-32 of each page: what a disk has changed is noticed when it is read
    try {
      writer.start();
    } catch (IOException | RuntimeException e) {
      try {
        stream.close(); // nobody else has it
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  /** The temporary name. */
  public String path() {
    return path;
  }

  /** Appends a row group. */
  public void write(RowGroup rows) throws IOException {
    rows.writeTo(writer);
  }

  /** Writes the footer; the file is whole and durable. */
  public void finish() throws IOException {
    writer.end(Map.of(Tables.FORMAT_KEY, Tables.FORMAT));
    stream.close();
  }

  /** Frees the file descriptor of a file that will not be finished. */
  public void close() throws IOException {
    stream.close();
  }

  // ParquetFileWriter closes its stream only at the end of a file that went well.
  private OutputFile watched(OutputFile file) {
    return new OutputFile() {
      @Override
      public PositionOutputStream create(long hint) throws IOException {
        return stream = file.create(hint);
      }

      @Override
      public PositionOutputStream createOrOverwrite(long hint) throws IOException {
        return stream = file.createOrOverwrite(hint);
      }

      @Override
      public boolean supportsBlockSize() {
        return file.supportsBlockSize();
      }

      @Override
      public long defaultBlockSize() {
        return file.defaultBlockSize();
      }

      @Override
      public String getPath() {
        return file.getPath();
      }
    };
  }
}
