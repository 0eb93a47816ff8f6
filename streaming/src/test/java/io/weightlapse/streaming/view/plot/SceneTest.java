// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class SceneTest {
  private static final double[] GRID = {-1, -0.5, 0, 0.5, 1};
  private static final Axes3 AXES =
      new Axes3(
          new Axes3.Axis("", NiceRange.fixed(-1, 1, 4)),
          new Axes3.Axis("", NiceRange.fixed(-1, 1, 4)),
          new Axes3.Axis("", NiceRange.fixed(0, 1, 4)),
          Locale.ENGLISH);

  private static Surface3 flat(double height, Color colour) {
    float[] heights = new float[25];
    Arrays.fill(heights, (float) height);
    return new Surface3(GRID, GRID, heights, colour);
  }

  private static BufferedImage draw(List<Surface3> surfaces, List<Trail3> trails) {
    BufferedImage image = new BufferedImage(400, 350, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    new Scene("", AXES, surfaces, trails).draw(g, new Rectangle2D.Double(0, 0, 400, 350));
    g.dispose();
    return image;
  }

  /** The colour off the mesh lines near a place of the scene. */
  private static Color at(BufferedImage image, double x, double y, double z) {
    Projection p = new Projection(new Rectangle2D.Double(26, 30, 400 - 84, 350 - 26 - 44));
    var q = p.point((x + 1) / 2, (y + 1) / 2, z);
    return new Color(image.getRGB((int) q.getX(), (int) q.getY()));
  }

  @Test
  void surfacesAreTranslucentAndTheNearerOneIsOnTop() {
    Color red = at(draw(List.of(flat(0.5, Color.RED)), List.of()), 0.25, 0.25, 0.5);
    assertThat(red.getRed()).isGreaterThan(red.getBlue() + 60);
    assertThat(red.getGreen()).isGreaterThan(60);
    List<Surface3> both = List.of(flat(0.5, Color.BLUE), flat(0.499, Color.RED));
    Color blueOverRed = at(draw(both, List.of()), 0.25, 0.25, 0.5);
    Color again = at(draw(List.of(both.get(1), both.get(0)), List.of()), 0.25, 0.25, 0.5);
    assertThat(blueOverRed.getBlue()).isGreaterThan(blueOverRed.getRed());
    assertThat(again).isEqualTo(blueOverRed);
  }

  @Test
  void aCellWithACornerThatIsNoNumberIsAHole() {
    Surface3 surface = flat(0.5, Color.RED);
    surface.heights()[12] = Float.NaN;
    surface.heights()[0] = Float.POSITIVE_INFINITY;
    BufferedImage with = draw(List.of(surface), List.of());
    BufferedImage without = draw(List.of(), List.of());
    for (double[] hole : new double[][] {{0.2, 0.2}, {-0.2, 0.2}, {-0.7, -0.7}}) {
      Color seen = at(with, hole[0], hole[1], 0.5);
      assertThat(seen).isEqualTo(at(without, hole[0], hole[1], 0.5));
    }
    assertThat(at(with, 0.7, 0.7, 0.5)).isNotEqualTo(at(without, 0.7, 0.7, 0.5));
  }

  @Test
  void theTrailEndsInAMarkAndPassesOverGaps() {
    double[][] points = {{-0.5, -0.5, 0.5}, {Double.NaN, 0, 0}, {0.25, 0.25, 0.5}};
    BufferedImage image =
        draw(List.of(flat(0.5, Color.RED)), List.of(new Trail3(points, Color.BLUE)));
    assertThat(at(image, 0.25, 0.25, 0.5)).isEqualTo(Color.BLUE);
    assertThat(at(image, -0.5, -0.5, 0.5).getBlue()).isGreaterThan(150);
    Color between = at(image, -0.1, -0.1, 0.5);
    assertThat(between.getRed()).isGreaterThan(between.getBlue());
    points[2][2] = Double.NaN;
    assertThat(at(draw(List.of(), List.of(new Trail3(points, Color.BLUE))), 0.25, 0.25, 0.5))
        .isNotEqualTo(Color.BLUE);
  }

  @Test
  void quadsThatShareASideLeaveNoSeam() {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    Pad pad = new Pad(image);
    Color half = new Color(255, 255, 255, 128);
    double[] x = {3.2, 21.7, 36.9};
    double[] y = {2.5, 17.3, 37.1};
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        pad.quad(
            new double[] {x[i], x[i + 1], x[i + 1], x[i]},
            new double[] {y[j], y[j], y[j + 1], y[j + 1]},
            half);
      }
    }
    for (int py = 3; py < 37; py++) {
      for (int px = 3; px < 37; px++) {
        assertThat(image.getRGB(px, py) & 0xff).isEqualTo(128);
      }
    }
    pad.quad(new double[] {-5, 99, 99, -5}, new double[] {-5, -5, 99, 99}, Color.BLUE);
    pad.dot(-1, 41, 9, Color.RED);
    pad.line(-9, -9, 90, 90, 2, Color.RED);
    assertThat(new Color(image.getRGB(39, 0))).isEqualTo(Color.BLUE);
  }
}
