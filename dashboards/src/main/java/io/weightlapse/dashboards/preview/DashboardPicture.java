// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.sql.SQLException;

/** Lays a dashboard's panels out on its grid. */
final class DashboardPicture {
  private static final int WIDTH = 1200;
  private static final int COLUMNS = 24;
  private static final int ROW = 28;
  private static final int GAP = 8;
  private static final int HEAD = 44;
  private static final int TITLE = 26;

  private DashboardPicture() {}

  /**
   * Draws it.
   *
   * @param dashboard as Grafana imports it
   */
  static BufferedImage draw(JsonNode dashboard, Interpolation chosen, PanelPicture panels) {
    int rows = 0;
    for (JsonNode p : dashboard.path("panels")) {
      rows = Math.max(rows, p.at("/gridPos/y").asInt() + p.at("/gridPos/h").asInt());
    }
    BufferedImage image =
        new BufferedImage(WIDTH, HEAD + rows * ROW + GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      Pen page = new Pen(g, new Rectangle(0, 0, image.getWidth(), image.getHeight()));
      page.fill(Colours.PAGE, 0, 0, image.getWidth(), image.getHeight());
      head(page, dashboard, chosen);
      for (JsonNode panel : dashboard.path("panels")) {
        place(page, panel, chosen, panels);
      }
    } finally {
      g.dispose();
    }
    return image;
  }

  private static void head(Pen page, JsonNode dashboard, Interpolation chosen) {
    String title = dashboard.path("title").asText();
    page.text(title, 16, Colours.TEXT, Pen.At.LEFT, GAP + 4, 28, WIDTH / 2);
    int x = GAP + 28 + page.width(title, 16);
    for (JsonNode variable : dashboard.at("/templating/list")) {
      if (variable.path("hide").asInt() == 0) {
        String text =
            variable.path("label").asText()
                + ": "
                + String.join(
                    ", ", chosen.variables().get(variable.path("name").asText() + ":text"));
        page.text(text, Pen.SMALL + 1, Colours.DIM, Pen.At.LEFT, x, 27, WIDTH - x - GAP);
        x += page.width(text, Pen.SMALL + 1) + 22;
      }
    }
  }

  private static void place(Pen page, JsonNode panel, Interpolation chosen, PanelPicture panels) {
    JsonNode at = panel.path("gridPos");
    double column = (WIDTH - GAP) / (double) COLUMNS;
    int x = GAP + (int) Math.round(at.path("x").asInt() * column);
    int y = HEAD + at.path("y").asInt() * ROW;
    int width = (int) Math.round(at.path("w").asInt() * column) - GAP;
    int height = at.path("h").asInt() * ROW - GAP;
    page.fill(Colours.EDGE, x, y, width, height);
    page.fill(Colours.PANEL, x + 1, y + 1, width - 2, height - 2);
    String title = chosen.replaced(panel.path("title").asText());
    page.text(title, Pen.TITLE, Colours.TEXT, Pen.At.LEFT, x + 9, y + 18, width - 18);
    try {
      Pen inside = page.in(x + 4, y + TITLE, width - 8, height - TITLE - 4);
      panels.draw(inside, panel);
    } catch (SQLException e) { // as in Grafana, one panel's mistake is that panel's
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      Color red = Colours.named("red");
      page.text(line, Pen.SMALL, red, Pen.At.LEFT, x + 9, y + TITLE + 14, width - 18);
    }
  }
}
