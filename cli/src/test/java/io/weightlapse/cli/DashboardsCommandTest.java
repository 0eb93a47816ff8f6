// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.client.StubGrafana;
import io.weightlapse.dashboards.client.StubGrafana.Fault;
import io.weightlapse.jobs.CommandLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dashboards}, as a user types it; the environment's secrets stand in the module's pom. */
class DashboardsCommandTest {
  private static final String TRAINING = "weightlapse-training";

  @TempDir Path folder;

  private final List<Cli.Result> results = new ArrayList<>();
  private StubGrafana grafana;

  @BeforeEach
  void start() throws IOException {
    grafana = new StubGrafana("13.0.1");
  }

  /** Whatever was asked, and with whatever verbosity: no output has a secret. */
  @AfterEach
  void noSecretWasSaid() {
    CommandLines.verbose(false); // it holds for the process
    grafana.close();
    assertThat(grafana.errors).isEmpty();
    for (String name : List.of("TOKEN", "WRONG", "PASSWORD")) {
      String secret = System.getenv("TEST_GRAFANA_" + name);
      assertThat(secret).as("set by the module's pom").isNotBlank();
      for (Cli.Result r : results) {
        assertThat(r.out() + r.err()).doesNotContain(secret);
      }
    }
  }

  private Cli.Result push(Object... more) {
    return pushAs("TEST_GRAFANA_TOKEN", more);
  }

  private Cli.Result pushAs(String token, Object... more) {
    List<Object> all =
        new ArrayList<>(
            List.of(
                "dashboards",
                "push",
                "--grafana",
                grafana.address(),
                "--grafana-token-env",
                token));
    all.addAll(List.of("--prometheus", "http://prometheus:9090"));
    all.addAll(List.of("--postgres", "db:5432/weightlapse"));
    all.addAll(List.of("--postgres-password-env", "TEST_GRAFANA_PASSWORD"));
    all.addAll(Arrays.asList(more));
    Cli.Result result = Cli.here(all.toArray());
    results.add(result);
    return result;
  }

  @Test
  void pushesOnceAndThenOnlyWhatDrifted() {
    Cli.Result first = push();
    assertThat(first.err()).isEmpty();
    assertThat(first.out())
        .startsWith("Grafana 13.0.1 at " + grafana.address())
        .contains("dashboard Training created")
        .endsWith("12 created, 0 updated, 0 unchanged\n");
    assertThat(first.code()).isZero();
    grafana.calls.clear();
    Cli.Result second = push();
    assertThat(second.out())
        .isEqualTo(
            "Grafana 13.0.1 at " + grafana.address() + "\nnothing to change: 12 unchanged\n");
    assertThat(second.code()).isZero();
    ((ObjectNode) grafana.dashboards.get(TRAINING).at("/panels/0")).put("title", "Mine");
    grafana.messages.get(TRAINING).addFirst("by hand");
    assertThat(push("--dry-run").out())
        .contains("dashboard Training would be updated\n")
        .contains("  /panels/0/title: \"Mine\" -> \"The chosen runs\"\n")
        .endsWith("(dry run: nothing was changed)\n");
    assertThat(grafana.writes()).isEmpty();
    assertThat(push("--quiet").out()).isEmpty();
    assertThat(grafana.writes()).containsExactly("POST /dashboards/db");
    assertThat(push("--reset-password").out())
        .contains("data source Weightlapse PostgreSQL updated: 1 difference\n");
  }

  @Test
  void failuresAreOneLine() {
    fails(
        pushAs("TEST_GRAFANA_WRONG"),
        "Grafana at "
            + grafana.address()
            + " does not know the token in TEST_GRAFANA_WRONG (401: Invalid credentials)");
    grafana.fail("GET", "/folders/weightlapse", Fault.HTML);
    fails(
        push(),
        "GET /api/folders/weightlapse at "
            + grafana.address()
            + " gives a web page (200), not Grafana's API: is --grafana the address of its start"
            + " page, and is there a proxy or login page before it?");
    grafana.fail("GET", "/folders/weightlapse", Fault.FORBIDDEN);
    fails(
        push(),
        "Grafana does not allow the token in TEST_GRAFANA_TOKEN to GET /api/folders/weightlapse"
            + " (403: Permission denied): a service account with the role Admin may");
  }

  @Test
  void theStackTraceHasNoSecretEither() {
    Cli.Result wrong = pushAs("TEST_GRAFANA_WRONG", "--verbose");
    assertThat(wrong.err()).contains("401", "\tat io.weightlapse.dashboards.client.");
    assertThat(wrong.code()).isEqualTo(1);
  }

  private static void fails(Cli.Result result, String line) {
    assertThat(result.err()).isEqualTo("weightlapse: " + line + "\n");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void mistakesOfUse() {
    wrong(
        "--grafana must be such as http://host:3000",
        "push",
        "--grafana",
        "ftp://x",
        "--grafana-token-env",
        "TEST_GRAFANA_TOKEN");
    wrong(
        "--grafana must be such as http://host:3000, without credentials or query: was"
            + " http://***@x",
        "push",
        "--grafana",
        "http://me:secret@x",
        "--grafana-token-env",
        "TEST_GRAFANA_TOKEN");
    wrong(
        "one of --grafana-token-env and --basic-env must be given",
        "push",
        "--grafana",
        grafana.address());
    wrong(
        "the environment's variable NOT_SET must be set: was empty",
        "push",
        "--grafana",
        grafana.address(),
        "--grafana-token-env",
        "NOT_SET");
    wrong(
        "TEST_GRAFANA_TOKEN must be user:password: was something without a colon",
        "push",
        "--grafana",
        grafana.address(),
        "--basic-env",
        "TEST_GRAFANA_TOKEN");
    Path missing = folder.resolve("ca.pem");
    wrong(
        "--ca-file cannot be read: was " + missing,
        "push",
        "--grafana",
        grafana.address(),
        "--grafana-token-env",
        "TEST_GRAFANA_TOKEN",
        "--ca-file",
        missing);
    wrong(
        "--postgres needs --postgres-password-env",
        "push",
        "--grafana",
        grafana.address(),
        "--grafana-token-env",
        "TEST_GRAFANA_TOKEN",
        "--postgres",
        "db/x");
    wrong(
        "--reset-password needs --postgres",
        "push",
        "--grafana",
        grafana.address(),
        "--grafana-token-env",
        "TEST_GRAFANA_TOKEN",
        "--reset-password");
    wrong(
        "Grafana must be 9.4.0 or newer: was 8.5",
        "export",
        folder.resolve("out"),
        "--grafana-version",
        "8.5");
    wrong(
        "--var must be NAME=VALUE: was xor",
        "preview",
        folder.resolve("out"),
        "--home",
        folder,
        "--var",
        "xor");
    wrong(
        "--postgres must be a JDBC URL where the home has no rows: none were stored in ",
        "preview",
        folder.resolve("out"),
        "--home",
        folder);
    wrong(
        "--postgres must be embedded, none or jdbc:postgresql://HOST:PORT/DATABASE: was db",
        "preview",
        folder.resolve("out"),
        "--home",
        folder,
        "--postgres",
        "db");
    assertThat(folder.resolve("out")).doesNotExist();
    assertThat(grafana.calls).isEmpty();
  }

  private void wrong(String message, Object... args) {
    List<Object> all = new ArrayList<>(List.of("dashboards"));
    all.addAll(Arrays.asList(args));
    Cli.Result result = Cli.here(all.toArray());
    results.add(result);
    assertThat(result.err()).startsWith("weightlapse: " + message).doesNotContain("\tat ");
    assertThat(result.code()).isEqualTo(2);
  }
}
