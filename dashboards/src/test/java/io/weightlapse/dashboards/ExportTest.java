// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.dashboards.model.GrafanaVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  /** What is reviewed in diffs; made by {@code weightlapse dashboards export dashboards/json}. */
  private static final Path COMMITTED = Path.of("json");

  @Test
  void committedFilesAreWhatTheCodeSays() throws IOException {
    Map<String, String> code = Export.files(GrafanaVersion.DEFAULT, Dashboards.GALLERY);
    assertThat(read(COMMITTED))
        .as("run: bin/weightlapse dashboards export dashboards/json")
        .isEqualTo(code);
  }

  @Test
  void sameBytesEachTime(@TempDir Path folder) throws IOException {
    GrafanaVersion version = GrafanaVersion.parse("10.4.1");
    assertThat(Export.write(folder.resolve("a/b"), version, "http://gallery:1")).isEqualTo(6);
    Map<String, String> first = read(folder.resolve("a/b"));
    Export.write(folder.resolve("a/b"), version, "http://gallery:1");
    assertThat(read(folder.resolve("a/b"))).isEqualTo(first);
    assertThat(first.get("weightlapse-training.json"))
        .contains("\"query\" : \"http://gallery:1\"")
        .doesNotContain("8350")
        .endsWith("}\n");
  }

  @Test
  void saysWhereItCannotWrite(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> Export.write(file, GrafanaVersion.DEFAULT, Dashboards.GALLERY))
        .hasMessageStartingWith("cannot write " + file);
  }

  @Test
  void refusesAGalleryThatWouldLeaveItsQuotes() {
    for (String bad : List.of("x\" onerror=\"y", "http://a/\"b", "http://a/", "ftp://a")) {
      assertThatThrownBy(() -> Dashboards.all(bad)).hasMessageStartingWith("gallery must be");
    }
  }

  private static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path p : all.toList()) {
        files.put(p.getFileName().toString(), Files.readString(p));
      }
    }
    return files;
  }
}
