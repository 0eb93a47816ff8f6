// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import io.weightlapse.dashboards.Dashboards;
import io.weightlapse.dashboards.client.Change;
import io.weightlapse.dashboards.client.Connection;
import io.weightlapse.dashboards.client.Postgres;
import io.weightlapse.dashboards.client.Push;
import io.weightlapse.dashboards.client.PushOptions;
import io.weightlapse.dashboards.model.GrafanaVersion;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weightlapse dashboards push}. */
@Command(
    name = "push",
    mixinStandardHelpOptions = true,
    description = {
      "Brings a Grafana to what this version says: folder, data sources, dashboards, alert rules.",
      "A second push changes nothing; what drifted is restored; what is not ours stays."
    })
final class DashboardsPushCommand implements Callable<Integer> {
  @Mixin private OutputOptions said;

  @Mixin private GrafanaOptions where;

  @Option(
      names = "--postgres",
      paramLabel = "HOST:PORT/DB",
      description = "The database as Grafana reaches it; also jdbc:postgresql://... (?sslmode=).")
  private String postgres;

  @Option(
      names = "--postgres-user",
      paramLabel = "USER",
      defaultValue = "weightlapse_read",
      description = "Who only reads there (default: ${DEFAULT-VALUE}).")
  private String postgresUser;

  @Option(
      names = "--postgres-password-env",
      paramLabel = "NAME",
      description = "Variable that holds that user's password.")
  private String postgresVariable;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = "Prometheus as Grafana reaches it.")
  private String prometheus;

  @Option(
      names = "--gallery",
      paramLabel = "URL",
      defaultValue = Dashboards.GALLERY,
      description = "Where browsers reach the gallery (default: ${DEFAULT-VALUE}).")
  private String gallery;

  @Option(
      names = "--folder",
      paramLabel = "TITLE",
      defaultValue = "Weightlapse",
      description = "Title of the dashboards' folder (default: ${DEFAULT-VALUE}).")
  private String folder;

  @Option(
      names = "--grafana-version",
      paramLabel = "VERSION",
      description = "For a Grafana that hides its version.")
  private String version;

  @Option(
      names = "--home-dashboard",
      description = "Makes the overview of runs the organisation's home dashboard.")
  private boolean home;

  @Option(
      names = "--reset-password",
      description = {
        "Sends the database's password also where nothing else differs: Grafana does not show it,",
        "so a new one is not noticed while the old one works."
      })
  private boolean resetPassword;

  @Option(names = "--dry-run", description = "Changes nothing, and says what would be changed.")
  private boolean dryRun;

  @Override
  public Integer call() {
    Map<String, String> environment = System.getenv();
    PushOptions options =
        new PushOptions(
            folder,
            Optional.ofNullable(version).map(GrafanaVersion::parse),
            database(environment),
            Optional.ofNullable(prometheus).map(p -> address("--prometheus", p)),
            address("--gallery", gallery).toString(),
            home ? PushOptions.Home.OVERVIEW : PushOptions.Home.KEEP,
            resetPassword ? PushOptions.Passwords.ALWAYS : PushOptions.Passwords.WHERE_NEEDED,
            dryRun ? PushOptions.Mode.DRY_RUN : PushOptions.Mode.APPLY);
    List<Change> changes = new Push(where.connection(), options, said.output()).run();
    return changes.stream().anyMatch(c -> c.outcome() == Change.Outcome.ILL) ? 1 : 0;
  }

  private Optional<Postgres> database(Map<String, String> environment) {
    if (postgres == null && resetPassword) {
      throw new UserException("--reset-password needs --postgres");
    }
    if (postgres == null) {
      return Optional.empty();
    }
    if (postgresVariable == null) {
      throw new UserException("--postgres needs --postgres-password-env");
    }
    String password = environment.getOrDefault(postgresVariable, "");
    if (password.isEmpty()) {
      throw new UserException(
          "the environment's variable " + postgresVariable + " must be set: was empty");
    }
    return Optional.of(Postgres.parse(postgres, postgresUser, password));
  }

  private static URI address(String name, String text) {
    return Connection.address(name, text);
  }
}
