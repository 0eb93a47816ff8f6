// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.NeuronSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.PointState;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.streaming.view.plot.Canvas;
import io.weightlapse.streaming.view.plot.FieldPanel;
import io.weightlapse.streaming.view.plot.LinesPanel;
import io.weightlapse.streaming.view.plot.Texts;
import java.util.ArrayList;
import java.util.List;

/** What the picture of a surface says. */
record SheetWords(Sheet sheet, SheetPicture.Options options, Texts texts) {
  private static final int KEYS = 7;

  String title() {
    String what =
        sheet
            .info()
            .map(i -> i.recipe().function())
            .filter(f -> !f.isEmpty())
            .map(f -> "z = " + f)
            .orElse(sheet.slice().id());
    return sheet.slice().kind() == SliceKind.FUNCTION
        ? what
        : texts.text("surface.title", sheet.run(), what, texts.count(sheet.step()));
  }

  String facts() {
    List<String> facts = new ArrayList<>();
    sheet.info().filter(i -> i.recipe().dimensions() > 0).ifPresent(i -> describe(i, facts));
    int pending = sheet.count(PointState.PENDING);
    int gaps = sheet.count(PointState.NAN) + sheet.count(PointState.INF);
    if (pending > 0) {
      facts.add(texts.text("surface.pending", texts.count(pending)));
    }
    if (gaps > 0 && options.value() == Sheet.Value.LOSS) {
      facts.add(texts.text("surface.gaps", texts.count(gaps)));
    }
    if (options.quantile() < 1) {
      facts.add(texts.text("surface.clamped", String.valueOf(options.quantile())));
    }
    if (options.shows(sheet) && !sheet.path().isEmpty()) {
      double worst = sheet.path().stream().mapToDouble(PathPoint::residual).max().orElse(0);
      facts.add(texts.text("surface.off", number("%.0f %%", 100 * worst)));
    }
    return String.join("; ", facts);
  }

  private String number(String format, double value) {
    return String.format(texts.locale(), format, value);
  }

  private void describe(SliceInfo info, List<String> facts) {
    String seed = String.valueOf(info.recipe().seed());
    facts.add(texts.text("surface.directions", info.recipe().directions(), seed));
    facts.add(
        info.recipe().samples() > 0
            ? texts.text(
                "surface.samples", info.recipe().data(), texts.count(info.recipe().samples()))
            : texts.text("surface.data", info.recipe().data()));
    SliceInfo.Facts first = info.facts().isEmpty() ? null : info.facts().firstEntry().getValue();
    if (first != null && Double.isFinite(first.cosine())) {
      facts.add(texts.text("surface.cosine", number("%.3f", first.cosine())));
    }
  }

  /** Of the lines, where there are several. */
  List<Canvas.Key> legend() {
    List<Canvas.Key> keys = new ArrayList<>();
    if (sheet.slice().kind() == SliceKind.LINE) {
      List<String> series = sheet.info().map(i -> i.recipe().series()).orElse(List.of());
      for (int s = 0; s < Math.min(series.size(), KEYS); s++) {
        keys.add(new Canvas.Key(LinesPanel.colour(s), series.get(s).replace(':', ' ')));
      }
    }
    return keys.size() > 1 ? keys : List.of();
  }

  FieldPanel.Titles axes() {
    boolean loss = options.value() == Sheet.Value.LOSS;
    String value = texts.text(loss ? "surface.loss" : "surface.accuracy");
    if (sheet.slice().kind() == SliceKind.FUNCTION) {
      return new FieldPanel.Titles("", "x", "y", "z", texts.locale());
    }
    if (sheet.slice() instanceof NeuronSlice n) {
      return new FieldPanel.Titles(
          "", offset(n.input0()), offset(n.input1()), value, texts.locale());
    }
    return new FieldPanel.Titles("", "alpha", "beta", value, texts.locale());
  }

  private String offset(int input) {
    String of =
        input == NeuronSlice.BIAS ? texts.text("axis.bias") : texts.text("axis.weight", input);
    return texts.text("surface.offset", of);
  }
}
