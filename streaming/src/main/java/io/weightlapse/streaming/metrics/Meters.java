// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.weightlapse.core.metric.MetricCatalogue;
import io.weightlapse.core.metric.MetricDefinition;
import io.weightlapse.core.metric.MetricKind;
import io.weightlapse.core.util.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.common.TopicPartition;

/** Registers metrics of the catalogue, and no others. */
public final class Meters {
  private static final String TOTAL = "_total";

  private Meters() {}

  /** A number that only rises; tags are pairs of a label and its value. */
  public static <T> void counter(
      MeterRegistry registry, String name, T source, ToDoubleFunction<T> value, String... tags) {
    MetricDefinition d = known(name, MetricKind.COUNTER, tags);
    String stem = name.substring(0, name.length() - TOTAL.length()); // Prometheus puts it back
    FunctionCounter.builder(stem, source, value)
        .tags(tags)
        .description(d.help())
        .register(registry);
  }

  /** A number that goes up and down. */
  public static <T> void gauge(
      MeterRegistry registry, String name, T source, ToDoubleFunction<T> value, String... tags) {
    MetricDefinition d = known(name, MetricKind.GAUGE, tags);
    Gauge.builder(name, source, value).tags(tags).description(d.help()).register(registry);
  }

  /** One number for each value of the metric's only label. */
  public static MultiGauge gauges(MeterRegistry registry, String name) {
    MetricDefinition d =
        MetricCatalogue.pipeline(name)
            .orElseThrow(
                () -> new IllegalArgumentException("metric must be in the catalogue: was " + name));
    return MultiGauge.builder(name).description(d.help()).register(registry);
  }

  /** These values and no others. */
  public static void set(MultiGauge gauges, String label, Map<String, Double> values) {
    List<MultiGauge.Row<?>> rows = new ArrayList<>();
    values.forEach((value, number) -> rows.add(MultiGauge.Row.of(Tags.of(label, value), number)));
    gauges.register(rows, true);
  }

  /** Durations. */
  public static Timer timer(MeterRegistry registry, String name) {
    MetricDefinition d = known(name, MetricKind.SUMMARY);
    return Timer.builder(name).description(d.help()).register(registry);
  }

  /** One of several sums; 0 if it is not there yet. */
  public static double sum(Map<String, LongAdder> sums, String key) {
    LongAdder sum = sums.get(key);
    return sum == null ? 0 : sum.sum();
  }

  /** The lag of a topic, over those of its partitions that are ours. */
  public static double lag(Map<TopicPartition, Long> lags, String topic) {
    return lags.entrySet().stream()
        .filter(e -> e.getKey().topic().equals(topic))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static MetricDefinition known(String name, MetricKind kind, String... tags) {
    MetricDefinition d =
        MetricCatalogue.pipeline(name)
            .orElseThrow(
                () -> new IllegalArgumentException("metric must be in the catalogue: was " + name));
    Checks.require(d.kind() == kind, "%s must be a %s: was %s", name, d.kind(), kind);
    for (int i = 0; i < tags.length; i += 2) {
      Checks.require(
          d.labels().contains(tags[i]),
          "labels of %s must be %s: was %s",
          name,
          d.labels(),
          tags[i]);
    }
    Checks.require(
        tags.length == 2 * d.labels().size(), "labels of %s must be %s", name, d.labels());
    return d;
  }
}
