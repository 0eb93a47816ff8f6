// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.compact;

import io.weightlapse.history.Home;
import io.weightlapse.history.PageCodecs;
import io.weightlapse.history.TableManifest.DataFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.io.ParquetDecodingException;

/** Whether files are whole, and whether they are what a manifest says. */
public final class PathTables {
  private PathTables() {}

  /** What is wrong with a Parquet file by its footer; empty if nothing. */
  public static Optional<String> torn(Home home, String path) throws IOException {
    try (ParquetFileReader file =
        ParquetFileReader.open(
            home.store().input(path),
            ParquetReadOptions.builder().withCodecFactory(new PageCodecs()).build())) {
      long length = home.store().input(path).getLength();
      for (BlockMetaData block : file.getRowGroups()) {
        if (block.getStartingPos() + block.getCompressedSize() > length) {
          return Optional.of("a row group ends beyond the file");
        }
      }
      return Optional.empty();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty(); // replaced meanwhile
    } catch (IOException | RuntimeException e) {
      return Optional.of("no Parquet footer");
    }
  }

  /**
   * What is wrong with the pages of a Parquet file whose footer is whole, by their checksums; empty
   * if nothing, or if its pages have none.
   */
  public static Optional<String> damaged(Home home, String path) throws IOException {
    try (ParquetFileReader file =
        ParquetFileReader.open(
            home.store().input(path),
            ParquetReadOptions.builder()
                .withCodecFactory(new PageCodecs())
                .usePageChecksumVerification()
                .build())) {
      int group = 0;
      try {
        while (file.readNextRowGroup() != null) { // reads every page, decompresses none
          group++;
        }
      } catch (ParquetDecodingException e) {
        return Optional.of("the checksum of a page of row group " + group + " is wrong");
      } catch (IOException | RuntimeException e) {
        return Optional.of("row group " + group + " cannot be read");
      }
      return Optional.empty();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return Optional.empty(); // replaced meanwhile
    }
  }

  /**
   * How a file differs from what a manifest says of it; empty if it does not.
   *
   * @param rows whether every row is to be read
   */
  public static Optional<String> differs(Home home, String path, DataFile file, boolean rows)
      throws IOException {
    if (!home.store().exists(path)) {
      return Optional.of("is missing");
    }
    long bytes = home.store().input(path).getLength();
    if (bytes != file.bytes()) {
      return Optional.of(
          String.format(
              Locale.ROOT, "must have %d bytes, the manifest says: has %d", file.bytes(), bytes));
    }
    Optional<String> torn = torn(home, path);
    if (torn.isPresent() || !rows) {
      return torn.map(t -> "is torn: " + t);
    }
    try {
      DataFile read =
          path.startsWith("path_steps/") ? Epochs.check(home, path) : PathCheck.of(home, path);
      return read.equals(file)
          ? Optional.empty()
          : Optional.of("has other values than when it was written: the checksum differs");
    } catch (IOException e) {
      return Optional.of("cannot be read: " + e.getMessage());
    }
  }
}
