// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.OutputFile;

/**
 * The files of one home. Paths are relative, with {@code /}; names beginning with {@code _tmp} are
 * not there yet for readers.
 */
public interface Store {
  /**
   * A file or folder.
   *
   * @param name last part of its path
   * @param folder whether it is a folder
   * @param bytes size of a file, else 0
   * @param modified when it changed last
   */
  record Entry(String name, boolean folder, long bytes, Instant modified) {}

  /** What a folder holds, by name; empty if there is no such folder. */
  List<Entry> list(String folder) throws IOException;

  /** Whether there is such a file or folder. */
  boolean exists(String path) throws IOException;

  /** The whole file; {@link java.io.FileNotFoundException} or NoSuchFileException if missing. */
  byte[] read(String path) throws IOException;

  /** A file to write; missing folders are made, the content is durable once it is closed. */
  OutputFile output(String path) throws IOException;

  /** A file to read. */
  InputFile input(String path) throws IOException;

  /** Gives a written file its name, in place of one that has the name. */
  void publish(String from, String to) throws IOException;

  /** Gives a written file its name unless it is taken: then returns false, and changes nothing. */
  boolean publishNew(String from, String to) throws IOException;

  /** Whether a process was killed while it replaced that file: Spark does not find it. */
  default boolean unsettled(String path) throws IOException {
    return false;
  }

  /** Gives such a file its name back. */
  default void settle(String path) throws IOException {}

  /** Removes a file if it is there. */
  void delete(String path) throws IOException;

  /**
   * Removes a folder and all in it, without following links; nothing if there is none.
   *
   * @throws IOException also where the folder lies outside of the home, through a link
   */
  void deleteTree(String folder) throws IOException;

  /** Bytes of all files under a folder; 0 if there is none. */
  default long size(String folder) throws IOException {
    long sum = 0;
    for (Entry e : list(folder)) {
      sum += e.folder() ? size(folder + "/" + e.name()) : e.bytes();
    }
    return sum;
  }
}
