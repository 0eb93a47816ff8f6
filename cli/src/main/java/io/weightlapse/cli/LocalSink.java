// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.local.EmbeddedDatabase;
import io.weightlapse.streaming.metrics.MetricsServer;
import io.weightlapse.streaming.sink.PostgresSink;
import io.weightlapse.streaming.sink.PostgresTarget;
import io.weightlapse.streaming.sink.SinkListener;
import io.weightlapse.streaming.sink.SinkSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;

/** The PostgreSQL sink of a command, and the server where it is ours. */
final class LocalSink implements Closeable {
  /** Whose the server is. */
  enum Server {
    OURS,
    THEIRS
  }

  private final EmbeddedDatabase database; // null where it is not ours
  private final PostgresSink sink;
  private final Output out;

  private LocalSink(EmbeddedDatabase database, PostgresSink sink, Output out) {
    this.database = database;
    this.sink = sink;
    this.out = out;
  }

  static LocalSink start(
      Server server,
      String url,
      Function<PostgresTarget, SinkSettings> settings,
      Path home,
      Output out)
      throws IOException {
    EmbeddedDatabase database = null;
    boolean up = false;
    try {
      PostgresTarget target;
      if (server == Server.OURS) {
        database = new EmbeddedDatabase(home.resolve("postgres"), 0);
        try {
          database.start();
        } catch (IOException e) {
          throw new UserException(e.getMessage(), 1, e);
        }
        target = new PostgresTarget(database.url(), "", "");
      } else {
        target = PostgresTarget.of(url, System.getenv());
      }
      PostgresSink sink =
          new PostgresSink(
              settings.apply(target),
              new SinkListener() {
                @Override
                public void problem(String line) {
                  out.error("weightlapse: " + line);
                }
              });
      sink.start();
      out.line("postgres: rows go to " + target + ", schema weightlapse");
      up = true;
      return new LocalSink(database, sink, out);
    } finally {
      if (!up && database != null) {
        database.close();
      }
    }
  }

  /** Throws if it has stopped by itself. */
  void check() throws IOException {
    sink.check();
  }

  /** Shows its metrics, and whether it is ready. */
  void show(MetricsServer server) {
    sink.bind(server.registry());
    server
        .live(sink::check)
        .ready(
            () -> {
              if (!sink.ready()) {
                throw new IOException("postgres: the last transaction was not taken");
              }
            });
  }

  /** Waits until all that is on Kafka is stored. */
  void drain() throws IOException, InterruptedException {
    if (!sink.drain(Duration.ofSeconds(60))) {
      throw new UserException("postgres: not everything was stored within 60 s", 1, null);
    }
    out.line(String.format(Locale.ROOT, "postgres: %,d rows", sink.stats().rows()));
  }

  @Override
  public void close() throws IOException {
    sink.close();
    if (database != null) {
      database.close();
    }
  }
}
