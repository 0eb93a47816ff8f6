// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user gives: read, or refused in a line that shows no secret. */
class OptionsTest {
  @Test
  void readsDatabases() {
    Postgres p = Postgres.parse("db.example:5433/wl", "reader", "secret");
    assertThat(p).hasToString("reader@db.example:5433/wl");
    assertThat(p.sslMode()).isEqualTo("disable");
    assertThat(Postgres.parse("jdbc:postgresql://db/wl?sslmode=require&x=y", "r", "s"))
        .isEqualTo(new Postgres("db:5432", "wl", "require", "r", "s"));
    assertThat(Postgres.parse("postgres://[::1]:5/wl", "r", "s").address()).isEqualTo("[::1]:5");
  }

  @Test
  void refusesOtherDatabases() {
    refused(
        "jdbc:mysql://db/wl",
        "--postgres must be host:port/database or jdbc:postgresql://host:port/database: was jdbc:mysql://db/wl");
    refused(
        "postgres://me:secret@db/wl",
        "--postgres must be host:port/database or jdbc:postgresql://host:port/database: was postgres://***@db/wl");
    refused(
        "jdbc:postgresql://db/wl?password=secret",
        "--postgres must be without user and password: give --postgres-user and --postgres-password-env");
    refused(
        "db/wl?sslmode=maybe",
        "sslmode must be disable, require, verify-ca or verify-full: was maybe");
  }

  private static void refused(String text, String message) {
    assertThatThrownBy(() -> Postgres.parse(text, "r", "s")).hasMessage(message);
  }

  @Test
  void readsAddresses() {
    assertThat(Connection.address("--grafana", "http://host:3000/sub//"))
        .hasToString("http://host:3000/sub");
    assertThatThrownBy(() -> Connection.address("--grafana", "host:3000"))
        .hasMessage(
            "--grafana must be such as http://host:3000, without credentials or query: was host:3000");
    assertThatThrownBy(() -> Connection.address("--grafana", "http://me:secret@host"))
        .hasMessage(
            "--grafana must be such as http://host:3000, without credentials or query: was http://***@host");
    assertThatThrownBy(() -> Connection.address("--grafana", "http://a b"))
        .hasMessage("--grafana must be such as http://host:3000: was no address");
  }

  @Test
  void credentialsStayHidden() {
    Credentials token = Credentials.token("T", Map.of("T", " glsa_x \n"));
    assertThat(token.header()).isEqualTo("Bearer glsa_x");
    assertThat(token).hasToString("the token in T");
    assertThat(Credentials.basic("U", Map.of("U", "a:b:c")).secrets()).contains("b:c", "a:b:c");
    assertThatThrownBy(() -> Credentials.token("T", Map.of()))
        .hasMessage("the environment's variable T must be set: was empty");
    assertThatThrownBy(() -> Credentials.token("T", Map.of("T", "a\nb: c")))
        .hasMessage("T must be one line of text: had control characters");
    assertThatThrownBy(() -> Credentials.basic("U", Map.of("U", "admin")))
        .hasMessage("U must be user:password: was something without a colon");
  }

  @Test
  void waitsLongerEachTime() {
    Retries retries = new Retries(5, Duration.ofMillis(200), Duration.ofSeconds(3));
    assertThat(retries.after(1, 0)).isEqualTo(Duration.ofMillis(200));
    assertThat(retries.after(3, 0)).isEqualTo(Duration.ofMillis(800));
    assertThat(retries.after(1, 2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(retries.after(1, 60)).isEqualTo(Duration.ofSeconds(3));
    assertThatThrownBy(() -> new Retries(0, Duration.ZERO, Duration.ZERO))
        .hasMessage("attempts must be >= 1: was 0");
  }

  @Test
  void certificatesMustBeSome(@TempDir Path folder) throws Exception {
    Path empty = Files.createFile(folder.resolve("empty.pem"));
    assertThatThrownBy(() -> Tls.trusting(empty))
        .hasMessage("--ca-file must hold certificates: was " + empty);
    Path text = Files.writeString(folder.resolve("text.pem"), "-----BEGIN CERTIFICATE-----\nno");
    assertThatThrownBy(() -> Tls.trusting(text))
        .hasMessage("--ca-file must hold certificates in PEM: was " + text);
    assertThatThrownBy(() -> Tls.trusting(folder.resolve("none")))
        .hasMessage("--ca-file cannot be read: was " + folder.resolve("none"));
  }
}
