// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Surfaces and trails in one box of axes: far things first, whichever surface they belong to. */
public final class Scene implements Panel {
  private static final double TITLE = 26;
  private static final double NEARER = 0.06;

  /** Something that is drawn at once. */
  interface Item {
    /** Greater is nearer to the eye. */
    double depth();

    void draw(Pad pad);
  }

  private record Line(double depth, double[] from, double[] to, Color colour) implements Item {
    @Override
    public void draw(Pad pad) {
      pad.line(from[0], from[1], to[0], to[1], 1.6, colour);
    }
  }

  private record Dot(double depth, double x, double y, double size, Color colour) implements Item {
    @Override
    public void draw(Pad pad) {
      pad.dot(x, y, size, colour);
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

  /** Draws into a picture of its own first, whose pixels it reaches; then copies that. */
  @Override
  public void draw(Graphics2D g, Rectangle2D area) {
    int width = (int) area.getWidth();
    int height = (int) area.getHeight();
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Projection projection =
        new Projection(new Rectangle2D.Double(26, TITLE + 4, width - 84, height - TITLE - 44));
    drawBehind(image, projection);
    drawData(new Pad(image), projection);
    g.drawImage(image, (int) area.getX(), (int) area.getY(), null);
  }

  private void drawBehind(BufferedImage image, Projection projection) {
    Graphics2D g = image.createGraphics();
    try {
      Style.smooth(g);
      g.setColor(Style.PAPER);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      Text.centred(g, title, Style.bold(13), image.getWidth() / 2.0, TITLE - 9);
      axes.draw(g, projection);
    } finally {
      g.dispose();
    }
  }

  private void drawData(Pad pad, Projection projection) {
    List<Item> items = new ArrayList<>();
    for (Surface3 surface : surfaces) {
      new SurfaceMesh(surface, axes, projection).addTo(items);
    }
    for (Trail3 trail : trails) {
      addTrail(items, trail, projection);
    }
    items.sort(Comparator.comparingDouble(Item::depth));
    for (Item item : items) {
      item.draw(pad);
    }
    for (Trail3 trail : trails) {
      mark(pad, trail, projection);
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
        items.add(new Line(depth, before, p, line));
      }
      before = p;
    }
  }

  /** The last point lies over everything: where the weights are is what the picture is about. */
  private void mark(Pad pad, Trail3 trail, Projection projection) {
    int n = trail.points().length;
    double[] p = n == 0 ? null : place(trail.points()[n - 1], projection);
    if (p != null) {
      pad.dot(p[0], p[1], 11, Color.WHITE);
      pad.dot(p[0], p[1], 8.4, trail.colour());
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
