// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.MetricNames;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.landscape.curvature.DenseHessian;
import io.weightlapse.core.landscape.curvature.Eigenpair;
import io.weightlapse.core.landscape.curvature.Lanczos;
import io.weightlapse.core.landscape.curvature.Spectrum;
import io.weightlapse.core.landscape.curvature.SymmetricOperator;
import io.weightlapse.core.landscape.curvature.TraceEstimate;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.SnapshotReader;
import java.io.IOException;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

/**
 * Measures the ends of the Hessian's spectrum and its trace at chosen steps, and stores them as
 * metrics. Small data: a task a step. Large data: a step after the other, each product shared by
 * all tasks.
 */
public final class CurvatureJob {
  /** What was found at a step; the trace is null where it was not wanted. */
  private record Found(long step, Spectrum spectrum, TraceEstimate trace) implements Serializable {
    /** Without the vectors, which nobody stores. */
    Found light() {
      return new Found(
          step,
          new Spectrum(
              light(spectrum.top()),
              light(spectrum.bottom()),
              spectrum.iterations(),
              spectrum.converged()),
          trace);
    }

    private static List<Eigenpair> light(List<Eigenpair> pairs) {
      return new ArrayList<>(
          pairs.stream().map(p -> new Eigenpair(p.value(), new double[0], p.residual())).toList());
    }
  }

  private CurvatureJob() {}

  /**
   * For spark-submit: {@code --class io.weightlapse.jobs.CurvatureJob weightlapse-jobs.jar RUN}.
   */
  public static void main(String[] args) {
    System.exit(JobCommand.execute(new CurvatureCommand(), args));
  }

  static JobReport run(JavaSparkContext spark, CurvatureRequest request, Output out)
      throws IOException {
    Home home = Home.open(request.home());
    home.check();
    RunManifest manifest = new Runs(home).manifest(request.run());
    SnapshotReader snapshots =
        new SnapshotReader(home, request.run(), manifest.experiment().network());
    List<Long> stored = snapshots.steps();
    if (stored.isEmpty()) {
      throw new UserException("run " + request.run() + " has no whole snapshot stored");
    }
    List<Long> steps = request.steps().of(stored, manifest.experiment());
    KafkaGate gate = new KafkaGate(Optional.ofNullable(request.kafka()), out);
    int rows = SliceData.of(manifest.experiment(), request.data(), request.choice()).rows();
    boolean small = SparkHessian.shardRows(manifest, rows) >= rows;
    FanOutSink sink =
        new FanOutSink(
            HistorySink.beside(home, request.run(), "curvature-" + System.currentTimeMillis()),
            gate.settings());
    try (Progress bar = out.progress("curvature", "steps", steps.size())) {
      if (small) {
        for (Found f : atOnce(spark, request, manifest, steps)) {
          publish(f, request, manifest, snapshots, sink, out);
        }
        bar.at(steps.size());
      } else {
        for (int i = 0; i < steps.size(); i++) {
          float[] parameters = snapshots.parameters(steps.get(i));
          try (SparkHessian hessian =
              new SparkHessian(spark, manifest, request.data(), request.choice(), parameters)) {
            Found found = find(request, steps.get(i), hessian);
            publish(found, request, manifest, snapshots, sink, out);
            sink.flushHistory();
          }
          bar.at(i + 1L);
        }
      }
      sink.close();
    } catch (IOException | RuntimeException e) {
      sink.close(); // what was measured stays
      throw e;
    }
    StopSignal.check();
    return new JobReport(List.of(), gate.report(sink.report()));
  }

  private static Found find(CurvatureRequest request, long step, SymmetricOperator hessian) {
    Spectrum spectrum = Lanczos.of(hessian, request.eigenvalues());
    TraceEstimate trace =
        request.probes() == 0
            ? null
            : TraceEstimate.of(hessian, request.probes(), request.eigenvalues().seed(), done -> {});
    return new Found(step, spectrum, trace);
  }

