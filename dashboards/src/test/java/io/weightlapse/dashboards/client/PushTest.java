// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.dashboards.Dashboards;
import io.weightlapse.dashboards.client.Change.Outcome;
import io.weightlapse.dashboards.client.PushOptions.Home;
import io.weightlapse.dashboards.client.PushOptions.Mode;
import io.weightlapse.dashboards.client.PushOptions.Passwords;
import io.weightlapse.dashboards.client.StubGrafana.Fault;
import io.weightlapse.dashboards.model.Json;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole push against a Grafana that holds both sides to the published contract. */
class PushTest {
  private static final String PASSWORD = "the-password";
  private static final String TRAINING = "weightlapse-training";

  private final List<String> said = new ArrayList<>();
  private StubGrafana grafana;
  private Duration patience = Duration.ofSeconds(30);

  @AfterEach
  void nothingBrokeTheContractOrToldASecret() {
    if (grafana != null) {
      grafana.close();
      assertThat(grafana.errors).isEmpty();
    }
    for (String line : said) {
      assertThat(line).doesNotContain(PASSWORD, StubGrafana.TOKEN, "glsa_fresh", "pass:word");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.4.7", "13.0.1"})
  void aSecondPushChangesNothingAndSaysSo(String version) throws IOException {
    grafana = new StubGrafana(version);
    List<Change> first = push(options(Mode.APPLY));
    assertThat(first).extracting(Change::outcome).containsOnly(Outcome.CREATED);
    assertThat(first).hasSize(1 + 2 + 5 + 4);
    assertThat(said).last().isEqualTo("12 created, 0 updated, 0 unchanged");
    assertThat(grafana.folders.get("weightlapse").get("title").asText()).isEqualTo("Weightlapse");
    assertThat(grafana.sources.get("weightlapse-postgres").get("type").asText())
        .isEqualTo(version.startsWith("9") ? "postgres" : "grafana-postgresql-datasource");
    assertThat(grafana.folderOf.values()).containsOnly("weightlapse");
    grafana.calls.clear();
    said.clear();
    List<Change> second = push(options(Mode.APPLY));
    assertThat(second).extracting(Change::outcome).containsOnly(Outcome.UNCHANGED);
    assertThat(said)
        .containsExactly(
            "Grafana " + version + " at " + grafana.address(), "nothing to change: 12 unchanged");
    assertThat(grafana.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.4.7", "13.0.1"})
  void whatDriftedIsRestored(String version) throws IOException {
    grafana = new StubGrafana(version);
    push(options(Mode.APPLY));
    ObjectNode ours = grafana.dashboards.get(TRAINING).deepCopy();
    ((ObjectNode) grafana.dashboards.get(TRAINING).at("/panels/0")).put("title", "Mine");
    grafana.messages.get(TRAINING).addFirst("by hand");
    grafana.rules.get("weightlapse-lag").put("title", "Mine");
    grafana.sources.get("weightlapse-prometheus").put("url", "http://old:1");
    said.clear();
    List<Change> changes = push(options(Mode.APPLY));
    assertThat(changes)
        .filteredOn(c -> c.outcome() == Outcome.UPDATED)
        .extracting(Change::what)
        .containsExactly(
            "data source Weightlapse Prometheus",
            "dashboard Training",
            "alert rule Readers of Kafka lag behind");
    assertThat(grafana.dashboards.get(TRAINING)).isEqualTo(ours);
    assertThat(said).contains("dashboard Training updated: 1 difference");
    assertThat(grafana.messages.get(TRAINING).peekFirst()).startsWith("weightlapse ");
  }

  @Test
  void whatAPersonAddsIsDriftToo() throws IOException {
    grafana = new StubGrafana("12.0.0");
    push(options(Mode.APPLY));
    grafana.dashboards.get(TRAINING).withArray("panels").addObject().put("title", "Extra");
    grafana.messages.get(TRAINING).addFirst("by hand");
    assertThat(push(options(Mode.APPLY)))
        .filteredOn(c -> c.outcome() == Outcome.UPDATED)
        .extracting(Change::what)
        .containsExactly("dashboard Training");
  }

  /** Newer Grafanas bring a dashboard's schema up to date when they show it: that is no drift. */
  @Test
  void whatGrafanaBringsUpToDateIsNoDrift() throws IOException {
    grafana = new StubGrafana("13.0.1");
    grafana.migrates = true;
    push(options(Mode.APPLY));
    grafana.calls.clear();
    assertThat(push(options(Mode.APPLY)))
        .extracting(Change::outcome)
        .containsOnly(Outcome.UNCHANGED);
    assertThat(grafana.writes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9.4.7", "13.0.1"})
  void aNamesakeIsNeverAdopted(String version) throws IOException {
    grafana = new StubGrafana(version);
    grafana.somebodysDashboard("theirs", "Training", "weightlapse");
    assertThatThrownBy(() -> push(options(Mode.APPLY)))
        .isInstanceOf(GrafanaException.class)
        .hasMessage(
            "the folder has a dashboard Training that is not ours (theirs): rename or move it");
    assertThat(grafana.dashboards.get("theirs").has("panels")).isFalse();
    assertThat(grafana.dashboards).doesNotContainKey(TRAINING);
  }

  @Test
  void aNamesakeInAnotherFolderIsNobodysBusiness() throws IOException {
    grafana = new StubGrafana("9.4.7");
    grafana.somebodysDashboard("theirs", "Training", "team");
    push(options(Mode.APPLY));
    assertThat(grafana.dashboards).containsKeys("theirs", TRAINING);
    assertThat(grafana.dashboards.get("theirs").has("panels")).isFalse();
  }

  @Test
  void saysWhenAnOldGrafanaTookAnother() throws IOException {
    grafana = new StubGrafana("9.4.7");
    grafana.somebodysDashboard("theirs", "Training", "weightlapse");
    grafana.searchIsBlind = true; // it came between the search and the save
    assertThatThrownBy(() -> push(options(Mode.APPLY)))
        .hasMessage(
            "Grafana stored dashboard Training in the place of another one, theirs: bring that one"
                + " back from its versions, and give another --folder");
  }

  @Test
  void aDryRunShowsTheDifferenceAndChangesNothing() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.DRY_RUN));
    assertThat(grafana.writes()).isEmpty();
    assertThat(said)
        .contains("dashboard Training would be created")
        .last()
        .isEqualTo("12 created, 0 updated, 0 unchanged (dry run: nothing was changed)");
    push(options(Mode.APPLY));
    ((ObjectNode) grafana.dashboards.get(TRAINING).at("/panels/0")).put("title", "Mine");
    grafana.messages.get(TRAINING).addFirst("by hand");
    grafana.calls.clear();
    said.clear();
    push(options(Mode.DRY_RUN));
    assertThat(grafana.writes()).isEmpty();
    assertThat(said)
        .contains(
            "dashboard Training would be updated",
            "  /panels/0/title: \"Mine\" -> \"The chosen runs\"");
  }

  @Test
  void aDryRunWithAUserMakesNoServiceAccount() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.DRY_RUN), basic());
    assertThat(grafana.writes()).isEmpty();
  }

