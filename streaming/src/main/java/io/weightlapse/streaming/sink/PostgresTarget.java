// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.util.UserException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/**
 * Where a PostgreSQL is. Its text never shows the password.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE}
 * @param user empty for what the URL says, else the system's user
 * @param password empty for none
 */
public record PostgresTarget(String url, String user, String password) {
  /** The environment's names of user and password. */
  public static final String USER = "WEIGHTLAPSE_POSTGRES_USER";

  /** The password comes from there alone: command lines are seen by everybody. */
  public static final String PASSWORD = "WEIGHTLAPSE_POSTGRES_PASSWORD";

  static final String SCHEMA = "weightlapse";
  private static final String PREFIX = "jdbc:postgresql:";

  /** Checks the URL. */
  public PostgresTarget {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    if (!url.startsWith(PREFIX)) {
      throw new UserException(
          "--postgres must be embedded, none or " + PREFIX + "//HOST:PORT/DATABASE: was " + url);
    }
    if (url.toLowerCase(Locale.ROOT).contains("password=")) {
      throw new UserException(
          "--postgres must have no password: give it in the environment as " + PASSWORD);
    }
  }

  /** A target of the command line, with what the environment says. */
  public static PostgresTarget of(String url, Map<String, String> environment) {
    return new PostgresTarget(
        url, environment.getOrDefault(USER, ""), environment.getOrDefault(PASSWORD, ""));
  }

  /** A new connection of the sink; the caller closes it. */
  Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties());
    try (Statement statement = connection.createStatement()) {
      // A crash of the server may take the last transactions, rows and offsets alike: Kafka has
      // them.
      statement.execute("SET synchronous_commit = off");
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return connection;
  }

  Properties properties() {
    Properties p = new Properties();
    if (!user.isEmpty()) {
      p.put("user", user);
    }
    if (!password.isEmpty()) {
      p.put("password", password);
    }
    p.put("ApplicationName", "weightlapse");
    p.put("currentSchema", SCHEMA);
    p.put("connectTimeout", "10");
    p.put("loginTimeout", "10");
    p.put("socketTimeout", "120");
    p.put("tcpKeepAlive", "true");
    return p;
  }

  /** The first line of an error without the password. */
  String line(Throwable e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String safe = password.isEmpty() ? text : text.replace(password, "***");
    return safe.lines().findFirst().orElse(safe);
  }

  @Override
  public String toString() {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
