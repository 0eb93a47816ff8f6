// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pictures that a text panel shows, beside each other; where one is missing, its text. */
final class HtmlPicture {
  private static final Pattern IMAGE =
      Pattern.compile("<img\\s+src=\"([^\"]*)\"\\s+alt=\"([^\"]*)\"");

  private HtmlPicture() {}

  static void draw(Pen pen, String html, Function<String, Optional<BufferedImage>> images) {
    List<String[]> found = new ArrayList<>();
    Matcher m = IMAGE.matcher(html);
    while (m.find()) {
      found.add(new String[] {m.group(1), m.group(2)});
    }
    int width = pen.area().width / Math.max(1, found.size());
    for (int i = 0; i < found.size(); i++) {
      int x = pen.area().x + i * width;
      Optional<BufferedImage> image = images.apply(found.get(i)[0]);
      if (image.isPresent()) {
        picture(pen.in(x + 4, pen.area().y + 2, width - 8, pen.area().height - 6), image.get());
      } else {
        pen.text(
            found.get(i)[1],
            Pen.SMALL,
            Colours.DIM,
            Pen.At.LEFT,
            x + 8,
            pen.area().y + 20,
            width - 16);
      }
    }
  }

  private static void picture(Pen pen, BufferedImage image) {
    double scale =
        Math.min(
            pen.area().width / (double) image.getWidth(),
            pen.area().height / (double) image.getHeight());
    int w = (int) (image.getWidth() * scale);
    int h = (int) (image.getHeight() * scale);
    pen.graphics()
        .drawImage(image, pen.area().x + (pen.area().width - w) / 2, pen.area().y, w, h, null);
  }
}