  @Test
  void aUserIsForTheServiceAccountAlone() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.APPLY), basic());
    push(options(Mode.APPLY), basic());
    assertThat(grafana.accounts).containsExactly("weightlapse");
    assertThat(grafana.tokens).doesNotContain("glsa_fresh"); // taken back
    assertThat(said).last().isEqualTo("nothing to change: 12 unchanged");
  }

  @Test
  void aLostAnswerMakesNoSecondServiceAccount() throws IOException {
    grafana = new StubGrafana("13.0.1");
    grafana.fail("POST", "/serviceaccounts", Fault.RESET);
    push(options(Mode.APPLY), basic());
    assertThat(grafana.accounts).containsExactly("weightlapse");
  }

  @Test
  void aPasswordIsSentAgainWhereItDoesNotWork() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.APPLY));
    assertThat(grafana.sources.get("weightlapse-postgres").toString()).doesNotContain(PASSWORD);
    grafana.ill = "weightlapse-postgres";
    List<Change> changes = push(options(Mode.APPLY));
    assertThat(changes)
        .filteredOn(c -> c.outcome() == Outcome.UPDATED)
        .extracting(Change::what)
        .containsExactly("data source Weightlapse PostgreSQL");
    said.clear();
    PushOptions wrong = options(Mode.APPLY, Optional.of(postgres("wrong")));
    grafana.ill = "weightlapse-postgres";
    assertThat(push(wrong)).extracting(Change::outcome).contains(Outcome.ILL);
    assertThat(said)
        .contains(
            "data source Weightlapse PostgreSQL does not work: password authentication failed");
  }

  @Test
  void aNewPasswordIsSentOnRequest() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.APPLY));
    grafana.calls.clear();
    PushOptions o = options(Mode.DRY_RUN);
    push(resetting(o));
    assertThat(grafana.writes()).isEmpty();
    assertThat(said)
        .contains(
            "data source Weightlapse PostgreSQL would be updated",
            "  the password, which Grafana does not show");
    push(resetting(options(Mode.APPLY)));
    assertThat(grafana.writes()).containsExactly("PUT /datasources/uid/weightlapse-postgres");
  }

  private static PushOptions resetting(PushOptions o) {
    return new PushOptions(
        o.folder(),
        o.version(),
        o.postgres(),
        o.prometheus(),
        o.gallery(),
        o.home(),
        Passwords.ALWAYS,
        o.mode());
  }

  @Test
  void whatComesFromFilesIsLeftAlone() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.APPLY));
    grafana.sources.get("weightlapse-postgres").put("readOnly", true).put("url", "other:1");
    grafana.provisioned.add(TRAINING);
    grafana.dashboards.get(TRAINING).put("title", "From a file");
    grafana.calls.clear();
    push(options(Mode.APPLY));
    assertThat(grafana.writes()).isEmpty();
    assertThat(said)
        .contains(
            "dashboard Training skipped: Grafana reads it from a file: change it there",
            "data source Weightlapse PostgreSQL skipped: Grafana reads it from a file: change it"
                + " there");
  }

  @Test
  void withoutADataSourceItsAlertsAreLeftOut() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.APPLY, Optional.empty()));
    assertThat(grafana.rules.keySet()).containsExactly("weightlapse-lag");
    assertThat(said)
        .contains(
            "data source Weightlapse PostgreSQL skipped: give it with --postgres",
            "alert rule Gradient vanishes skipped: there is no data source Weightlapse PostgreSQL");
  }

  @Test
  void foldersAreRenamedButNeverTaken() throws IOException {
    grafana = new StubGrafana("13.0.1");
    push(options(Mode.APPLY));
    push(named("Team A"));
    assertThat(grafana.folders.get("weightlapse").get("title").asText()).isEqualTo("Team A");
    assertThat(said).contains("folder Team A updated: 1 difference");
    grafana.folders.clear();
    grafana.folders.put("theirs", Json.object("uid", "theirs", "title", "Team A"));
    assertThatThrownBy(() -> push(named("Team A")))
        .hasMessage("folder Team A is there already and not ours: give another --folder");
  }

  @Test
  void theHomeDashboardIsSetOnRequestOnly() throws IOException {
    grafana = new StubGrafana("9.4.7");
    push(options(Mode.APPLY));
    assertThat(grafana.home).isEmpty();
    PushOptions o = options(Mode.APPLY);
    PushOptions home =
        new PushOptions(
            o.folder(),
            o.version(),
            o.postgres(),
            o.prometheus(),
            o.gallery(),
            Home.OVERVIEW,
            o.passwords(),
            o.mode());
    push(home);
    assertThat(grafana.home).isEqualTo("weightlapse-overview");
    push(home);
    assertThat(said).last().isEqualTo("nothing to change: 13 unchanged");
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"ERROR", "ERROR_AFTER", "RESET", "TRUNCATED", "BUSY"})
  void whatPassesIsTriedAgain(Fault fault) throws IOException {
    grafana = new StubGrafana("13.0.1");
    grafana.fail("POST", "/folders", fault);
    grafana.fail("POST", "/datasources", fault);
    grafana.fail("POST", "/dashboards/db", fault);
    grafana.fail("POST", "/v1/provisioning/alert-rules", fault);
    push(options(Mode.APPLY));
    assertThat(grafana.folders).hasSize(1);
    assertThat(grafana.sources).hasSize(2);
    assertThat(grafana.dashboards).hasSize(5);
    assertThat(grafana.rules).hasSize(4);
    push(options(Mode.APPLY));
    assertThat(said).last().isEqualTo("nothing to change: 12 unchanged");
  }

  @Test
  void anAnswerThatDoesNotComeIsNotWaitedForLong() throws IOException {
    grafana = new StubGrafana("13.0.1");
    grafana.fail("POST", "/folders", Fault.SLOW);
    patience = Duration.ofSeconds(1);
    push(options(Mode.APPLY));
    assertThat(grafana.folders).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UNAUTHORISED | Grafana at ADDRESS does not know the token in TOKEN (401: Invalid API key)",
        "FORBIDDEN | Grafana does not allow the token in TOKEN to POST /api/dashboards/db (403:"
            + " Permission denied): a service account with the role Admin may",
        "MISSING | POST /api/dashboards/db is not there (404: Not found): is --grafana, which was"
            + " ADDRESS, the address of Grafana's start page?",
        "CONFLICT | Grafana keeps something else in the place of dashboard Run overview (412"
            + " plugin-dashboard: The dashboard belongs to plugin X)",
        "HTML | POST /api/dashboards/db at ADDRESS gives a web page (200), not Grafana's API: is"
            + " --grafana the address of its start page, and is there a proxy or login page before"
            + " it?",
        "REDIRECT | Grafana is not at ADDRESS, which leads to https://sso.example/login: give the"
            + " address of its start page to --grafana",
      })
  void whatDoesNotPassIsSaidInOneLine(Fault fault, String message) throws IOException {
    grafana = new StubGrafana("13.0.1");
    grafana.fail("POST", "/dashboards/db", fault);
    assertThatThrownBy(() -> push(options(Mode.APPLY)))
        .isInstanceOf(GrafanaException.class)
        .hasMessage(message.replace("ADDRESS", grafana.address().toString()));
  }

  @Test
  void whatNeverPassesIsGivenUp() throws IOException {
    grafana = new StubGrafana("13.0.1");
    for (int i = 0; i < 9; i++) {
      grafana.fail("GET", "/folders/.*", Fault.ERROR);
      grafana.fail("GET", "/health", Fault.TRUNCATED);
    }
    assertThatThrownBy(() -> push(options(Mode.APPLY)))
        .hasMessageMatching("the answer to GET /api/health is no whole JSON \\(\\d+ characters\\)");
    PushOptions o = options(Mode.APPLY);
    PushOptions told =
        new PushOptions(
            o.folder(),
            Optional.of(io.weightlapse.dashboards.model.GrafanaVersion.DEFAULT),
            o.postgres(),
            o.prometheus(),
            o.gallery(),
            o.home(),
            o.passwords(),
            o.mode());
    assertThatThrownBy(() -> push(told))
        .hasMessage("GET /api/folders/weightlapse failed (500: database is locked ***)");
  }

  @Test
  void aWrongAddressIsSaid() throws IOException {
    grafana = new StubGrafana("13.0.1");
    URI below = URI.create(grafana.address() + "/grafana");
    assertThatThrownBy(() -> push(options(Mode.APPLY), token(), below))
        .hasMessage(
            "GET /grafana/api/health is not there (404: Not found): is --grafana, which was "
                + below
                + ", the address of Grafana's start page?");
    grafana.close();
    assertThatThrownBy(() -> push(options(Mode.APPLY)))
        .hasMessage(
            "Grafana at " + grafana.address() + " cannot be reached: nothing answers there");
    assertThatThrownBy(
            () -> push(options(Mode.APPLY), token(), URI.create("http://no-such-host.invalid")))
        .hasMessageStartingWith("Grafana at http://no-such-host.invalid cannot be");
  }

  private List<Change> push(PushOptions options) {
    return push(options, token());
  }

  private List<Change> push(PushOptions options, Credentials credentials) {
    return push(options, credentials, grafana.address());
  }

  private List<Change> push(PushOptions options, Credentials credentials, URI address) {
    Retries quick = new Retries(5, Duration.ofMillis(2), Duration.ofMillis(20));
    Connection connection = new Connection(address, credentials, Optional.empty(), quick, patience);
    return new Push(connection, options, new Listening(said)).run();
  }

  private static Credentials token() {
    return Credentials.token("TOKEN", Map.of("TOKEN", StubGrafana.TOKEN));
  }

  private static Credentials basic() {
    return Credentials.basic("USER", Map.of("USER", StubGrafana.USER));
  }

  private static Postgres postgres(String password) {
    return Postgres.parse("db:5432/weightlapse", "weightlapse_read", password);
  }

  private static PushOptions options(Mode mode) {
    return options(mode, Optional.of(postgres(PASSWORD)));
  }

  private static PushOptions options(Mode mode, Optional<Postgres> postgres) {
    return new PushOptions(
        "Weightlapse",
        Optional.empty(),
        postgres,
        Optional.of(URI.create("http://prometheus:9090")),
        Dashboards.GALLERY,
        Home.KEEP,
        Passwords.WHERE_NEEDED,
        mode);
  }

  private static PushOptions named(String folder) {
    PushOptions o = options(Mode.APPLY);
    return new PushOptions(
        folder,
        o.version(),
        o.postgres(),
        o.prometheus(),
        o.gallery(),
        o.home(),
        o.passwords(),
        o.mode());
  }

  /** Keeps what is said. */
  private record Listening(List<String> lines) implements Output {
    @Override
    public void line(String text) {
      lines.add(text);
    }

    @Override
    public void error(String text) {
      lines.add(text);
    }

    @Override
    public Progress progress(String label, String unit, long total) {
      return Output.silent().progress(label, unit, total);
    }
  }
}
