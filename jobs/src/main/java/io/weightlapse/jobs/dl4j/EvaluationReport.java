// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.event.EvaluationResult;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.output.Output;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.nd4j.evaluation.classification.Evaluation;

/**
 * The evaluation of a trained model: accuracy, confusion matrix, precision and recall of each
 * class.
 *
 * @param split of which samples
 * @param scored what DL4J counted
 */
record EvaluationReport(Split split, ScoredPart scored) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Stores it as {@code runs/<run>/evaluation.json}. */
  void save(Home home, String run) throws IOException {
    home.replace(
        "runs/" + run + "/evaluation.json",
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json()));
  }

  private ObjectNode json() {
    ObjectNode node = JSON.createObjectNode().put("version", 1);
    node.put("split", name()).put("samples", scored.samples()).put("loss", scored.meanLoss());
    Evaluation e = scored.classes();
    if (e != null) {
      node.put("accuracy", e.accuracy());
      ArrayNode classes = node.putArray("classes");
      ArrayNode confusion = node.putArray("confusion"); // rows: the truth; columns: the answer
      for (int c = 0; c < classes(); c++) {
        classes
            .addObject()
            .put("class", c)
            .put("precision", e.precision(c))
            .put("recall", e.recall(c))
            .put("f1", e.f1(c));
        ArrayNode row = confusion.addArray();
        for (int p = 0; p < classes(); p++) {
          row.add(e.getConfusion().getCount(c, p));
        }
      }
    }
    return node;
  }

  /** Accuracy, and precision and recall of each class, by the names of metrics; none else. */
  Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    Evaluation e = scored.classes();
    if (e != null) {
      metrics.put(MetricNames.EVALUATION_ACCURACY, e.accuracy());
      for (int c = 0; c < classes(); c++) {
        metrics.put(MetricNames.classPrecision(c), e.precision(c));
        metrics.put(MetricNames.classRecall(c), e.recall(c));
      }
    }
    return metrics;
  }

  /** The same as an event. */
  EvaluationResult event(String run, long step, int epoch) {
    Evaluation e = scored.classes();
    int n = e == null ? 0 : classes();
    double[] precision = new double[n];
    double[] recall = new double[n];
    double[] f1 = new double[n];
    long[][] confusion = new long[n][n];
    for (int c = 0; c < n; c++) {
      precision[c] = e.precision(c);
      recall[c] = e.recall(c);
      f1[c] = e.f1(c);
      for (int p = 0; p < n; p++) {
        confusion[c][p] = e.getConfusion().getCount(c, p);
      }
    }
    double accuracy = e == null ? Double.NaN : e.accuracy();
    return new EvaluationResult(
        run,
        step,
        epoch,
        split,
        scored.samples(),
        scored.meanLoss(),
        accuracy,
        precision,
        recall,
        f1,
        confusion);
  }

  private String name() {
    return split.name().toLowerCase(Locale.ROOT);
  }

  private int classes() {
    return scored.classes().getConfusion().getClasses().size();
  }

  /** Prints it: a line for each class, and the confusion matrix beside it. */
  void print(Output out) {
    Evaluation e = scored.classes();
    if (e == null) {
      out.line(
          String.format(
              Locale.ROOT,
              "evaluation of %,d %s samples: loss %.6g",
              scored.samples(),
              name(),
              scored.meanLoss()));
      return;
    }
    out.line(
        String.format(
            Locale.ROOT,
            "evaluation of %,d %s samples: loss %.6g, accuracy %.2f %%",
            scored.samples(),
            name(),
            scored.meanLoss(),
            100 * e.accuracy()));
    out.line("class  precision  recall  answers of the network, class by class");
    for (int c = 0; c < classes(); c++) {
      StringBuilder row =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  "%5d  %7.2f %%  %5.1f %%",
                  c,
                  100 * e.precision(c),
                  100 * e.recall(c)));
      for (int p = 0; p < classes(); p++) {
        row.append(String.format(Locale.ROOT, " %6d", e.getConfusion().getCount(c, p)));
      }
      out.line(row.toString());
    }
  }
}
