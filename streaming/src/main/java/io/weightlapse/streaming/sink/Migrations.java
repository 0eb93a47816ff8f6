// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import io.weightlapse.core.util.UserException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Makes the schema {@code weightlapse}, or brings it up to date. */
final class Migrations {
  private Migrations() {}

  /**
   * Several sinks may do so at once: one does it, the others wait.
   *
   * @throws UserException in one line, where the server is not there, refuses, or is of a newer
   *     version
   */
  static void run(PostgresTarget target) {
    try (Connection probe = DriverManager.getConnection(target.url(), target.properties())) {
      probe.isValid(10);
    } catch (SQLException e) {
      // Not as the cause: messages and stack traces of drivers may quote passwords.
      throw new UserException("postgres: " + target + ": " + target.line(e), 1, null);
    }
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(
              target.url(),
              target.user().isEmpty() ? null : target.user(),
              target.password().isEmpty() ? null : target.password())
          .schemas(PostgresTarget.SCHEMA)
          .defaultSchema(PostgresTarget.SCHEMA)
          .createSchemas(true)
          .table("schema_history")
          .locations("classpath:db/migration")
          .connectRetries(3)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw new UserException("postgres: " + target + ": " + target.line(e), 1, null);
    }
  }
}