  private static List<Found> atOnce(
      JavaSparkContext spark, CurvatureRequest request, RunManifest manifest, List<Long> steps) {
    String home = request.home();
    DataFolder folder = request.data();
    DataChoice choice = request.choice();
    var eigenvalues = request.eigenvalues();
    int probes = request.probes();
    Function<Long, List<Found>> task =
        step -> {
          if (StopSignal.requested()) {
            return List.of();
          }
          Dataset data = SliceData.of(manifest.experiment(), folder, choice);
          float[] parameters =
              new SnapshotReader(Home.open(home), manifest.run(), manifest.experiment().network())
                  .parameters(step);
          CurvatureRequest here =
              new CurvatureRequest(
                  manifest.run(), null, eigenvalues, probes, choice, home, null, folder);
          try (DenseHessian hessian =
              new DenseHessian(manifest.experiment().network(), parameters, 1)) {
            List<Found> one = new ArrayList<>();
            one.add(find(here, step, hessian.over(data)).light());
            return one;
          }
        };
    try {
      int tasks = Math.min(steps.size(), 8 * spark.defaultParallelism());
      List<Found> all = new ArrayList<>();
      spark.parallelize(new ArrayList<>(steps), tasks).map(task).collect().forEach(all::addAll);
      return all;
    } catch (Exception e) { // Scala throws checked exceptions undeclared
      if (e instanceof UserException user) {
        throw user;
      }
      throw new UserException("curvature failed: " + Causes.line(e), 1, e);
    }
  }

  private static void publish(
      Found f,
      CurvatureRequest request,
      RunManifest manifest,
      SnapshotReader snapshots,
      FanOutSink sink,
      Output out)
      throws IOException {
    Map<String, Double> metrics = new TreeMap<>();
    for (int k = 0; k < f.spectrum().top().size(); k++) {
      Eigenpair p = f.spectrum().top().get(k);
      metrics.put(MetricNames.hessianTop(k + 1), p.value());
      metrics.put(MetricNames.residualOf(MetricNames.hessianTop(k + 1)), p.residual());
    }
    for (int k = 0; k < f.spectrum().bottom().size(); k++) {
      Eigenpair p = f.spectrum().bottom().get(k);
      metrics.put(MetricNames.hessianBottom(k + 1), p.value());
      metrics.put(MetricNames.residualOf(MetricNames.hessianBottom(k + 1)), p.residual());
    }
    if (!f.spectrum().top().isEmpty()) {
      double rate = manifest.experiment().training().optimiser().learningRate();
      metrics.put(MetricNames.HESSIAN_STABILITY, f.spectrum().stability(rate));
    }
    if (f.trace() != null) {
      metrics.put(MetricNames.HESSIAN_TRACE, f.trace().value());
      metrics.put(MetricNames.HESSIAN_TRACE_ERROR, f.trace().standardError());
    }
    int epoch = snapshots.epoch(f.step());
    for (Map.Entry<String, Double> e : metrics.entrySet()) {
      sink.publish(
          new Metric(
              request.run(),
              Event.MODEL,
              f.step(),
              epoch,
              e.getKey(),
              e.getValue(),
              Instant.now()));
    }
    out.line(line(f));
  }

  private static String line(Found f) {
    StringBuilder text = new StringBuilder("step " + f.step() + ":");
    f.spectrum().top().forEach(p -> text.append(pair(" lambda ", p)));
    f.spectrum().bottom().forEach(p -> text.append(pair(" lowest ", p)));
    if (f.trace() != null) {
      text.append(
          String.format(
              Locale.ROOT, " trace %.6g +- %.2g", f.trace().value(), f.trace().standardError()));
    }
    if (!f.spectrum().converged()) {
      text.append(" (not converged after ").append(f.spectrum().iterations()).append(" products)");
    }
    return text.toString();
  }

  private static String pair(String name, Eigenpair p) {
    return String.format(Locale.ROOT, "%s%.6g (residual %.2g)", name, p.value(), p.residual());
  }
}
