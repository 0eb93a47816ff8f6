// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseIT {
  @TempDir Path folder;

  /** Starts a server, writes, and is killed. */
  static final class Left {
    private Left() {}

    public static void main(String[] args) throws Exception {
      EmbeddedDatabase database = new EmbeddedDatabase(Path.of(args[0]), 0).start();
      execute(database, "CREATE TABLE kept AS SELECT 42 AS answer");
      Files.writeString(Path.of(args[1]), "up");
      Thread.sleep(TimeUnit.MINUTES.toMillis(10));
    }
  }

  @Test
  void goesOnWithTheDataOfAProcessThatWasKilled() throws Exception {
    Path data = folder.resolve("db");
    Path up = folder.resolve("up");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Left.class.getName(),
                data.toString(),
                up.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      while (!Files.exists(up)) {
        assertThat(process.isAlive()).as(Files.readString(folder.resolve("log"))).isTrue();
        Thread.sleep(20);
      }
      assertThatThrownBy(() -> new EmbeddedDatabase(data, 0).start())
          .hasMessage("postgres: folder " + data + " is in use by another process");
      String url = EmbeddedDatabase.running(data).orElseThrow();
      try (Connection connection = DriverManager.getConnection(url)) {
        assertThat(connection.isValid(10)).isTrue(); // its tables are there for others to read
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    EmbeddedDatabase database = new EmbeddedDatabase(data, 0).start(); // stops the one that is left
    try (database) {
      database.check();
      assertThat(ask(database, "SELECT answer FROM kept")).isEqualTo("42");
      assertThat(ask(database, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(database, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThatThrownBy(database::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("postgres: this server was started already");
    }
    database.close(); // again
    assertThat(data.resolve("data/postmaster.pid")).doesNotExist();
    assertThat(EmbeddedDatabase.running(data)).isEmpty();
  }

  @Test
  void saysThatAPortIsTaken() throws IOException {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> new EmbeddedDatabase(folder, port).start())
          .isInstanceOf(IOException.class)
          .hasMessage("postgres: port " + port + " of 127.0.0.1 is in use");
    }
  }

  private static void execute(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String ask(EmbeddedDatabase database, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      assertThat(row.next()).isTrue();
      return row.getString(1);
    }
  }
}
