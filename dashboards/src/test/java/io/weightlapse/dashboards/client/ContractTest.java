// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.dashboards.model.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A contract that takes everything would prove nothing. */
class ContractTest {
  @ParameterizedTest
  @ValueSource(strings = {"9.4.7", "13.0.1"})
  void mistakesAreFound(String version) {
    JsonNode folder = Json.object("uid", "a", "title", "A");
    assertThat(post(version, "/folders", Set.of(), folder, 200, folder)).isEmpty();
    assertThat(post(version, "/folder", Set.of(), folder, 200, folder))
        .containsExactly("POST /folder is no call of this Grafana");
    assertThat(post(version, "/folders", Set.of("force"), folder, 200, folder))
        .containsExactly("POST /folders has no parameter force");
    assertThat(post(version, "/folders", Set.of(), Json.object("name", "A"), 200, folder))
        .containsExactly("request of /folders has an unknown key name");
    assertThat(post(version, "/folders", Set.of(), Json.object("uid", 1), 200, folder))
        .singleElement()
        .asString()
        .contains("request of /folders", "string");
    assertThat(post(version, "/folders", Set.of(), folder, 201, folder))
        .containsExactly("POST /folders never answers 201");
    assertThat(post(version, "/folders", Set.of(), folder, 200, Json.object("id", "one")))
        .singleElement()
        .asString()
        .contains("answer of /folders", "integer");
  }

  private static List<String> post(
      String version, String path, Set<String> query, JsonNode body, int status, JsonNode answer) {
    return Contract.of(version)
        .errors("POST", path, query, Optional.of(body), status, Optional.of(answer));
  }
}
