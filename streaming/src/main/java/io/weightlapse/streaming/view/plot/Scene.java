// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Surfaces and trails in one box of axes: far things first, whichever surface they belong to. */
public final class Scene implements Panel {
  /** Stroke of the mesh lines on surfaces. */
  static final BasicStroke MESH = Style.line(0.7f);

  private static final double TITLE = 26;
  private static final double NEARER = 0.06;

  /** Something that is drawn at once. */
  interface Item {
    /** Greater is nearer to the eye. */
    double depth();

    void draw(Graphics2D g);
  }

  private record Line(double depth, Line2D line, Color colour) implements Item {
    @Override
    public void draw(Graphics2D g) {
      g.setColor(colour);
      g.setStroke(Style.line(1.6f));
      g.draw(line);
    }
  }

  private record Dot(double depth, double x, double y, double size, Color colour) implements Item {
    @Override
    public void draw(Graphics2D g) {
      g.setColor(colour);
      g.fill(new Ellipse2D.Double(x - size / 2, y - size / 2, size, size));
    }
  }

  private final String title;
  private final Axes3 axes;
  private final List<Surface3> surfaces;
  private final List<Trail3> trails;

  /** A scene of surfaces, and of trails that end where something is now. */
  public Scene(String title, Axes3 axes, List<Surface3> surfaces, List<Trail3> trails) {
    this.title = title;
    this.axes = axes;
    this.surfaces = List.copyOf(surfaces);
    this.trails = List.copyOf(trails);
  }

  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    Text.centred(g, title, Style.bold(13), area.getCenterX(), area.getY() + TITLE - 9);
    Projection projection =
        new Projection(
            new Rectangle2D.Double(
                area.getX() + 26,
                area.getY() + TITLE + 4,
                area.getWidth() - 84,
                area.getHeight() - TITLE - 44));
    axes.draw(g, projection);
    List<Item> items = new ArrayList<>();
    for (Surface3 surface : surfaces) {
      new SurfaceMesh(surface, axes, projection).addTo(items);
    }
    for (Trail3 trail : trails) {
      addTrail(items, trail, projection);
    }
    items.sort(Comparator.comparingDouble(Item::depth));
    for (Item item : items) {
      item.draw(g);
    }
    for (Trail3 trail : trails) {
      mark(g, trail, projection);
    }
  }

  private void addTrail(List<Item> items, Trail3 trail, Projection projection) {
    double[] before = null;
    Color line = Style.between(trail.colour(), Color.BLACK, 0.25);
    for (double[] point : trail.points()) {
      double[] p = place(point, projection);
      if (p != null) {
        items.add(new Dot(p[2] + NEARER, p[0], p[1], 4.2, line));
      }
      if (p != null && before != null) {
        double depth = (p[2] + before[2]) / 2 + NEARER;
        items.add(new Line(depth, new Line2D.Double(before[0], before[1], p[0], p[1]), line));
      }
      before = p;
    }
  }

  /** The last point lies over everything: where the weights are is what the picture is about. */
  private void mark(Graphics2D g, Trail3 trail, Projection projection) {
    int n = trail.points().length;
    double[] p = n == 0 ? null : place(trail.points()[n - 1], projection);
    if (p != null) {
      new Dot(0, p[0], p[1], 11, Color.WHITE).draw(g);
      new Dot(0, p[0], p[1], 8.4, trail.colour()).draw(g);
    }
  }

  private double[] place(double[] point, Projection projection) {
    for (double v : point) {
      if (!NiceRange.drawable(v)) {
        return null;
      }
    }
    double[] p = new double[3];
    projection.project(
        axes.x().range().share(point[0]),
        axes.y().range().share(point[1]),
        axes.z().range().share(point[2]),
        p);
    return p;
  }
}
