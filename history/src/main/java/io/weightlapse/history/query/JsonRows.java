// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON lines: one object a row. NaN and infinities are texts, since JSON has no such numbers. */
public final class JsonRows implements RowSink {
  private static final ObjectWriter JSON = new ObjectMapper().writer();

  private final Appendable out;
  private String[] names = {};

  /** Writes to there. */
  public JsonRows(Appendable out) {
    this.out = out;
  }

  @Override
  public void begin(List<String> columns) {
    names = columns.toArray(String[]::new);
  }

  @Override
  public void row(Object[] cells) throws IOException {
    Map<String, Object> row = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      for (int n = 2; row.containsKey(name); n++) {
        name = names[i] + "_" + n; // SELECT a.step, b.step
      }
      row.put(name, cells[i]);
    }
    out.append(JSON.writeValueAsString(row)).append('\n');
  }

  /** A cell that is no text, as other formats show it: as JSON, but without quotes around NaN. */
  static String text(Object cell) throws JsonProcessingException {
    return cell instanceof Number || cell instanceof Boolean
        ? cell.toString()
        : JSON.writeValueAsString(cell);
  }

  @Override
  public void end() {}
}
