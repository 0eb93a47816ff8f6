// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.util.UserException;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostgresTargetTest {
  private static final String URL = "jdbc:postgresql://db:5432/wl";

  @Test
  void showsNoPassword() {
    PostgresTarget target =
        PostgresTarget.of(
            URL + "?sslmode=require",
            Map.of(PostgresTarget.USER, "me", PostgresTarget.PASSWORD, "s3cret"));
    assertThat(target.toString()).isEqualTo(URL);
    assertThat(target.line(new SQLException("no s3cret here\nmore"))).isEqualTo("no *** here");
    assertThat(target.properties()).containsEntry("user", "me").containsEntry("password", "s3cret");
    assertThat(target.url()).endsWith("?sslmode=require");
  }

  @Test
  void refusesWhatIsNoUrlAndPasswordsInUrls() {
    assertThatThrownBy(() -> PostgresTarget.of("db:5432", Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "--postgres must be embedded, none or jdbc:postgresql://HOST:PORT/DATABASE: was"
                + " db:5432");
    assertThatThrownBy(() -> PostgresTarget.of(URL + "?user=a&Password=b", Map.of()))
        .hasMessage(
            "--postgres must have no password: give it in the environment as"
                + " WEIGHTLAPSE_POSTGRES_PASSWORD");
  }

  @Test
  void readsRetentions() {
    assertThat(Retention.of("all")).isEqualTo(Retention.ALL);
    assertThat(Retention.of("30:10")).isEqualTo(new Retention(30, 10));
    assertThatThrownBy(() -> Retention.of("30"))
        .hasMessage("retention must be all or DAYS:EVERY, such as 30:10: was 30");
    assertThatThrownBy(() -> Retention.of("30:0"))
        .hasMessage("retention must be DAYS:EVERY, EVERY >= 1: was 30:0");
  }
}
