// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every object of every overlay, by schemas that refuse unknown fields. */
class StrictSchemaTest {
  @ParameterizedTest
  @MethodSource("io.weightlapse.k8s.Overlays#names")
  void objectsAreValid(String overlay) {
    for (JsonNode object : Overlays.objects(overlay)) {
      assertThat(Schemas.errors(object)).as(overlay + ": " + Overlays.title(object)).isEmpty();
    }
  }

  /** Each says in its first line which error it must give: schemas that take all prove nothing. */
  @TestFactory
  Stream<DynamicTest> mistakesAreFound() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("src/test/resources/negative"))) {
      List<Path> files = all.sorted().toList();
      assertThat(files).hasSizeGreaterThanOrEqualTo(6);
      return files.stream().map(f -> dynamicTest(f.getFileName().toString(), () -> mistake(f)));
    }
  }

  private static void mistake(Path file) throws IOException {
    String text = Files.readString(file);
    String expected = text.lines().findFirst().orElseThrow().replaceFirst("^# expect: ", "");
    JsonNode object = Repository.documents(text).get(0);
    assertThat(String.join("\n", Schemas.errors(object))).contains(expected);
  }

  @TestFactory
  Stream<DynamicTest> kustomizationsAreValid() {
    List<Path> files =
        Repository.files("k8s").stream().filter(f -> f.endsWith("kustomization.yaml")).toList();
    assertThat(files).hasSizeGreaterThan(8);
    return files.stream()
        .map(
            f ->
                dynamicTest(
                    Repository.path("").relativize(f).toString(),
                    () -> {
                      Path schema =
                          Repository.schemas("k8s/core").resolve("schemastore-kustomization.json");
                      JsonNode document = Repository.documents(Files.readString(f)).get(0);
                      assertThat(Schemas.errors(schema, VersionFlag.V4, document)).isEmpty();
                    }));
  }
}
