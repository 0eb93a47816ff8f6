// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.metric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code docs/metrics.md}: its main writes it, from the folder of this module or of the project.
 */
final class MetricsDocument {
  private MetricsDocument() {}

  /** Writes the document. */
  public static void main(String[] args) throws IOException {
    Files.writeString(path(), text());
  }

  static Path path() {
    Path here = Path.of("docs", "metrics.md").toAbsolutePath();
    return Files.isDirectory(here.getParent())
        ? here
        : Path.of("..", "docs", "metrics.md").toAbsolutePath().normalize();
  }

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("# Metrics\n\n")
        .append(
            "Written by `MetricsDocument` from `MetricCatalogue` in core; a test compares them.\n\n")
        .append("## Of runs\n")
        .append(
            "In the history (`metrics`), on the topic `weightlapse.metrics`, and in PostgreSQL's table")
        .append(" `metrics`. A part in braces stands for a value.\n\n");
    table(text, MetricCatalogue.training());
    text.append("\n## Of the pipeline, for Prometheus\n")
        .append(
            "At `http://HOST:9404/metrics` of `weightlapse stream`, beside `jvm_*` and `process_*`.\n\n");
    table(text, pipeline(false));
    text.append("\n## Of Spark's driver and executors\n")
        .append(
            "In Spark's own metrics system, source `weightlapse`; docs/architecture.md says where.\n\n");
    table(text, pipeline(true));
    return text.toString();
  }

  private static List<MetricDefinition> pipeline(boolean spark) {
    return MetricCatalogue.pipeline().stream()
        .filter(d -> (d.kind() == MetricKind.SPARK) == spark)
        .toList();
  }

  private static void table(StringBuilder text, List<MetricDefinition> metrics) {
    boolean training = metrics.get(0).kind() == MetricKind.TRAINING;
    boolean spark = metrics.get(0).kind() == MetricKind.SPARK;
    boolean plain = training || spark;
    text.append(
        plain
            ? "| name | unit | what |\n|---|---|---|\n"
            : "| name | kind | labels | unit | what |\n|---|---|---|---|---|\n");
    for (MetricDefinition d : metrics) {
      text.append("| `").append(d.name()).append("` | ");
      if (!plain) {
        text.append(d.kind().label()).append(" | ");
        text.append(String.join(", ", d.labels())).append(" | ");
      }
      text.append(d.unit().label()).append(" | ");
      text.append(d.help().replace("|", "\\|")).append(" |\n");
    }
  }
}
