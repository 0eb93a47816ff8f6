// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.Expanding;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.PathsPanel;
import io.weightlapse.streaming.view.plot.PathsPanel.Dot;
import io.weightlapse.streaming.view.plot.PathsPanel.Gap;
import io.weightlapse.streaming.view.plot.PathsPanel.Line;
import io.weightlapse.streaming.view.plot.Style;
import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Draws the workers' paths up to a round; ranges are those of the whole run. */
final class WorkerPathsPicture {
  private static final int WIDTH = 1180;
  private static final int HEIGHT = 790;
  private static final int TOP = 66;
  private static final int PLANE = 650;

  /** More workers than this are not told apart in the legend. */
  private static final int KEYS = 8;

  private final RunManifest manifest;
  private final WorkerPaths paths;
  private final Labels labels;
  private final NiceRange planeX;
  private final NiceRange planeY;
  private final NiceRange roundX;
  private final NiceRange roundY;
  private final NiceRange stepRange;
  private final NiceRange distanceRange;
  private final NiceRange lossRange;

  WorkerPathsPicture(RunManifest manifest, WorkerPaths paths, Labels labels) {
    this.manifest = manifest;
    this.paths = paths;
    this.labels = labels;
    this.planeX = planeRange(0);
    this.planeY = planeRange(1);
    this.roundX = roundRange(0);
    this.roundY = roundRange(1);
    List<WorkerPaths.Round> rounds = paths.rounds();
    double end = rounds.isEmpty() ? 1 : Math.max(1, rounds.get(rounds.size() - 1).step());
    this.stepRange = NiceRange.fixed(-0.01 * end, 1.02 * end, 6);
    this.distanceRange = range(paths.distances(), paths.divergence());
    this.lossRange = range(paths.workerLoss(), paths.loss());
  }

  private NiceRange planeRange(int axis) {
    Expanding range = new Expanding(6, Expanding.Ends.SNUG);
    paths.averages().forEach(stop -> range.include(stop.place()[axis]));
    for (WorkerPaths.Round round : paths.rounds()) {
      round.workers().values().forEach(place -> range.include(place[axis]));
    }
    return CommonPanels.padded(range.range());
  }

  /** Room for the workers around their average in every round. */
  private NiceRange roundRange(int axis) {
    Expanding range = new Expanding(0, 4, Expanding.Ends.SNUG);
    for (WorkerPaths.Round round : paths.rounds()) {
      if (round.average() != null) {
        round.workers().values().forEach(p -> range.include(p[axis] - round.average()[axis]));
      }
    }
    return CommonPanels.padded(range.range());
  }

  private static NiceRange range(
      SortedMap<Integer, WorkerPaths.Curve> workers, WorkerPaths.Curve all) {
    Expanding range = new Expanding(0, 5, Expanding.Ends.SNUG);
    workers.values().forEach(curve -> include(range, curve));
    include(range, all);
    return range.range();
  }

  private static void include(Expanding range, WorkerPaths.Curve curve) {
    for (double v : curve.values()) {
      range.include(v);
    }
  }

  /** The picture of a round. */
  BufferedImage draw(int round) {
    int side = WIDTH - PLANE - 12;
    int third = (HEIGHT - TOP - 6) / 3;
    Rectangle2D left = new Rectangle2D.Double(6, TOP, PLANE, HEIGHT - TOP - 6);
    List<PathsPanel> right = List.of(distances(round), losses(round), pull(round));
    List<Canvas.Placed> panels = new ArrayList<>();
    panels.add(new Canvas.Placed(plane(round), left));
    for (int i = 0; i < right.size(); i++) {
      Rectangle2D area = new Rectangle2D.Double(PLANE + 6, TOP + i * third, side, third);
      panels.add(new Canvas.Placed(right.get(i), area));
    }
    return new Canvas(WIDTH, HEIGHT).draw(head(round), panels);
  }

  private Canvas.Head head(int index) {
    WorkerPaths.Round round = paths.rounds().get(index);
    double[] divergence = paths.divergence().until(round.step()).values();
    String facts =
        labels.text(
            "worker-paths.facts",
            manifest.run(),
            labels.count(Math.max(0, round.epoch())),
            labels.count(round.step()),
            round.number() == 0 ? labels.text("unknown") : labels.count(round.number()),
            paths.totalRounds() == 0 ? labels.text("unknown") : labels.count(paths.totalRounds()),
            divergence.length == 0
                ? labels.text("unknown")
                : labels.measured(divergence[divergence.length - 1]));
    List<Canvas.Key> legend = new ArrayList<>();
    legend.add(new Canvas.Key(Style.INK, labels.text("legend.average")));
    List<Integer> workers = paths.workers();
    for (int worker : workers.subList(0, Math.min(KEYS, workers.size()))) {
      legend.add(new Canvas.Key(Style.ofClass(worker), labels.text("legend.worker", worker)));
    }
    if (workers.size() > KEYS) {
      String more = labels.text("legend.more", workers.size() - KEYS);
      legend.add(new Canvas.Key(Style.PAPER, more));
    }
    String title = labels.text("worker-paths.title", manifest.experiment().title());
    return new Canvas.Head(title, facts, legend);
  }

