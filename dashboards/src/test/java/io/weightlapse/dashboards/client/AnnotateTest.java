// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.dashboards.client.StubGrafana.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnnotateTest {
  private static final Instant START = Instant.parse("2026-11-22T10:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"9.4.7", "13.0.1"})
  void eachMarkIsPostedOnce(String version) throws IOException {
    try (StubGrafana grafana = new StubGrafana(version)) {
      Annotate annotate = new Annotate(to(grafana));
      assertThat(annotate.post("a", marks("a", 3))).isEqualTo(4);
      assertThat(annotate.post("a", marks("a", 3))).isZero();
      assertThat(annotate.post("a", marks("a", 5))).isEqualTo(2);
      assertThat(annotate.post("b", marks("b", 1))).isEqualTo(2);
      assertThat(grafana.annotations).hasSize(8);
      assertThat(grafana.annotations.get(1).toString())
          .isEqualTo(
              "{\"time\":1795341600000,\"timeEnd\":1795341601000,"
                  + "\"tags\":[\"weightlapse\",\"run:a\",\"epoch:0\"],\"text\":\"a: epoch 0\"}");
      assertThat(grafana.errors).isEmpty();
    }
  }

  /** The answer got lost, but the mark is there: it is not posted again. */
  @ParameterizedTest
  @ValueSource(strings = {"TRUNCATED", "RESET"})
  void aLostAnswerMakesNoSecondMark(Fault fault) throws IOException {
    try (StubGrafana grafana = new StubGrafana("13.0.1")) {
      grafana.fail("POST", "/annotations", fault);
      assertThat(new Annotate(to(grafana)).post("a", marks("a", 3))).isEqualTo(4);
      assertThat(grafana.annotations).hasSize(4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = "13.0.1")
  void aRefusalIsSaid(String version) throws IOException {
    try (StubGrafana grafana = new StubGrafana(version)) {
      grafana.fail("POST", "/annotations", Fault.FORBIDDEN);
      assertThatThrownBy(() -> new Annotate(to(grafana)).post("a", marks("a", 1)))
          .hasMessageStartingWith("Grafana does not allow the token in T to POST /api/annotations");
    }
  }

  private static Connection to(StubGrafana grafana) {
    Retries quick = new Retries(4, Duration.ofMillis(2), Duration.ofMillis(20));
    return new Connection(
        grafana.address(),
        Credentials.token("T", Map.of("T", StubGrafana.TOKEN)),
        Optional.empty(),
        quick,
        Duration.ofSeconds(30));
  }

  private static List<Mark> marks(String run, int epochs) {
    List<Mark> marks = new ArrayList<>();
    marks.add(Mark.run(run, run + ": done", START, START.plusSeconds(epochs)));
    for (int e = 0; e < epochs; e++) {
      marks.add(Mark.epoch(run, e, START.plusSeconds(e), START.plusSeconds(e + 1)));
    }
    return marks;
  }
}
