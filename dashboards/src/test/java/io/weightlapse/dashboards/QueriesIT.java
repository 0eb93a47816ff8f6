// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.dashboards.model.AlertRule;
import io.weightlapse.dashboards.model.Annotation;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.FieldStyle;
import io.weightlapse.dashboards.model.HeatMap;
import io.weightlapse.dashboards.model.Lines;
import io.weightlapse.dashboards.model.Panel;
import io.weightlapse.dashboards.model.PathChart;
import io.weightlapse.dashboards.model.Source;
import io.weightlapse.dashboards.model.Target;
import io.weightlapse.dashboards.model.Variable;
import io.weightlapse.dashboards.preview.Frame;
import io.weightlapse.dashboards.preview.Interpolation;
import io.weightlapse.dashboards.preview.Preview;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query, with its variables replaced, by the role that Grafana has, in a real PostgreSQL. */
class QueriesIT {
  private static Database database;

  @BeforeAll
  static void start() throws Exception {
    database = Database.start();
    database.asOwner(SampleRows::fill);
  }

  @AfterAll
  static void stop() throws Exception {
    if (database != null) {
      database.close();
    }
  }

  @Test
  void panelsGetTheShapeTheyNeed() throws SQLException {
    int queries = 0;
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      for (Panel p : d.panels()) {
        for (Target t : p.targets()) {
          if (t.source() == Source.POSTGRES) {
            Frame frame =
                database.query(chosenFor(p).of(t.query())).transformed(p.transformations());
            check(d.title() + ": " + p.title(), p, t, frame);
            queries++;
          }
        }
      }
    }
    assertThat(queries).isGreaterThan(25);
  }

  @Test
  void variablesGiveTextsAndValues() throws SQLException {
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      for (Variable v : d.variables()) {
        if (v.kind() == Variable.Kind.QUERY) {
          Frame frame = database.query(chosen(SampleRows.WHOLE).of(v.query()));
          assertThat(frame.names()).as(v.name()).containsExactly("__text", "__value");
          assertThat(frame.values("__value")).as(v.name()).isNotEmpty().doesNotContainNull();
          assertThat(frame.values("__value")).doesNotHaveDuplicates();
        }
      }
    }
    assertThat(first(Dashboards.TRAINING, "run")).isEqualTo(SampleRows.FAILED);
    assertThat(first(Dashboards.LANDSCAPE, "step")).isEqualTo("-1");
    assertThat(first(Dashboards.LANDSCAPE, "slice")).isEqualTo("line-from-to");
    assertThat(first(Dashboards.WEIGHTS, "layer")).isEqualTo("l1");
  }

  @Test
  void annotationsHaveTimesInOrder() throws SQLException {
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      for (Annotation a : d.annotations()) {
        Frame frame = database.query(chosen(SampleRows.WHOLE, SampleRows.SPREAD).of(a.sql()));
        assertThat(frame.names()).containsExactly("time", "timeend", "text", "tags");
        assertThat(frame.rows()).as(a.name()).isBetween(10, 120);
        for (int i = 0; i < frame.rows(); i++) {
          Timestamp from = (Timestamp) frame.values("time").get(i);
          assertThat((Timestamp) frame.values("timeend").get(i)).isAfterOrEqualTo(from);
        }
      }
    }
  }

  @Test
  void alertsFireForTheRightRuns() throws SQLException {
    assertThat(alarms("weightlapse-loss"))
        .containsEntry(SampleRows.FAILED, 1.0)
        .containsEntry(SampleRows.WHOLE, 0.0);
    assertThat(alarms("weightlapse-gradient"))
        .containsEntry(SampleRows.SPREAD + " l10", 1.0)
        .containsEntry(SampleRows.SPREAD + " l1", 0.0)
        .doesNotContainKey(SampleRows.WHOLE + " l1");
    assertThat(alarms("weightlapse-silent")).isEqualTo(Map.of(SampleRows.SPREAD, 1.0));
  }

  @Test
  void divergenceIsMoreThanNoise() throws SQLException {
    database.asOwner(
        c -> {
          try (var s = c.createStatement()) {
            s.execute(
                """
INSERT INTO weightlapse.metrics (run, worker, step, epoch, name, value, time)
SELECT run, -1, k, k, 'train.loss', CASE WHEN k < 9 THEN exp(-k) ELSE last END, now()
FROM generate_series(0, 9) AS k,
  (VALUES ('wild', 2.0), ('noisy', 0.5)) AS v(run, last)\
""");
          }
        });
    assertThat(alarms("weightlapse-loss")).containsEntry("wild", 1.0).containsEntry("noisy", 0.0);
  }

  /** Narrow histograms nest in wide ones; the reference adds counts up one by one. */
  @Test
  void histogramsAreAddedUpOverTheWidestRange() throws SQLException {
    Panel panel = panel(Dashboards.WEIGHTS, "Values of ${layer} over the steps");
    Frame long_ = database.query(chosen(SampleRows.WHOLE).of(panel.targets().get(0).query()));
    Map<String, Double> shares = new HashMap<>();
    for (int i = 0; i < long_.rows(); i++) {
      shares.put(
          long_.numbers("step").get(i)
              + " "
              + Double.valueOf((String) long_.values("bucket").get(i)),
          long_.numbers("share").get(i));
    }
    assertThat(shares).hasSize(31 * 64);
    Frame rows =
        database.query(
            "SELECT step, low, high, count FROM weightlapse.histograms WHERE run LIKE 'xor%' AND"
                + " layer = 'l1' AND param = 'W' AND kind = 'values'");
    Map<String, Double> counts = new HashMap<>();
    Map<Double, Double> totals = new HashMap<>();
    for (int i = 0; i < rows.rows(); i++) {
      double middle = (rows.numbers("low").get(i) + rows.numbers("high").get(i)) / 2;
      double low = Math.floor(middle / (2.0 / 32)) * (2.0 / 32);
      double count = rows.numbers("count").get(i);
      counts.merge(rows.numbers("step").get(i) + " " + low, count, Double::sum);
      totals.merge(rows.numbers("step").get(i), count, Double::sum);
    }
    for (Map.Entry<String, Double> e : shares.entrySet()) {
      double total = totals.get(Double.valueOf(e.getKey().split(" ")[0]));
      assertThat(e.getValue()).isEqualTo(counts.getOrDefault(e.getKey(), 0.0) / total);
    }
  }

  /** Of a survey that goes on, the finest lattice that is there whole: every fourth point here. */
  @Test
  void surfacesAreWholeLattices() throws SQLException {
    Panel panel = panel(Dashboards.LANDSCAPE, "log10 of the loss, ${slice} at step ${step:text}");
    Map<String, List<String>> chosen = new HashMap<>(chosen(SampleRows.WHOLE).variables());
    Frame coarse = database.query(new Interpolation(chosen).of(panel.targets().get(0).query()));
    assertThat(coarse.rows()).isEqualTo(6 * 5);
    chosen.put("step", List.of("299"));
    Frame fine = database.query(new Interpolation(chosen).of(panel.targets().get(0).query()));
    assertThat(fine.rows()).isEqualTo(21 * 17);
    List<Double> values = fine.numbers("value");
    double highest = Math.log10(100 + 64 + 1.5); // at 20, 0
    assertThat(values.get(0)).isEqualTo(highest, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(values.get(1)).isEqualTo(highest, org.assertj.core.data.Offset.offset(1e-9));
    assertThat(values.get(10 * 17 + 8))
        .isEqualTo(Math.log10(1.5), org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void longTrainingsAreThinnedOut() throws SQLException {
    Panel panel = panel(Dashboards.TRAINING, "Loss of minibatches");
    Frame frame = database.query(chosen(SampleRows.WHOLE).of(panel.targets().get(0).query()));
    assertThat(frame.rows()).isBetween(2 * 250, 2 * 401);
    assertThat(frame.values("series"))
        .contains(SampleRows.WHOLE + " mean", SampleRows.WHOLE + " largest");
  }

  /** What a real training leaves, stored by the sink's own code. */
  @Test
  void realRunsAreShown() throws Exception {
    Interpolation chosen = RealRuns.fill(database);
    Set<String> without =
        Set.of(
            "Validation loss less training loss", // no validation samples
            "Rounds of averaging", // one worker
            "The trained models, class by class",
            "Dead units", // no ReLU
            "How far workers move",
            "Loss of each worker",
            "Curvature over the steps", // not asked for
            "Edge of stability");
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      for (Panel p : d.panels()) {
        for (Target t : p.targets()) {
          if (t.source() == Source.POSTGRES) {
            String name = d.title() + ": " + p.title();
            Frame rows = database.query(chosen.of(t.query()));
            if (without.contains(p.title())) {
              assertThat(rows.rows()).as(name).isZero();
            } else {
              check(name, p, t, rows.transformed(p.transformations()));
            }
          }
        }
      }
    }
  }

  /** The same queries, drawn without a Grafana. */
  @Test
  void previewsDrawThem(@TempDir Path folder) throws Exception {
    Preview preview =
        new Preview(
            database.reader(),
            Optional.empty(),
            Map.of(
                "run",
                List.of(SampleRows.WHOLE),
                "slice",
                List.of("plane-pca"),
                "step",
                List.of("150")),
            address -> Optional.empty());
    List<Path> files = preview.write(folder);
    assertThat(files)
        .containsExactlyElementsOf(
            Dashboards.all(Dashboards.GALLERY).stream()
                .map(d -> folder.resolve(d.uid() + ".png"))
                .toList());
    try (Stream<Path> all = Files.list(folder)) {
      assertThat(all).hasSize(files.size()); // nothing half-written
    }
    Map<String, Integer> colours = new HashMap<>();
    for (Path file : files) {
      BufferedImage image = ImageIO.read(file.toFile());
      assertThat(image.getWidth()).isEqualTo(1200);
      Set<Integer> seen = new HashSet<>();
      for (int i = 0; i < image.getWidth() * image.getHeight(); i++) {
        seen.add(image.getRGB(i % image.getWidth(), i / image.getWidth()));
      }
      colours.put(file.getFileName().toString(), seen.size());
    }
    // heat maps of two colour scales; a page whose panels say "of Prometheus" has greys alone
    assertThat(colours.get(Dashboards.LANDSCAPE + ".png")).isGreaterThan(800);
    assertThat(colours.get(Dashboards.WEIGHTS + ".png")).isGreaterThan(800);
    assertThat(colours.get(Dashboards.TRAINING + ".png"))
        .isGreaterThan(2 * colours.get(Dashboards.PIPELINE + ".png"));
    Preview nothing =
        new Preview(
            database.reader(),
            Optional.empty(),
            Map.of("run", List.of("nobody")),
            address -> Optional.empty());
    assertThatThrownBy(() -> nothing.write(folder))
        .hasMessage("there is nothing to draw: no run of that name is stored");
  }

  private static void check(String name, Panel panel, Target target, Frame frame) {
    assertThat(frame.rows()).as(name).isPositive();
    if (panel.visual() instanceof Lines lines && lines.x().isEmpty()) {
      assertThat(target.form()).as(name).isEqualTo(Target.Form.TIME_SERIES);
      assertThat(frame.names()).as(name).containsExactly("time", "metric", "value");
      assertThat(frame.isTime("time")).as(name).isTrue();
      List<Timestamp> times = new ArrayList<>();
      frame.values("time").forEach(t -> times.add((Timestamp) t));
      assertThat(times).as(name).isSorted();
      assertThat(frame.isNumber("value")).as(name).isTrue();
    } else if (panel.visual() instanceof Lines lines) {
      ascending(name, frame, lines.x());
      assertThat(frame.rows()).as(name).isGreaterThan(1);
      assertThat(frame.names().size()).as(name).isGreaterThan(1);
      frame.names().forEach(n -> assertThat(frame.isNumber(n)).as(name + ": " + n).isTrue());
    } else if (panel.visual() instanceof HeatMap) {
      cells(name, frame);
    } else if (panel.visual() instanceof PathChart chart) {
      for (String column : List.of(chart.x(), chart.y(), chart.colour())) {
        assertThat(frame.isNumber(column)).as(name + ": " + column).isTrue();
      }
    }
    columnsOf(name, panel.style(), frame);
  }

  private static void ascending(String name, Frame frame, String x) {
    List<Double> values = frame.numbers(x);
    for (int i = 1; i < values.size(); i++) {
      assertThat(values.get(i)).as(name).isGreaterThan(values.get(i - 1));
    }
  }

  /** The first column ascends evenly, the others are buckets from the bottom up, without gaps. */
  private static void cells(String name, Frame frame) {
    String x = frame.names().get(0);
    ascending(name, frame, x);
    List<Double> at = frame.numbers(x);
    double distance = (at.get(at.size() - 1) - at.get(0)) / (at.size() - 1);
    for (int i = 1; i < at.size(); i++) {
      assertThat(at.get(i) - at.get(i - 1))
          .as(name)
          .isCloseTo(distance, org.assertj.core.data.Percentage.withPercentage(0.01));
    }
    List<String> buckets = frame.names().subList(1, frame.names().size());
    assertThat(buckets.size()).as(name).isGreaterThan(3);
    double last = Double.NEGATIVE_INFINITY;
    for (String b : buckets) {
      assertThat(Double.parseDouble(b)).as(name).isGreaterThan(last);
      last = Double.parseDouble(b);
      assertThat(frame.values(b)).as(name + ": " + b).doesNotContainNull();
      assertThat(frame.numbers(b)).as(name + ": " + b).allMatch(v -> Double.isFinite(v));
    }
    // Grafana takes a frame whose columns are all called like numbers for one over time
    assertThat(x).doesNotMatch("[-0-9.].*");
  }

  private static void columnsOf(String name, FieldStyle style, Frame frame) {
    for (FieldStyle.Matched m : style.matched()) {
      if (m.matcher().equals("byName")) {
        assertThat(frame.names()).as(name).contains(m.field());
      } else {
        assertThat(frame.names()).as(name).anyMatch(n -> n.matches(m.field()));
      }
    }
  }

  private static Map<String, Double> alarms(String uid) throws SQLException {
    AlertRule rule =
        AlertRules.all().stream().filter(r -> r.uid().equals(uid)).findFirst().orElseThrow();
    Frame frame = database.query(new Interpolation(Map.of()).of(rule.query().query()));
    Map<String, Double> alarms = new HashMap<>();
    Set<String> labels = new HashSet<>(frame.names());
    labels.remove("alarm");
    for (int i = 0; i < frame.rows(); i++) {
      List<String> key = new ArrayList<>();
      for (String n : frame.names()) {
        if (labels.contains(n)) {
          key.add((String) frame.values(n).get(i));
        }
      }
      Double before = alarms.put(String.join(" ", key), frame.numbers("alarm").get(i));
      assertThat(before).as("labels come once").isNull();
    }
    return alarms;
  }

  private static Panel panel(String uid, String title) {
    return Dashboards.all(Dashboards.GALLERY).stream()
        .filter(d -> d.uid().equals(uid))
        .flatMap(d -> d.panels().stream())
        .filter(p -> p.title().equals(title))
        .findFirst()
        .orElseThrow();
  }

  private static Object first(String uid, String name) throws SQLException {
    Variable variable =
        Dashboards.all(Dashboards.GALLERY).stream()
            .filter(d -> d.uid().equals(uid))
            .flatMap(d -> d.variables().stream())
            .filter(v -> v.name().equals(name))
            .findFirst()
            .orElseThrow();
    return database.query(chosen(SampleRows.WHOLE).of(variable.query())).values("__value").get(0);
  }

  /** Some panels are about workers, or about several runs, or about lines. */
  private static Interpolation chosenFor(Panel panel) {
    return switch (panel.title()) {
      case "How far workers move",
          "Loss of each worker",
          "Rounds of averaging",
          "The trained models, class by class" ->
          chosen(SampleRows.SPREAD);
      case "Loss by step", "Loss by time", "The chosen runs" ->
          chosen(SampleRows.WHOLE, SampleRows.FAILED, SampleRows.SPREAD);
      default -> chosen(SampleRows.WHOLE);
    };
  }

  static Interpolation chosen(String... runs) {
    return new Interpolation(
        Map.of(
            "run", List.of(runs),
            "worker", List.of("-1"),
            "layer", List.of("l1"),
            "param", List.of("W"),
            "step", List.of("-1"),
            "slice", List.of("plane-pca"),
            "experiment", List.of("xor", "mnist-mlp")));
  }
}
