// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.streaming.surface.Sheet;
import io.weightlapse.streaming.surface.SheetPicture;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.image.BufferedImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Surfaces of one slice, as the network is trained: each step's in a frame, on the same axes. Of a
 * slice with the surface of one step, the frames are the trajectory drawing itself over it.
 *
 * <p>{@code loss-line} draws lines, with the minibatches over each other; {@code surface} planes,
 * functions and the weights of neurons. Frames come at the end: which steps have surfaces, and what
 * their range is, no one knows before.
 */
final class SheetsView implements View {
  static final String LINE = "loss-line";
  static final String SURFACE = "surface";

  private static final int DRAWING = 2;
  private static final int FRAMES = 60;
  private static final Duration PACE = Duration.ofMillis(150);

  private final String name;
  private final ViewRun run;
  private final SheetPicture.Look look;
  private final Sheet.Value value;
  private final Map<Long, SurfaceGrid> grids = new TreeMap<>();
  private Slice slice;
  private Optional<SliceInfo> info = Optional.empty();
  private List<PathPoint> path = List.of();
  private int frames;
  private boolean ended;

  private SheetsView(String name, ViewRun run) {
    this.name = name;
    this.run = run;
    this.look = run.options().choice("look", SheetPicture.Look.CONTOUR);
    this.value = run.options().choice("value", Sheet.Value.LOSS);
  }

  static SheetsView lines(ViewRun run) {
    return new SheetsView(LINE, run);
  }

  static SheetsView surfaces(ViewRun run) {
    return new SheetsView(SURFACE, run);
  }

  static Fit fit(RunManifest manifest) {
    return Fit.ON_REQUEST;
  }

  @Override
  public Set<SliceKind> sliceKinds() {
    return name.equals(LINE)
        ? Set.of(SliceKind.LINE)
        : Set.of(SliceKind.PLANE, SliceKind.FUNCTION, SliceKind.NEURONS);
  }

  @Override
  public void slice(Slice newSlice, Optional<SliceInfo> newInfo, List<PathPoint> newPath) {
    slice = newSlice;
    info = newInfo;
    path = List.copyOf(newPath);
  }

  @Override
  public Reading reading() {
    return new Reading(Set.of(SurfaceTile.class), run.options().steps()::contains, layer -> true);
  }

  @Override
  public Duration pace() {
    return PACE;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Frame> accept(Event event) {
    if (!ended
        && event instanceof SurfaceTile tile
        && tile.run().equals(run.manifest().run())
        && tile.slice() != null
        && tile.slice().equals(slice)) {
      SurfaceGrid grid =
          grids.computeIfAbsent(tile.step(), s -> new SurfaceGrid(tile.alpha(), tile.beta()));
      if (grid.alpha().equals(tile.alpha()) && grid.beta().equals(tile.beta())) {
        int at = 0;
        int cols = tile.beta().count();
        for (int index : tile.part().indices(cols)) {
          grid.set(index / cols, index % cols, tile.loss()[at], tile.accuracy()[at]);
          at++;
        }
      }
    }
    return List.of();
  }

  @Override
  public List<Frame> end() {
    if (ended || grids.isEmpty()) {
      return List.of();
    }
    ended = true;
    long[] steps = grids.keySet().stream().mapToLong(Long::longValue).toArray();
    Optional<SheetPicture.Bounds> bounds = bounds();
    String base = run.fingerprint(name, DRAWING).add(slice.id()).add(bounds.toString()).text();
    List<Frame> list = new ArrayList<>();
    if (steps.length == 1 && !path.isEmpty() && slice.kind() == SliceKind.PLANE) {
      long[] ways = path.stream().mapToLong(PathPoint::step).distinct().sorted().toArray();
      for (long until :
          KeptSteps.thinned(KeptSteps.chosen(ways, run.options()), FRAMES, run.options())) {
        add(list, base, steps[0], until, bounds);
      }
    } else {
      for (long step :
          KeptSteps.thinned(KeptSteps.chosen(steps, run.options()), FRAMES, run.options())) {
        add(list, base, step, step, bounds);
      }
    }
    frames = list.size();
    return list;
  }

  private void add(
      List<Frame> list, String base, long step, long until, Optional<SheetPicture.Bounds> bounds) {
    List<PathPoint> way = path.stream().filter(p -> p.step() <= until).toList();
    SurfaceGrid grid = grids.get(step);
    Sheet sheet = new Sheet(run.manifest().run(), slice, info, step, grid, way);
    Fingerprint shown = new Fingerprint().add(base).add(step).add(until).add(grid.known());
    for (int i = 0; i < grid.alpha().count(); i++) {
      for (int j = 0; j < grid.beta().count(); j++) {
        shown.add(grid.loss(i, j)).add(grid.accuracy(i, j));
      }
    }
    way.forEach(p -> shown.add(p.alpha()).add(p.beta()).add(p.loss()));
    SheetPicture picture = new SheetPicture(sheet, picture(), bounds, run.labels());
    list.add(new Frame(list.size(), run.epochOf(until), until, shown.text(), () -> draw(picture)));
  }

  private static BufferedImage draw(SheetPicture picture) {
    return picture.draw();
  }

  private SheetPicture.Options picture() {
    ViewOptions options = run.options();
    boolean own = options.width() > 0;
    return new SheetPicture.Options(
        look,
        value,
        options.scale().orElse(ValueScale.of(ValueScale.Kind.LINEAR)),
        options.clamp(),
        SheetPicture.Overlay.TRAJECTORY,
        own ? options.width() : 800,
        own ? options.height() : 660);
  }

  /** What all frames tell apart; empty where each has its own. */
  private Optional<SheetPicture.Bounds> bounds() {
    ValueRange asked = run.options().range();
    ValueRange.Kind kind = asked.kindOr(ValueRange.Kind.RUN);
    if (kind == ValueRange.Kind.FIXED) {
      return Optional.of(new SheetPicture.Bounds(asked.low(), asked.high()));
    }
    if (kind == ValueRange.Kind.FRAME) {
      return Optional.empty();
    }
    ValueScale scale = picture().scale();
    List<Double> all = new ArrayList<>();
    for (SurfaceGrid grid : grids.values()) {
      for (int i = 0; i < grid.alpha().count(); i++) {
        for (int j = 0; j < grid.beta().count(); j++) {
          double v = value == Sheet.Value.LOSS ? grid.loss(i, j) : grid.accuracy(i, j);
          if (NiceRange.drawable(v) && NiceRange.drawable(scale.forward(v))) {
            all.add(v);
          }
        }
      }
    }
    all.sort(null);
    if (all.isEmpty()) {
      return Optional.empty();
    }
    double low = all.get(0);
    double high = all.get((int) Math.round(run.options().clamp() * (all.size() - 1)));
    return high > low ? Optional.of(new SheetPicture.Bounds(low, high)) : Optional.empty();
  }

  @Override
  public int frameCount() {
    return frames;
  }

  @Override
  public boolean complete() {
    return ended;
  }

  @Override
  public String whyNoFrames() {
    return "view "
        + name
        + " must have a surface at one of the steps: was none; weightlapse landscape computes them";
  }
}
