// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Lets nothing pass but one SELECT, as DuckDB's own parser sees it. */
final class Select {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Select() {}

  /** Fails unless the text is one SELECT (or FROM, WITH, VALUES, DESCRIBE, SUMMARIZE, SHOW). */
  static void require(Connection connection, String sql) throws SQLException, IOException {
    JsonNode parsed = parse(connection, sql);
    int statements = parsed.path("statements").size();
    if (parsed.path("error").asBoolean(true)) {
      String message = parsed.path("error_message").asText();
      if (message.startsWith("Only SELECT")) {
        throw new UserException("SQL must be a SELECT: was " + Text.brief(sql));
      }
      String position = parsed.path("position").asText("");
      throw new UserException(
          "SQL cannot be read: "
              + message
              + (position.isEmpty() ? "" : " (character " + (position(position) + 1) + ")"));
    }
    if (statements != 1) {
      throw new UserException("SQL must be one statement: was " + statements);
    }
  }

  private static long position(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static JsonNode parse(Connection connection, String sql)
      throws SQLException, IOException {
    try (PreparedStatement parse =
        connection.prepareStatement("SELECT json_serialize_sql(CAST(? AS VARCHAR))")) {
      parse.setString(1, sql);
      try (ResultSet result = parse.executeQuery()) {
        result.next();
        return JSON.readTree(result.getString(1));
      }
    }
  }
}
