// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SpecVersion.VersionFlag;
import io.weightlapse.k8s.Repository;
import io.weightlapse.k8s.Schemas;
import io.weightlapse.k8s.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shell scripts: as shellcheck reads them, and what they say where they cannot work. */
class ScriptsTest {
  @TempDir Path folder;

  private static List<String> scripts() {
    List<String> scripts = new ArrayList<>();
    for (String root : List.of("bin", ".ci", "infra", "k8s", "benchmarks")) {
      for (Path file : Repository.files(root)) {
        if (beginsAsScript(file)) {
          scripts.add(Repository.path("").relativize(file).toString());
        }
      }
    }
    assertThat(scripts)
        .contains("infra/up", "infra/smoke", "k8s/create-secrets", "bin/weightlapse");
    return scripts;
  }

  private static boolean beginsAsScript(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines.findFirst().filter(l -> l.matches("#!.*\\b(ba)?sh")).isPresent();
    } catch (IOException | java.io.UncheckedIOException e) {
      return false; // no text
    }
  }

  @Test
  void shellcheckFindsNothing() {
    Tool.require("shellcheck");
    List<String> command = new ArrayList<>(List.of("shellcheck"));
    command.addAll(scripts());
    Tool.Result result = Tool.run(command);
    assertThat(result.code()).as(result.said()).isZero();
  }

  @Test
  void scriptsCanBeStarted() {
    for (String script : scripts()) {
      assertThat(Repository.path(script)).isExecutable();
      assertThat(Repository.text(script)).contains("set -eu");
    }
  }

  @Test
  void upSaysWhatIsMissing() throws Exception {
    assertThat(up("huge", "exit 0").said())
        .isEqualTo("up: profile must be minimal, full or gpu: was huge\n");
    assertThat(up("huge", "exit 0").code()).isEqualTo(2);
    assertThat(up("full", "[ \"$1\" != compose ]").said())
        .isEqualTo("up: needs docker's compose plugin (docker compose version)\n");
    assertThat(up("full", "[ \"$1\" != info ]").said())
        .isEqualTo("up: docker's engine does not answer: is it running, and may you use it?\n");
    assertThat(up("gpu", "exit 0").said())
        .isEqualTo(
            "up: profile gpu needs the NVIDIA container toolkit: docker has no runtime nvidia\n");
  }

  /** With a docker that only notes what it is asked. */
  @Test
  void upMakesPasswordsOnceAndStarts() throws Exception {
    String docker = "echo \"$*\" >> " + folder.resolve("asked");
    Tool.Result first = up("full", docker);
    assertThat(first.code()).as(first.said()).isZero();
    Path env = folder.resolve("infra/.env");
    String passwords = Files.readString(env);
    assertThat(passwords.lines())
        .hasSize(4)
        .allMatch(l -> l.matches("[A-Z_]+=([0-9a-f]{48}|weightlapse)"));
    assertThat(passwords.lines().map(l -> l.split("=")[1]).distinct()).hasSize(4);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(env)))
        .isEqualTo("rw-------");
    assertThat(first.said()).contains("http://127.0.0.1:8350").doesNotContain(password(passwords));
    assertThat(Files.readString(folder.resolve("asked")))
        .contains("--profile full up --detach --remove-orphans");
    assertThat(up("minimal", docker).code()).isZero();
    assertThat(Files.readString(env)).isEqualTo(passwords);
    assertThat(Files.readString(folder.resolve("asked"))).contains("--profile minimal up");
  }

  private static String password(String file) {
    return file.lines()
        .filter(l -> l.startsWith("GRAFANA_ADMIN"))
        .findFirst()
        .orElseThrow()
        .split("=")[1];
  }

  /** A copy of the script, with a docker of our own before the real one. */
  private Tool.Result up(String profile, String docker) throws IOException {
    Path infra = Files.createDirectories(folder.resolve("infra"));
    Files.writeString(infra.resolve("up"), Repository.text("infra/up"));
    return Tool.run(
        Map.of("PATH", fake("docker", docker) + ":" + System.getenv("PATH")),
        List.of("bash", infra.resolve("up").toString(), profile));
  }

  private Path fake(String name, String body) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return bin;
  }

  /** Values are in files, never among the arguments; what exists stays. */
  @Test
  void secretsAreMadeOnceAndNotSaid() throws Exception {
    Path asked = folder.resolve("asked");
    String kubectl =
        "echo \"$*\" >> "
            + asked
            + "\ncase \"$*\" in *'get secret weightlapse-s3'*) exit 0;;"
            + " *'get secret'*) exit 1;; esac";
    Map<String, String> environment =
        Map.of(
            "PATH", fake("kubectl", kubectl) + ":" + System.getenv("PATH"),
            "AWS_ACCESS_KEY_ID", "the-id",
            "AWS_SECRET_ACCESS_KEY", "the-secret");
    Tool.Result result = Tool.run(environment, List.of("bash", "k8s/create-secrets", "elsewhere"));
    assertThat(result.said())
        .isEqualTo(
            "weightlapse-s3 is there\nweightlapse-grafana-admin made\n"
                + "weightlapse-grafana-db made\n");
    assertThat(Files.readString(asked))
        .contains("-n elsewhere create secret generic weightlapse-grafana-admin --type=Opaque")
        .doesNotContain("create secret generic weightlapse-s3")
        .doesNotContain("the-secret");
    Tool.Result without =
        Tool.run(
            Map.of("PATH", environment.get("PATH"), "AWS_ACCESS_KEY_ID", ""),
            List.of("bash", "k8s/create-secrets"));
    assertThat(without.said())
        .isEqualTo("create-secrets: AWS_ACCESS_KEY_ID must be set: was empty\n");
    assertThat(without.code()).isEqualTo(1);
  }

  @Test
  void prometheusTakesItsConfigurationAndRules() {
    Tool.require("promtool");
    for (List<String> command :
        List.of(
            List.of("promtool", "check", "config", "infra/prometheus/prometheus.yml"),
            List.of("promtool", "test", "rules", "infra/prometheus/rules-test.yml"))) {
      Tool.Result result = Tool.run(command);
      assertThat(result.code()).as(result.said()).isZero();
    }
  }

  @Test
  void prometheusFilesAreValidBySchema() {
    Path schemas = Repository.schemas("k8s/core");
    assertThat(
            Schemas.errors(
                schemas.resolve("schemastore-prometheus.json"),
                VersionFlag.V7,
                Repository.yaml("infra/prometheus/prometheus.yml")))
        .isEmpty();
    assertThat(
            Schemas.errors(
                schemas.resolve("schemastore-prometheus.rules.json"),
                VersionFlag.V7,
                Repository.yaml("infra/prometheus/rules/weightlapse.yml")))
        .isEmpty();
  }
}
