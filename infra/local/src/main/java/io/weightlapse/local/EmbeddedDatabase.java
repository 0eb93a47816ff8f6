// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/**
 * A real PostgreSQL of this machine, in processes of its own, with its data in a folder. It listens
 * on 127.0.0.1 only, without passwords: whoever can reach that can read and change it. Building
 * does no I/O.
 */
public final class EmbeddedDatabase implements Closeable {
  private static final String DATABASE = "weightlapse";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path folder;
  private final int wantedPort;
  private FileChannel lockFile;
  private FileLock lock;
  private EmbeddedPostgres server;

  /**
   * A server that is not running yet.
   *
   * @param folder of its data; one server at a time
   * @param port of 127.0.0.1; 0 for a free one
   */
  public EmbeddedDatabase(Path folder, int port) {
    this.folder = folder.toAbsolutePath();
    this.wantedPort = port;
  }

  /**
   * Returns when it answers. What an earlier process left running on the folder is stopped first.
   *
   * @throws IOException in one line
   */
  public synchronized EmbeddedDatabase start() throws IOException {
    if (server != null) {
      throw new IllegalStateException("postgres: this server was started already");
    }
    Ports.requireFree("postgres", wantedPort);
    boolean up = false;
    try {
      Files.createDirectories(folder);
      lock();
      Path data = folder.resolve("data");
      LeftServer.stop(data);
      ProcessBuilder.Redirect log =
          ProcessBuilder.Redirect.appendTo(folder.resolve("server.log").toFile());
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPort(wantedPort == 0 ? Ports.free() : wantedPort)
              .setPGStartupWait(START)
              .setRegisterShutdownHook(false) // it would stop the server before its clients end
              .setOutputRedirector(log)
              .setErrorRedirector(log)
              .setServerConfig("listen_addresses", "127.0.0.1")
              .setServerConfig("unix_socket_directories", "")
              .setServerConfig("fsync", "on") // the library turns it off
              .setServerConfig("max_connections", "50")
              .start();
      makeDatabase();
      up = true;
    } catch (IllegalStateException | SQLException e) {
      throw new IOException("postgres: server in " + folder + " failed: " + e.getMessage(), e);
    } finally {
      if (!up) {
        close();
      }
    }
    return this;
  }

  private void lock() throws IOException {
    lockFile =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      lock = lockFile.tryLock();
    } catch (OverlappingFileLockException e) { // by this very process
      lock = null;
    }
    if (lock == null) {
      throw new IOException("postgres: folder " + folder + " is in use by another process");
    }
  }

  private void makeDatabase() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"));
        Statement statement = connection.createStatement()) {
      boolean there;
      try (ResultSet row =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        there = row.next();
      }
      if (!there) {
        statement.execute("CREATE DATABASE " + DATABASE);
      }
    }
  }

  /** What JDBC connects to. */
  public synchronized String url() {
    return url(DATABASE);
  }

  private String url(String database) {
    if (server == null) {
      throw new IllegalStateException("postgres: the server is not running");
    }
    return url(server.getPort(), database);
  }

  private static String url(int port, String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres";
  }

  /** What JDBC connects to of a server that runs on a folder now, whoever started it. */
  public static Optional<String> running(Path folder) throws IOException {
    return LeftServer.port(folder.toAbsolutePath().resolve("data")).map(p -> url(p, DATABASE));
  }

  /** Its port of 127.0.0.1. */
  public synchronized int port() {
    return server.getPort();
  }

  /** Returns if it answers within 10 s. */
  public void check() throws IOException {
    try (Connection connection = DriverManager.getConnection(url() + "&connectTimeout=10")) {
      if (!connection.isValid(10)) {
        throw new IOException("postgres: the server does not answer");
      }
    } catch (SQLException e) {
      throw new IOException("postgres: " + e.getMessage(), e);
    }
  }

  /** Stops it at once; transactions under way are rolled back. Closing twice is allowed. */
  @Override
  public synchronized void close() throws IOException {
    EmbeddedPostgres running = server;
    server = null;
    try {
      if (running != null) {
        running.close();
      }
    } finally {
      if (lockFile != null) {
        lockFile.close(); // with its lock
        lockFile = null;
      }
    }
  }
}
