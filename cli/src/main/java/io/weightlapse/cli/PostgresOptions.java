// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.streaming.sink.PostgresTarget;
import io.weightlapse.streaming.sink.Retention;
import io.weightlapse.streaming.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of the PostgreSQL sink. */
final class PostgresOptions {
  private static final String NONE = "none";
  private static final String EMBEDDED = "embedded";

  @Option(
      names = "--postgres",
      paramLabel = "embedded|JDBC URL|none",
      defaultValue = NONE,
      description = {
        "Where metrics are stored as rows: a server of this machine with its data in the home,",
        "a jdbc:postgresql: URL (user and password from WEIGHTLAPSE_POSTGRES_USER and",
        "WEIGHTLAPSE_POSTGRES_PASSWORD), or nowhere (default: ${DEFAULT-VALUE})."
      })
  private String postgres;

  @Option(
      names = "--postgres-retention",
      paramLabel = "all|DAYS:EVERY",
      defaultValue = "all",
      description = {
        "Of runs that ended so many days ago, every so manyth row of each series stays",
        "(default: ${DEFAULT-VALUE}; 30:10 keeps a tenth after a month)."
      })
  private String retention;

  /** Says what is wrong before anything starts. */
  void check() {
    Retention.of(retention);
    if (!postgres.equals(NONE) && !postgres.equals(EMBEDDED)) {
      PostgresTarget.of(postgres, Map.of());
    }
  }

  /** The running sink, if one is wanted. */
  Optional<LocalSink> start(String bootstrap, Map<String, String> properties, Path home, Output out)
      throws IOException {
    if (postgres.equals(NONE)) {
      return Optional.empty();
    }
    LocalSink.Server server =
        postgres.equals(EMBEDDED) ? LocalSink.Server.OURS : LocalSink.Server.THEIRS;
    return Optional.of(
        LocalSink.start(
            server,
            postgres,
            target ->
                SinkSettings.of(bootstrap, properties, home, target)
                    .withRetention(Retention.of(retention)),
            home,
            out));
  }
}
