// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class GrafanaVersionTest {
  @Test
  void readsWhatGrafanaSays() {
    assertThat(GrafanaVersion.parse("9.4.7")).isEqualTo(new GrafanaVersion(9, 4, 7));
    assertThat(GrafanaVersion.parse("v13.0")).isEqualTo(new GrafanaVersion(13, 0, 0));
    assertThat(GrafanaVersion.parse("12.1.0-pre+abc")).hasToString("12.1.0");
    assertThat(GrafanaVersion.parse("10").atLeast(10, 0, 0)).isTrue();
    assertThat(GrafanaVersion.parse("10.2.10").atLeast(10, 2, 3)).isTrue();
    assertThat(GrafanaVersion.parse("10.1.9").atLeast(10, 2, 3)).isFalse();
  }

  @Test
  void refusesOthers() {
    assertThatThrownBy(() -> GrafanaVersion.parse("main"))
        .hasMessage("Grafana's version must be such as 13.0: was main");
    assertThatThrownBy(() -> GrafanaVersion.parse("9.3.16"))
        .hasMessage("Grafana must be 9.4.0 or newer: was 9.3.16");
  }

  @Test
  void namesTheDataSource() {
    assertThat(Source.POSTGRES.type(GrafanaVersion.parse("10.2.2"))).isEqualTo("postgres");
    assertThat(Source.POSTGRES.type(GrafanaVersion.parse("10.2.3")))
        .isEqualTo("grafana-postgresql-datasource");
    assertThat(Source.PROMETHEUS.type(GrafanaVersion.OLDEST)).isEqualTo("prometheus");
  }
}
