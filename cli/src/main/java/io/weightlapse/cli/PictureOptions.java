// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.surface.Sheet;
import io.weightlapse.streaming.surface.SheetPicture;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How a surface is drawn. */
final class PictureOptions {
  @Option(
      names = "--look",
      paramLabel = "contour|heat|surface",
      defaultValue = "contour",
      description = "From above or in space; lines are always curves (default: contour).")
  private String look;

  @Option(
      names = "--value",
      paramLabel = "loss|accuracy",
      defaultValue = "loss",
      description = "What is drawn (default: loss).")
  private String value;

  @Option(
      names = "--axis",
      paramLabel = "linear|log|symlog",
      defaultValue = "linear",
      description = "Scale of the values; of VTP the heights (default: linear).")
  private String axis;

  @Option(
      names = "--linear-width",
      paramLabel = "W",
      defaultValue = "1",
      description = "Values up to this are nearly linear on a symlog axis (default: 1).")
  private double width;

  @Option(
      names = "--clamp",
      paramLabel = "Q",
      defaultValue = "1",
      description = "Values above this quantile are drawn as it, such as 0.95 (default: 1).")
  private double clamp;

  @Option(
      names = "--size",
      paramLabel = "WxH",
      defaultValue = "900x720",
      description = "Pixels (default: 900x720).")
  private String size;

  @Option(names = "--no-trajectory", description = "Leaves the way of the weights out.")
  private boolean alone;

  SheetPicture.Options options() {
    if (!(clamp > 0 && clamp <= 1)) {
      throw new UserException("--clamp must be > 0 and <= 1: was " + clamp);
    }
    int[] pixels = Sizes.pixels(size);
    try {
      Checks.positive("--linear-width", width);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), 2, e);
    }
    return new SheetPicture.Options(
        one("--look", look, SheetPicture.Look.values()),
        one("--value", value, Sheet.Value.values()),
        new ValueScale(one("--axis", axis, ValueScale.Kind.values()), width),
        clamp,
        alone ? SheetPicture.Overlay.NONE : SheetPicture.Overlay.TRAJECTORY,
        pixels[0],
        pixels[1]);
  }

  private static <E extends Enum<E>> E one(String option, String text, E[] values) {
    StringBuilder names = new StringBuilder();
    for (E v : values) {
      String name = v.name().toLowerCase(Locale.ROOT);
      if (name.equals(text)) {
        return v;
      }
      names.append(names.isEmpty() ? "" : ", ").append(name);
    }
    throw new UserException(option + " must be one of " + names + ": was " + text);
  }
}
