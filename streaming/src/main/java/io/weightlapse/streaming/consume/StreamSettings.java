// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.ClientProperties;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a {@link StreamConsumer} runs. Its text never shows the values of properties.
 *
 * @param bootstrap host:port, several with commas
 * @param properties client properties; a leading {@code kafka.} is taken off
 * @param group consumers of one group share the runs; where topics have different numbers of
 *     partitions, one is active and the others stand by
 * @param instance name of this consumer in its group, so that it continues at once after it was
 *     killed; empty for none: the group then waits for the session of the killed one to end
 * @param home folder of animations and dead letters
 * @param views which views every run gets
 * @param drawers threads that draw
 * @param maxRuns most runs in memory
 * @param maxHeld most events held back for runs that have not started yet
 */
public record StreamSettings(
    String bootstrap,
    Map<String, String> properties,
    String group,
    String instance,
    Path home,
    List<String> views,
    int drawers,
    int maxRuns,
    int maxHeld) {
  /** Checks the bounds. */
  public StreamSettings {
    Checks.require(!bootstrap.isBlank(), "kafka must be HOST:PORT: was empty");
    Checks.require(!group.isBlank(), "group must be a name: was empty");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(home, "home");
    views = List.copyOf(views);
    Checks.require(!views.isEmpty(), "views must have at least one name: was empty");
    Checks.atLeast("drawers", drawers, 1);
    Checks.atLeast("maxRuns", maxRuns, 1);
    Checks.atLeast("maxHeld", maxHeld, 1);
    properties = ClientProperties.plain(properties);
  }

  /** With the sizes that suit one machine. */
  public static StreamSettings of(
      String bootstrap, Map<String, String> properties, Path home, List<String> views) {
    int drawers = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() - 1));
    return new StreamSettings(
        bootstrap, properties, "weightlapse-views", "", home, views, drawers, 64, 10_000);
  }

  /** The same as a member of another group. */
  public StreamSettings withGroup(String newGroup, String newInstance) {
    return new StreamSettings(
        bootstrap, properties, newGroup, newInstance, home, views, drawers, maxRuns, maxHeld);
  }

  Path animations() {
    return home.resolve("animations");
  }

  /** The message of an error without the secrets that Kafka's own messages may quote. */
  String redact(String message) {
    return ClientProperties.redact(message, properties);
  }

  @Override
  public String toString() {
    return "kafka at " + bootstrap + ", group " + group + ", views " + views + ", home " + home;
  }
}
