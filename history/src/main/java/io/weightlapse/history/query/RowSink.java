// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.io.IOException;
import java.util.List;

/** Takes the rows of a result one after the other; none is kept. */
public interface RowSink {
  /** The names of the columns; comes first, once. */
  void begin(List<String> columns) throws IOException;

  /** A row; a cell is null, a number, a text, a time, a truth value, or a list or map of those. */
  void row(Object[] cells) throws IOException;

  /** No more rows. */
  void end() throws IOException;
}
