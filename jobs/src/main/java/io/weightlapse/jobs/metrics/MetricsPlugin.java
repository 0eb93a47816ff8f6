// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import org.apache.spark.SparkConf;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.SparkPlugin;

/**
 * Puts the numbers of {@link JobCounters} into Spark's metrics system: each executor's own into its
 * own, and all of them, as {@code executor.<id>.<name>}, into the driver's, since only the driver
 * has pages that Prometheus can read.
 */
public final class MetricsPlugin implements SparkPlugin {
  private static final String PLUGINS = "spark.plugins";

  /** Adds it to a configuration, beside other plugins. */
  public static void addTo(SparkConf conf) {
    String name = MetricsPlugin.class.getName();
    String others = conf.get(PLUGINS, "");
    if (others.isEmpty()) {
      conf.set(PLUGINS, name);
    } else if (!java.util.List.of(others.split(",")).contains(name)) {
      conf.set(PLUGINS, others + "," + name);
    }
  }

  @Override
  public DriverPlugin driverPlugin() {
    return new DriverMetrics();
  }

  @Override
  public ExecutorPlugin executorPlugin() {
    return new ExecutorMetrics();
  }
}
