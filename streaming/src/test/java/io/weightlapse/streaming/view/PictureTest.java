// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.streaming.view.plot.Axis2;
import io.weightlapse.streaming.view.plot.ChartPanels;
import io.weightlapse.streaming.view.plot.NiceRange;
import io.weightlapse.streaming.view.plot.Panel;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is drawn where; text is left out of it, for fonts differ between machines. */
class PictureTest {
  private static final Axis2 X = axis(0, 4);
  private static final Axis2 Y = axis(0, 10);

  private static Axis2 axis(double min, double max) {
    return new Axis2(null, NiceRange.fixed(min, max, 4), Axis2.Ticks.HIDDEN, Locale.ENGLISH);
  }

  private static BufferedImage draw(Panel panel) {
    BufferedImage image = new BufferedImage(330, 300, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, 330, 300);
    panel.draw(g, new Rectangle2D.Double(0, 0, 330, 300));
    g.dispose();
    return image;
  }

  /**
   * The reddest pixel within a few pixels of a place on the axes; the plot is 58..316 x 26..254.
   */
  private static Color reddest(BufferedImage image, double x, double y) {
    int px = (int) Math.round(58 + x / 4 * (316 - 58));
    int py = (int) Math.round(254 - y / 10 * (254 - 26));
    Color best = Color.WHITE;
    for (int dy = -3; dy <= 3; dy++) {
      for (int dx = -3; dx <= 3; dx++) {
        Color c = new Color(image.getRGB(px + dx, py + dy));
        best = redness(c) > redness(best) ? c : best;
      }
    }
    return best;
  }

  private static int redness(Color c) {
    return c.getRed() - c.getBlue();
  }

  @Test
  void aNaNIsAGapInTheCurveAndNeverZero() {
    double[] epochs = {0, 1, 2, 3, 4};
    double[] errors = {8, 6, Double.NaN, 4, 2};
    BufferedImage image = draw(ChartPanels.curve("", X, Y, epochs, errors));
    assertThat(redness(reddest(image, 0.5, 7))).isGreaterThan(120);
    assertThat(redness(reddest(image, 3.5, 3))).isGreaterThan(120);
    assertThat(redness(reddest(image, 1.5, 5.5))).isLessThan(20);
    assertThat(redness(reddest(image, 2.5, 4.5))).isLessThan(20);
    assertThat(redness(reddest(image, 2, 0.2))).isLessThan(20);
    assertThat(redness(reddest(image, 1.5, 3))).isLessThan(20);
  }

  @Test
  void pointsTakeTheColoursOfTheirClasses() {
    float[] xs = {1, 3, 2, Float.NaN};
    float[] ys = {2, 8, 5, 5};
    Panel scatter = ChartPanels.scatter("", X, Y, xs, ys, new int[] {0, 1, -1, 0});
    BufferedImage image = draw(scatter);
    Color red = centre(image, 1, 2);
    assertThat(red.getRed()).isGreaterThan(200);
    assertThat(red.getBlue()).isBetween(120, 170);
    Color blue = centre(image, 3, 8);
    assertThat(blue.getBlue()).isGreaterThan(200);
    assertThat(blue.getRed()).isBetween(120, 170);
    Color grey = centre(image, 2, 5);
    assertThat(Math.abs(redness(grey))).isLessThan(20);
    assertThat(grey.getRed()).isLessThan(230);
  }

  private static Color centre(BufferedImage image, double x, double y) {
    int px = (int) Math.round(58 + x / 4 * (316 - 58));
    int py = (int) Math.round(254 - y / 10 * (254 - 26));
    return new Color(image.getRGB(px, py));
  }

  @Test
  void bigDataAreDrawnByTheSameEvenSample() {
    int rows = 50_000;
    float[] features = new float[rows];
    float[] targets = new float[rows];
    for (int r = 0; r < rows; r++) {
      features[r] = r;
      targets[r] = r % 2;
    }
    Dataset all = new Dataset(rows, 1, 1, features, targets);
    Dataset sample = Sample.of(all);
    assertThat(sample.rows()).isEqualTo(2_000);
    assertThat(sample.features()).isSorted().isEqualTo(Sample.of(all).features());
    int ones = 0;
    for (int r = 0; r < sample.rows(); r++) {
      assertThat(sample.targets()[r]).isEqualTo(sample.features()[r] % 2);
      ones += sample.label(r);
    }
    assertThat(ones).isBetween(900, 1_100);
    assertThat(Sample.of(sample)).isSameAs(sample);
  }

  @Test
  void theLossWhereTheWeightsAreLiesOnTheSurface() {
    assertThat(grid(new Axis(-1, 1, 3), 0, 0, 0, 0, 7, 0, 0, 0, 0).lossAtOrigin()).isEqualTo(7);
    assertThat(grid(new Axis(-1, 3, 3), 0, 4, 0, 4, 8, 0, 0, 0, 0).lossAtOrigin()).isEqualTo(4);
    assertThat(grid(new Axis(1, 3, 3), 1, 1, 1, 1, 1, 1, 1, 1, 1).lossAtOrigin()).isNaN();
    float nan = Float.NaN;
    assertThat(grid(new Axis(-1, 1, 3), nan, nan, nan, nan, 7, nan, nan, nan, nan).lossAtOrigin())
        .isEqualTo(7);
    assertThat(grid(new Axis(-1, 3, 3), nan, 4, 0, 4, 8, 0, 0, 0, 0).lossAtOrigin()).isNaN();
  }

  private static SliceGrid grid(Axis axis, float... loss) {
    NeuronSlice slice = new NeuronSlice(0, "l1", 0, 0, 1);
    SurfaceTile tile =
        new SurfaceTile("r", 1, 0, slice, axis, axis, 0, 0, 0, 3, loss, new float[9], 1);
    SliceGrid grid = new SliceGrid(tile);
    assertThat(grid.add(tile)).isTrue();
    assertThat(grid.add(tile)).isFalse();
    assertThat(grid.complete()).isTrue();
    return grid;
  }
}
