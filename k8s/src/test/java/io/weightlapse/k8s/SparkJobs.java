// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.jobs.CompactJob;
import io.weightlapse.jobs.LandscapeCommand;
import io.weightlapse.jobs.TrainCommand;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine;

/** What the SparkApplications say, in the words of the jobs. */
final class SparkJobs {
  static final List<String> NAMES = List.of("train", "landscape", "compact");

  private SparkJobs() {}

  static JsonNode job(String overlay, String name) {
    return Overlays.object(overlay, "SparkApplication", name);
  }

  static Map<String, String> conf(JsonNode job) {
    return new TreeMap<>(Pods.labels(job.at("/spec/sparkConf")));
  }

  static String[] arguments(JsonNode job) {
    return Pods.list(job.at("/spec/arguments")).stream()
        .map(JsonNode::asText)
        .toArray(String[]::new);
  }

  /** The job's own command line parser, after it has read the arguments. */
  static CommandLine.ParseResult parsed(JsonNode job) {
    Object command =
        switch (job.at("/spec/mainClass").asText()) {
          case "io.weightlapse.jobs.TrainJob" -> new TrainCommand();
          case "io.weightlapse.jobs.LandscapeJob" -> new LandscapeCommand();
          case "io.weightlapse.jobs.CompactJob" -> new CompactJob();
          default -> throw new AssertionError("no such job: " + job.at("/spec/mainClass"));
        };
    return new CommandLine(command).parseArgs(arguments(job));
  }

  /** Values of {@code --conf}, without the prefix {@code kafka.}. */
  static Map<String, String> kafkaProperties(CommandLine.ParseResult parsed) {
    Map<String, String> properties = new TreeMap<>();
    Map<String, String> given = parsed.matchedOptionValue("--conf", Map.of());
    given.forEach((k, v) -> properties.put(k.replaceFirst("^kafka\\.", ""), v));
    return properties;
  }
}
