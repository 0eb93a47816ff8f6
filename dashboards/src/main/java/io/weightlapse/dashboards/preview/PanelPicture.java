// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.dashboards.model.Transformation;
import java.awt.image.BufferedImage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Asks what a panel asks, and draws the answer as its type says. */
final class PanelPicture {
  private final Choices.Queries queries;
  private final Optional<Prometheus> prometheus;
  private final Interpolation chosen;
  private final List<LinesPicture.Mark> marks;
  private final Function<String, Optional<BufferedImage>> images;

  PanelPicture(
      Choices.Queries queries,
      Optional<Prometheus> prometheus,
      Interpolation chosen,
      List<LinesPicture.Mark> marks,
      Function<String, Optional<BufferedImage>> images) {
    this.queries = queries;
    this.prometheus = prometheus;
    this.chosen = chosen;
    this.marks = marks;
    this.images = images;
  }

  /** Draws a panel's inside; returns whether it had anything to show. */
  boolean draw(Pen pen, JsonNode panel) throws SQLException {
    if (panel.path("type").asText().equals("text")) {
      HtmlPicture.draw(pen, chosen.replaced(panel.at("/options/content").asText()), images);
      return true;
    }
    boolean ofPrometheus = panel.at("/targets/0").has("expr");
    if (ofPrometheus && prometheus.isEmpty()) {
      return nothing(pen, "of Prometheus, which was not given");
    }
    boolean drawn = ofPrometheus ? lines(pen, panel) : rows(pen, panel);
    return drawn || nothing(pen, "No data");
  }

  private static boolean nothing(Pen pen, String why) {
    int x = pen.area().x + pen.area().width / 2;
    int y = pen.area().y + pen.area().height / 2;
    pen.text(why, Pen.SMALL, Colours.DIM, Pen.At.MIDDLE, x, y, pen.area().width);
    return false;
  }

  private boolean lines(Pen pen, JsonNode panel) {
    Style style = new Style(panel.path("fieldConfig"));
    List<Series> series = new ArrayList<>();
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (JsonNode t : panel.path("targets")) {
      String query = t.path("expr").asText();
      String legend = t.path("legendFormat").asText();
      if (t.path("instant").asBoolean()) {
        numbers.putAll(prometheus.orElseThrow().instant(query, legend, chosen.range()));
      } else {
        series.addAll(prometheus.orElseThrow().range(query, legend, chosen.range()));
      }
    }
    if (!numbers.isEmpty()) {
      StatPicture.draw(pen, style, numbers);
    } else if (!series.isEmpty()) {
      LinesPicture.draw(pen, style, time(), series, List.of());
    }
    return !numbers.isEmpty() || !series.isEmpty();
  }

  private boolean rows(Pen pen, JsonNode panel) throws SQLException {
    Style style = new Style(panel.path("fieldConfig"));
    Frame frame = queries.rows(chosen.of(panel.at("/targets/0/rawSql").asText()));
    if (frame.rows() == 0) {
      return false;
    }
    frame = frame.transformed(transformations(panel));
    switch (panel.path("type").asText()) {
      case "timeseries" -> LinesPicture.draw(pen, style, time(), Series.ofTimes(frame), marks);
      case "trend" -> {
        List<Series> series = Series.over(frame, panel.at("/options/xField").asText());
        Scaling x =
            Scaling.around(
                Scaling.Kind.LINEAR, series.stream().map(Series::x).toArray(double[][]::new));
        LinesPicture.draw(pen, style, x, series, List.of());
      }
      case "heatmap" -> HeatPicture.draw(pen, style, panel.path("options"), frame);
      case "xychart" -> PathPicture.draw(pen, panel, frame);
      case "stat" -> StatPicture.draw(pen, style, numbers(frame));
      default -> TablePicture.draw(pen, style, frame);
    }
    return true;
  }

  private Scaling time() {
    return new Scaling(
        Scaling.Kind.TIME,
        chosen.range().from().toEpochMilli() / 1e3,
        chosen.range().to().toEpochMilli() / 1e3);
  }

  /** A number for each row, called by the text beside it. */
  private static Map<String, Double> numbers(Frame frame) {
    Map<String, Double> all = new LinkedHashMap<>();
    String number = frame.names().stream().filter(frame::isNumber).findFirst().orElseThrow();
    for (int i = 0; i < frame.rows(); i++) {
      all.put(
          String.valueOf(frame.values(frame.names().get(0)).get(i)), frame.numbers(number).get(i));
    }
    return all;
  }

  private static List<Transformation> transformations(JsonNode panel) {
    List<Transformation> all = new ArrayList<>();
    for (JsonNode t : panel.path("transformations")) {
      all.add(new Transformation(t.path("id").asText(), (ObjectNode) t.path("options")));
    }
    return all;
  }
}
