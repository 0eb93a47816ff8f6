// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.infra;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.k8s.Repository;
import io.weightlapse.k8s.Tool;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dockerfiles, and that compose and Kubernetes name what they make. */
class ImagesTest {
  private static final Pattern TITLE = Pattern.compile("image\\.title=\"([^\"]+)\"");
  private static final Pattern TAGGED = Pattern.compile(" -t (weightlapse/[a-z-]+:\\S+) ");
  private static final Pattern USED = Pattern.compile("image: (weightlapse/[a-z-]+:\\S+)");
  private static final List<String> FILES = List.of("spark.Dockerfile", "weightlapse.Dockerfile");

  private static Set<String> all(Pattern pattern, List<String> files) {
    Set<String> found = new TreeSet<>();
    for (String file : files) {
      Matcher m = pattern.matcher(Repository.text(file));
      while (m.find()) {
        found.add(m.group(1));
      }
    }
    return found;
  }

  private static List<String> dockerfiles() {
    return FILES.stream().map(f -> "infra/docker/" + f).toList();
  }

  @Test
  void compositionsNameTheImagesThatTheDockerfilesMake() {
    Set<String> made = all(TAGGED, dockerfiles());
    assertThat(made)
        .containsExactly(
            "weightlapse/dashboards:0.1.0",
            "weightlapse/spark-cuda:0.1.0",
            "weightlapse/spark:0.1.0",
            "weightlapse/streaming:0.1.0");
    assertThat(all(USED, List.of("infra/compose.yaml"))).isEqualTo(made);
    List<String> manifests =
        Repository.files("k8s").stream()
            .map(f -> Repository.path("").relativize(f).toString())
            .filter(f -> f.endsWith(".yaml"))
            .toList();
    assertThat(all(USED, manifests)).isEqualTo(made);
    Set<String> titles = all(TITLE, dockerfiles());
    made.forEach(m -> assertThat(titles).contains(m.substring(0, m.indexOf(':'))));
    assertThat(Repository.text("pom.xml"))
        .as("tags are the version")
        .contains("<version>0.1.0-SNAPSHOT</version>");
  }

  @Test
  void composeBuildsTheirTargets() {
    JsonNode services = Repository.yaml("infra/compose.yaml").path("services");
    services.forEach(
        s -> {
          JsonNode build = s.path("build");
          if (build.has("dockerfile")) {
            assertThat(Repository.text(build.path("dockerfile").asText()))
                .containsPattern("FROM \\S+ AS " + build.path("target").asText() + "\n");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"spark.Dockerfile", "weightlapse.Dockerfile"})
  void imagesAreWhatTheyShouldBe(String name) {
    String text = Repository.text("infra/docker/" + name);
    Matcher from = Pattern.compile("^FROM (\\S+)( AS \\S+)?$", Pattern.MULTILINE).matcher(text);
    Set<String> stages = new TreeSet<>();
    while (from.find()) {
      assertThat(stages.contains(from.group(1)) || from.group(1).matches("[a-z/-]+:[0-9].*"))
          .as(from.group())
          .isTrue();
      stages.add(from.group(2).replace(" AS ", ""));
    }
    List<String> users =
        text.lines().filter(l -> l.startsWith("USER ")).map(l -> l.substring(5)).toList();
    assertThat(users.get(users.size() - 1)).as("the last user").isEqualTo("185:185");
    assertThat(text)
        .contains("HEALTHCHECK ")
        .contains("VOLUME [")
        .contains("image.licenses=\"Apache-2.0\"")
        .doesNotContain(":latest")
        .doesNotContain("ADD ");
    // libraries before ours: a change of ours is a small layer
    assertThat(text.indexOf("COPY --from=build /libraries/"))
        .isBetween(
            0, Math.max(text.indexOf("/ours/ /"), text.indexOf("weightlapse-jobs.jar /opt")));
    assertThat(text).doesNotContainIgnoringCase("password");
  }

  /** A COPY of a file that was renamed fails at the first build only, which is not here. */
  @Test
  void copiedFilesExist() {
    for (String file : dockerfiles()) {
      Matcher m =
          Pattern.compile("^COPY (?:--chmod=\\d+ )?([a-z][^ ]*) /", Pattern.MULTILINE)
              .matcher(Repository.text(file));
      int found = 0;
      while (m.find()) {
        assertThat(Repository.path(m.group(1))).exists();
        found++;
      }
      assertThat(found).as(file).isPositive();
    }
  }

  @Test
  void sparkIsThatOfTheBuild() {
    String spark = org.apache.spark.package$.MODULE$.SPARK_VERSION();
    assertThat(Repository.text("infra/docker/spark.Dockerfile"))
        .contains("FROM apache/spark:" + spark + "-scala2.12-java17-ubuntu AS cpu")
        .contains("hadoop-aws:" + org.apache.hadoop.util.VersionInfo.getVersion());
  }

  @Test
  void hadolintFindsNothing() {
    Tool.require("hadolint");
    for (String file : dockerfiles()) {
      Tool.Result result = Tool.run(List.of("hadolint", file));
      assertThat(result.code()).as(result.said()).isZero();
    }
  }
}
