// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A format of table files; others than CSV are found through {@link java.util.ServiceLoader}. */
public interface TableFormat {
  /** Whether it reads files of that name. */
  boolean reads(String fileName);

  /**
   * Reads some columns of all rows.
   *
   * @param name what to call the file in messages
   */
  void read(Path file, String name, List<String> columns, RowHandler rows) throws IOException;

  /** Takes the rows of a table. */
  interface RowHandler {
    /**
     * One row.
     *
     * @param place where it is, for messages: {@code line 12}
     * @param cells as many as columns were asked for; valid until the call returns
     */
    void row(String place, String[] cells);
  }
}
