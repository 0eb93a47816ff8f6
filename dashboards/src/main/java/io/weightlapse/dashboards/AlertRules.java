// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static io.weightlapse.core.event.MetricNames.TRAIN_LOSS;
import static io.weightlapse.core.event.MetricNames.VALIDATION_LOSS;

import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.dashboards.model.AlertRule;
import io.weightlapse.dashboards.model.AlertRule.NoData;
import io.weightlapse.dashboards.model.Target;
import java.util.List;

/** All alert rules. */
public final class AlertRules {
  /** A running run is silent when it has said nothing for so many minutes. */
  static final int SILENT_MINUTES = 10;

  /** Messages that a reader may lag behind. */
  static final int LAG = 10_000;

  /** Gradients with a smaller L2 norm have vanished. */
  static final double VANISHED = 1e-7;

  private AlertRules() {}

  /** All of them. */
  public static List<AlertRule> all() {
    return List.of(loss(), gradient(), lag(), silent());
  }

  private static AlertRule loss() {
    return new AlertRule(
        "weightlapse-loss",
        "Loss is not finite, or diverges",
        Target.table(
            """
            SELECT DISTINCT ON (m.run) m.run, CASE WHEN m.value >= 'Infinity'
                OR m.value > 10 * b.lowest AND m.value > b.first THEN 1 ELSE 0 END AS alarm
            FROM weightlapse.metrics m CROSS JOIN LATERAL (
              SELECT min(o.value) AS lowest, (array_agg(o.value ORDER BY o.step))[1] AS first
              FROM weightlapse.metrics o
              WHERE o.run = m.run AND o.name = m.name AND o.worker = -1) AS b
            WHERE $__timeFilter(m.time) AND m.worker = -1 AND m.name IN ('%s', '%s')
            ORDER BY m.run, 2 DESC, m.step DESC"""
                .formatted(TRAIN_LOSS, VALIDATION_LOSS)),
        0,
        900,
        "0s",
        NoData.OK,
        "critical",
        "The loss of {{ $labels.run }} is not finite, or above its first and ten times its best",
        Dashboards.TRAINING,
        TrainingDashboard.LOSS);
  }

  private static AlertRule gradient() {
    return new AlertRule(
        "weightlapse-gradient",
        "Gradient vanishes",
        Target.table(
            """
            SELECT DISTINCT ON (s.run, s.layer) s.run, s.layer,
              CASE WHEN s.gradient_norm < %s THEN 1 ELSE 0 END AS alarm
            FROM weightlapse.layer_stats s JOIN weightlapse.runs r USING (run)
            WHERE r.state = 'running' AND s.worker = -1 AND s.param = 'W' AND s.kind = 'values'
              AND s.step > 0 AND s.gradient_norm IS NOT NULL
            ORDER BY s.run, s.layer, s.step DESC"""
                .formatted(VANISHED)),
        0,
        3600,
        "5m",
        NoData.OK,
        "warning",
        "Layer {{ $labels.layer }} of {{ $labels.run }} gets no gradient any more",
        Dashboards.WEIGHTS,
        WeightsDashboard.GRADIENTS);
  }

  private static AlertRule lag() {
    return new AlertRule(
        "weightlapse-lag",
        "Readers of Kafka lag behind",
        Target.instant(
            """
            label_replace(sum(%s), "reader", "consumer", "", "") or \
            label_replace(sum(%s), "reader", "sink", "", "")"""
                .formatted(PipelineMetrics.LAG, PipelineMetrics.SINK_LAG),
            "{{reader}}"),
        LAG,
        600,
        "5m",
        NoData.NO_DATA,
        "warning",
        "The {{ $labels.reader }} has not read {{ $values.A }} messages",
        Dashboards.PIPELINE,
        PipelineDashboard.LAG);
  }

  private static AlertRule silent() {
    return new AlertRule(
        "weightlapse-silent",
        "A run says nothing any more",
        Target.table(
            """
            SELECT r.run, CASE WHEN r.started < now() - interval '%1$d minutes' AND NOT EXISTS (
                SELECT FROM weightlapse.metrics m
                WHERE m.run = r.run AND m.time > now() - interval '%1$d minutes')
              THEN 1 ELSE 0 END AS alarm
            FROM weightlapse.runs r
            WHERE r.state = 'running' AND r.started > now() - interval '7 days'
            ORDER BY r.run"""
                .formatted(SILENT_MINUTES)),
        0,
        3600,
        "1m",
        NoData.OK,
        "warning",
        "{{ $labels.run }} runs, but sent no metric for " + SILENT_MINUTES + " minutes",
        Dashboards.OVERVIEW,
        OverviewDashboard.RUNS);
  }
}