  private PathsPanel plane(int index) {
    List<Line> lines = new ArrayList<>();
    List<Dot> dots = new ArrayList<>();
    for (int r = 0; r <= index; r++) {
      fan(lines, paths.rounds().get(r), index - r);
    }
    WorkerPaths.Round now = paths.rounds().get(index);
    List<WorkerPaths.Stop> stops =
        paths.averages().stream().filter(stop -> stop.step() <= now.step()).toList();
    for (int i = 1; i < stops.size(); i++) {
      double[] from = stops.get(i - 1).place();
      double[] to = stops.get(i).place();
      Color colour = faded(Style.INK, stops.size() - 1 - i, 0.55);
      lines.add(line(colour, 2.2f, from, to));
    }
    if (!stops.isEmpty()) {
      double[] first = stops.get(0).place();
      dots.add(new Dot(first[0], first[1], Style.UNKNOWN, 7));
    }
    now.workers().forEach((w, place) -> dots.add(new Dot(place[0], place[1], Style.ofClass(w), 7)));
    if (now.average() != null) {
      dots.add(new Dot(now.average()[0], now.average()[1], Style.INK, 9));
    }
    FieldPanel.Titles titles = titles(labels.text("worker-paths.plane"), axis(0), axis(1));
    return new PathsPanel(titles, planeX, planeY, lines, dots);
  }

  private String axis(int k) {
    String key = paths.exact() ? "axis.direction" : "axis.direction.sketch";
    return labels.text(key, k + 1, labels.percent(paths.explained(k)), Sketch.MOST);
  }

  /** The round from near: places are relative to the average that it ends with. */
  private PathsPanel pull(int index) {
    WorkerPaths.Round round = paths.rounds().get(index);
    List<Line> lines = new ArrayList<>();
    List<Dot> dots = new ArrayList<>();
    if (round.average() != null) {
      WorkerPaths.Round near = round.aroundAverage();
      fan(lines, near, 0);
      near.workers()
          .forEach((w, place) -> dots.add(new Dot(place[0], place[1], Style.ofClass(w), 7)));
      dots.add(new Dot(near.average()[0], near.average()[1], Style.INK, 9));
    }
    String title = labels.text("worker-paths.round");
    FieldPanel.Titles titles =
        titles(title, labels.text("axis.direction.near", 1), labels.text("axis.direction.near", 2));
    return new PathsPanel(titles, roundX, roundY, lines, dots);
  }

  /** Out from the last average, where it is known, and back to the next. */
  private static void fan(List<Line> lines, WorkerPaths.Round round, int age) {
    round
        .workers()
        .forEach(
            (worker, place) -> {
              Color out = faded(Style.ofClass(worker), age, 0.8);
              if (round.start() != null) {
                lines.add(line(out, age == 0 ? 2.4f : 1.3f, round.start(), place));
              }
              if (round.average() != null) {
                Color pull = Style.between(out, Style.PAPER, 0.45);
                lines.add(line(pull, age == 0 ? 1.8f : 1f, place, round.average()));
              }
            });
  }

  /** Strong in the round shown, then weaker with each round, down to a share. */
  private static Color faded(Color colour, int age, double most) {
    return Style.between(colour, Style.PAPER, most * (1 - Math.pow(0.8, age)));
  }

  private static Line line(Color colour, float width, double[] from, double[] to) {
    return new Line(
        new double[] {from[0], to[0]}, new double[] {from[1], to[1]}, colour, width, Gap.PLAIN);
  }

  private PathsPanel distances(int index) {
    String key = paths.exact() ? "worker-paths.distance" : "worker-paths.distance.sketch";
    return curves(
        index, labels.text(key, Sketch.MOST), distanceRange, paths.distances(), paths.divergence());
  }

  private PathsPanel losses(int index) {
    return curves(
        index, labels.text("worker-paths.loss"), lossRange, paths.workerLoss(), paths.loss());
  }

  private PathsPanel curves(
      int index,
      String title,
      NiceRange y,
      SortedMap<Integer, WorkerPaths.Curve> workers,
      WorkerPaths.Curve all) {
    long step = paths.rounds().get(index).step();
    List<Line> lines = new ArrayList<>();
    workers.forEach((worker, curve) -> lines.add(line(curve.until(step), worker)));
    lines.add(line(all.until(step), Event.MODEL));
    return new PathsPanel(
        titles(title, labels.text("axis.step"), ""), stepRange, y, lines, List.of());
  }

  private static Line line(WorkerPaths.Curve curve, int worker) {
    boolean model = worker == Event.MODEL;
    Color colour = model ? Style.INK : Style.between(Style.ofClass(worker), Style.PAPER, 0.25);
    return new Line(curve.steps(), curve.values(), colour, model ? 2.2f : 1.2f, Gap.CROSS);
  }

  private FieldPanel.Titles titles(String title, String x, String y) {
    return new FieldPanel.Titles(title, x, y, "", labels.locale());
  }
}
