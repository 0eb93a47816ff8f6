// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import com.codahale.metrics.Gauge;
import io.weightlapse.core.metric.PipelineMetrics;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.spark.api.plugin.ExecutorPlugin;
import org.apache.spark.api.plugin.PluginContext;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An executor's side: registers its numbers, and sends them to the driver every second. */
final class ExecutorMetrics implements ExecutorPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(ExecutorMetrics.class);
  private static final String DRIVER = "driver"; // in local[N] the executor is in the driver
  private static final long EVERY_SECONDS = 1;

  private final Map<String, LongSupplier> numbers = JobCounters.all();
  private ScheduledExecutorService timer;

  @Override
  public void init(PluginContext context, Map<String, String> extra) {
    ResourceInformation gpus = context.resources().get("gpu");
    if (gpus != null && gpus.addresses().length > 0) {
      numbers.put(PipelineMetrics.SPARK_GPU_BYTES, new GpuMemory(gpus.addresses())::usedBytes);
    }
    numbers.forEach(
        (name, number) -> context.metricRegistry().register(name, (Gauge<Long>) number::getAsLong));
    if (!context.executorID().equals(DRIVER)) {
      timer =
          Executors.newSingleThreadScheduledExecutor(
              task -> {
                Thread thread = new Thread(task, "weightlapse-metrics");
                thread.setDaemon(true);
                return thread;
              });
      java.util.concurrent.Future<?> unused =
          timer.scheduleWithFixedDelay(
              () -> send(context), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void send(PluginContext context) {
    TreeMap<String, Long> now = new TreeMap<>();
    numbers.forEach((name, number) -> now.put(name, number.getAsLong()));
    try {
      context.send(new ExecutorNumbers(context.executorID(), now));
    } catch (IOException | RuntimeException e) { // a number less must not cost a task
      LOG.debug("the driver did not hear of this executor's numbers", e);
    }
  }

  @Override
  public void shutdown() {
    if (timer != null) {
      timer.shutdownNow();
    }
  }
}
