// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import io.weightlapse.core.metric.PipelineMetrics;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.plugin.DriverPlugin;
import org.apache.spark.api.plugin.PluginContext;

/** The driver's side: shows what executors tell. */
final class DriverMetrics implements DriverPlugin {
  private final Map<String, ExecutorNumbers> latest = new ConcurrentHashMap<>();
  private MetricRegistry registry;

  @Override
  public void registerMetrics(String application, PluginContext context) {
    registry = context.metricRegistry();
    registry.register(PipelineMetrics.SPARK_EXECUTORS, (Gauge<Integer>) latest::size);
  }

  /** Gauges of an executor come with its first numbers; Spark's registry hears of new ones. */
  @Override
  public Object receive(Object message) {
    if (message instanceof ExecutorNumbers numbers
        && latest.put(numbers.executor(), numbers) == null) {
      for (String name : numbers.numbers().keySet()) {
        registry.register(
            MetricRegistry.name("executor", numbers.executor(), name),
            (Gauge<Long>) () -> latest.get(numbers.executor()).numbers().getOrDefault(name, 0L));
      }
    }
    return null;
  }
}
