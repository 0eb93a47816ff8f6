// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.StringReader;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files for spark-submit without the operator say what the SparkApplication says. */
class SparkSubmitTest {
  private static Map<String, String> properties() throws IOException {
    Properties read = new Properties();
    read.load(new StringReader(Repository.text("k8s/spark-submit/spark-defaults.conf")));
    Map<String, String> properties = new TreeMap<>();
    read.forEach((k, v) -> properties.put(k.toString(), v.toString()));
    return properties;
  }

  @ParameterizedTest
  @ValueSource(strings = {"driver", "executor"})
  void templatesAreTheSame(String role) throws IOException {
    String file = properties().get("spark.kubernetes." + role + ".podTemplateFile");
    JsonNode pod = Repository.yaml(file);
    JsonNode template = SparkJobs.job(Overlays.CPU, "train").at("/spec/" + role + "/template");
    assertThat(pod.path("spec")).isEqualTo(template.path("spec"));
    assertThat(pod.at("/metadata/labels").properties())
        .isSubsetOf(template.at("/metadata/labels").properties());
    assertThat(Schemas.errors(Schemas.podTemplate(template))).isEmpty();
  }

  @Test
  void propertiesAreTheSame() throws IOException {
    JsonNode spec = SparkJobs.job(Overlays.CPU, "train").path("spec");
    Map<String, String> expected = SparkJobs.conf(SparkJobs.job(Overlays.CPU, "train"));
    expected.put("spark.kubernetes.namespace", "weightlapse");
    expected.put("spark.kubernetes.container.image", spec.path("image").asText());
    expected.put(
        "spark.kubernetes.container.image.pullPolicy", spec.path("imagePullPolicy").asText());
    for (String role : new String[] {"driver", "executor"}) {
      JsonNode part = spec.path(role);
      expected.put(
          "spark.kubernetes.authenticate." + role + ".serviceAccountName",
          part.path("serviceAccount").asText());
      expected.put(
          "spark.kubernetes." + role + ".podTemplateFile", "k8s/spark-submit/" + role + ".yaml");
      expected.put("spark." + role + ".cores", part.path("cores").asText());
      expected.put("spark." + role + ".memory", part.path("memory").asText());
      expected.put("spark." + role + ".memoryOverhead", part.path("memoryOverhead").asText());
      expected.put("spark.kubernetes." + role + ".limit.cores", part.path("coreLimit").asText());
    }
    expected.put("spark.executor.instances", spec.at("/executor/instances").asText());
    assertThat(properties()).isEqualTo(expected);
  }
}
