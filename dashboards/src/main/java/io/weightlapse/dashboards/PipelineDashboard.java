// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.core.metric.PipelineMetrics;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.FieldStyle;
import io.weightlapse.dashboards.model.FieldStyle.Step;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.Scale;
import io.weightlapse.dashboards.model.Stat;
import io.weightlapse.dashboards.model.Target;
import io.weightlapse.dashboards.model.Variable;
import java.util.List;

/** Does everything that was trained arrive, and in time? */
record PipelineDashboard(String gallery) {
  static final int LAG = 2;

  Dashboard dashboard() {
    return new Dashboard(
        Dashboards.PIPELINE,
        "Pipeline",
        "Lag, throughput, failures of consumer and sink; executors and their GPUs",
        "now-1h",
        List.of(Variable.constant("gallery", gallery)),
        List.of(),
        Dashboards.linksFrom(Dashboards.PIPELINE, "/"),
        List.of(
            now(),
            lines(
                    LAG,
                    "Messages not read yet",
                    "short",
                    total(PipelineMetrics.LAG, "topic", "consumer {{topic}}"),
                    total(PipelineMetrics.SINK_LAG, "topic", "sink {{topic}}"))
                .about("Rising without end: the reader is too slow, or stands."),
            lines(
                3,
                "Messages a second",
                "short",
                rate(PipelineMetrics.MESSAGES, "topic", "{{topic}}")),
            lines(
                4,
                "Bytes a second",
                "Bps",
                rate(PipelineMetrics.MESSAGE_BYTES, "topic", "{{topic}}")),
            lines(5, "Steps a second", "short", rate(PipelineMetrics.STEPS, "", "all runs")),
            lines(
                6,
                "Samples a second",
                "short",
                Target.prometheus(PipelineMetrics.RUN_SAMPLES_PER_SECOND, "{{run}}")),
            lines(
                7,
                "Rows stored a second",
                "short",
                rate(PipelineMetrics.SINK_ROWS, "table", "{{table}}")),
            latency(),
            lines(
                9,
                "Frames",
                "short",
                rate(PipelineMetrics.FRAMES, "", "drawn a second"),
                total(PipelineMetrics.FRAMES_WAITING, "", "waiting")),
            failures(),
            lines(
                    11,
                    "Steps a second by executor",
                    "short",
                    ofExecutors("steps", PipelineMetrics.SPARK_STEPS))
                .about("From Spark's own metrics. An executor that is gone has no line."),
            lines(
                12,
                "Bytes of snapshots a second by executor",
                "Bps",
                ofExecutors("bytes", PipelineMetrics.SPARK_SNAPSHOT_BYTES)),
            lines(
                13,
                "Bytes waiting to be stored by executor",
                "bytes",
                presentOf(PipelineMetrics.SPARK_QUEUE_BYTES)),
            lines(
                    14,
                    "GPU memory in use by executor",
                    "bytes",
                    presentOf(PipelineMetrics.SPARK_GPU_BYTES))
                .about("Empty where no executor has a GPU.")));
  }

  private static Panel now() {
    return Panel.of(1, "Now", 24, 4, new Stat(Stat.Rows.LAST))
        .from(
            Target.instant("sum(" + PipelineMetrics.RUNS + ")", "runs followed"),
            Target.instant("sum(" + PipelineMetrics.LAG + ")", "consumer's lag"),
            Target.instant("sum(" + PipelineMetrics.SINK_LAG + ")", "sink's lag"),
            Target.instant("min(" + PipelineMetrics.SINK_CONNECTED + ")", "PostgreSQL connected"),
            Target.instant("sum(" + PipelineMetrics.FRAMES_WAITING + ")", "frames waiting"))
        .styled(FieldStyle.plain().noValue("no data"));
  }

  private static Panel latency() {
    return lines(
            8,
            "Latency of the sink",
            "s",
            Target.prometheus(
                "max(" + PipelineMetrics.SINK_DELAY + "_max)",
                "oldest metric, from measured to stored"),
            Target.prometheus(
                "sum(rate(%1$s_sum[$__rate_interval])) / sum(rate(%1$s_count[$__rate_interval]))"
                    .formatted(PipelineMetrics.SINK_SECONDS),
                "transaction, mean"),
            Target.prometheus(
                "max(" + PipelineMetrics.SINK_SECONDS + "_max)", "transaction, longest"))
        .about("Above one second, dashboards lag behind training.");
  }

  private static Panel failures() {
    return lines(
            10,
            "Failures in five minutes",
            "short",
            rise("sum", PipelineMetrics.DEAD_LETTERS, "messages that are no events"),
            rise("sum", PipelineMetrics.ORPHANS, "events without a run"),
            rise("sum", PipelineMetrics.LOST, "messages that Kafka had dropped"),
            rise("sum", PipelineMetrics.DUPLICATES, "events that came twice"),
            rise("sum", PipelineMetrics.VIEW_FAILURES, "views given up"),
            rise("sum", PipelineMetrics.SINK_DEAD_LETTERS, "messages that the sink gave up"),
            rise(
                "sum",
                PipelineMetrics.SINK_TRANSACTIONS + "{outcome=\"failed\"}",
                "transactions that failed"),
            Target.prometheus(
                "sum(increase(%s[5m:15s]))".formatted(spark(PipelineMetrics.SPARK_DROPS)),
                "events that Kafka did not take"))
        .about("Duplicates are normal after a retry; everything else is worth a look.")
        .styled(
            FieldStyle.plain()
                .unit("short")
                .thresholds("transparent", new Step(1, "red"))
                .colour("palette-classic"));
  }

  private static Panel lines(int id, String title, String unit, Target... targets) {
    return Panel.of(id, title, 12, 8, Lines.time(Scale.LINEAR))
        .from(targets)
        .styled(FieldStyle.plain().unit(unit));
  }

  private static Target total(String metric, String label, String legend) {
    return Target.prometheus(by("sum", label) + "(" + metric + ")", legend);
  }

  private static Target rate(String metric, String label, String legend) {
    return Target.prometheus(by("sum", label) + "(rate(" + metric + "[$__rate_interval]))", legend);
  }

  private static Target rise(String sum, String metric, String legend) {
    return Target.prometheus(sum + "(increase(" + metric + "[5m]))", legend);
  }

  private static String by(String function, String label) {
    return label.isEmpty() ? function : function + " by (" + label + ") ";
  }

  private static Target ofExecutors(String what, String metric) {
    return Target.prometheus(
        "sum by (executor) (rate(%s[2m:15s]))".formatted(spark(metric)), "{{executor}} " + what);
  }

  private static Target presentOf(String metric) {
    return Target.prometheus("sum by (executor) (%s)".formatted(spark(metric)), "{{executor}}");
  }

  /**
   * A metric of Spark's own system, as the driver's page has it. The executor is in its name and
   * becomes a label; in {@code local[N]} there is none.
   */
  private static String spark(String metric) {
    return """
    label_replace(label_replace(\
    {__name__=~"metrics_.+_MetricsPlugin_(executor_[^_]+_)?%1$s_Value"}, \
    "executor", "local", "", ""), \
    "executor", "$1", "__name__", "metrics_.+_MetricsPlugin_executor_([^_]+)_%1$s_Value")\
    """
        .formatted(metric);
  }
}
