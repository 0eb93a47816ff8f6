// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import java.sql.Array;
import java.sql.Blob;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;

/** Values of an engine as plain Java ones. */
final class Cells {
  private Cells() {}

  /** Lists and maps for what is nested; times and the like as text. */
  static Object plain(Object cell) throws SQLException {
    if (cell == null
        || cell instanceof Number
        || cell instanceof String
        || cell instanceof Boolean) {
      return cell;
    }
    if (cell instanceof Array array) {
      List<Object> list = new ArrayList<>();
      for (Object element : (Object[]) array.getArray()) {
        list.add(plain(element));
      }
      return list;
    }
    if (cell instanceof DuckDBStruct struct) {
      return plain(struct.getMap());
    }
    if (cell instanceof Struct struct) {
      List<Object> list = new ArrayList<>();
      for (Object element : struct.getAttributes()) {
        list.add(plain(element));
      }
      return list;
    }
    if (cell instanceof Map<?, ?> map) {
      Map<String, Object> plain = new LinkedHashMap<>();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        plain.put(String.valueOf(plain(e.getKey())), plain(e.getValue()));
      }
      return plain;
    }
    if (cell instanceof Timestamp time) {
      return time.toLocalDateTime().toString();
    }
    if (cell instanceof Blob blob) {
      return HexFormat.of().formatHex(blob.getBytes(1, (int) blob.length()));
    }
    return cell.toString();
  }
}
