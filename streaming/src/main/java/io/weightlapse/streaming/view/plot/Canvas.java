// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A white picture: a title and a line of facts at the top, a legend beside them, panels below.
 *
 * @param width in pixels
 * @param height in pixels
 */
public record Canvas(int width, int height) {
  /** Height of the head. */
  static final int HEAD = 58;

  private static final int MARGIN = 18;

  /** A patch of colour and what it stands for. */
  public record Key(Color colour, String text) {}

  /** What the head says. */
  public record Head(String title, String facts, List<Key> legend) {
    /** Copies the legend. */
    public Head {
      legend = List.copyOf(legend);
    }
  }

  /** A panel and the rectangle it draws into. */
  public record Placed(Panel panel, Rectangle2D area) {}

  /** Draws it all. */
  public BufferedImage draw(Head head, List<Placed> panels) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      Style.smooth(g);
      g.setColor(Style.PAPER);
      g.fillRect(0, 0, width, height);
      drawHead(g, head);
      for (Placed p : panels) {
        g.setClip(p.area());
        p.panel().draw(g, p.area());
      }
    } finally {
      g.dispose();
    }
    return image;
  }

  private void drawHead(Graphics2D g, Head head) {
    double x = width - MARGIN;
    for (int i = head.legend().size() - 1; i >= 0; i--) {
      Key key = head.legend().get(i);
      x -= Text.width(g, key.text(), Style.plain(13));
      Text.at(g, key.text(), Style.plain(13), Style.FAINT_INK, x, 46);
      x -= 18;
      g.setColor(key.colour());
      g.fillRoundRect((int) Math.round(x), 35, 12, 12, 4, 4);
      x -= 16;
    }
    double room = width - 2.0 * MARGIN;
    Text.at(
        g,
        Text.fitted(g, head.title(), Style.bold(18), room),
        Style.bold(18),
        Style.INK,
        MARGIN,
        27);
    Text.at(
        g,
        Text.fitted(g, head.facts(), Style.plain(13), x - MARGIN),
        Style.plain(13),
        Style.FAINT_INK,
        MARGIN,
        46);
    g.setColor(Style.GRID);
    g.fillRect(MARGIN, HEAD - 2, width - 2 * MARGIN, 1);
  }
}
