// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.DirectionUse;
import io.weightlapse.core.landscape.SliceKind;
import io.weightlapse.core.landscape.SliceRecipe;

/** The command that computes the surfaces of a recipe. */
final class SurveyCommand {
  private SurveyCommand() {}

  static String of(String run, SliceRecipe r, long step) {
    SliceKind kind = r.slice().kind();
    StringBuilder c = new StringBuilder("weightlapse landscape ").append(run);
    c.append(" --slice ").append(kind.label()).append(" --name ").append(r.slice().name());
    c.append(" --grid ").append(r.alpha().count());
    c.append(kind == SliceKind.LINE ? "" : "x" + r.beta().count());
    c.append(range(" --range", r.alpha()));
    if (kind != SliceKind.LINE) {
      c.append(range(" --range2", r.beta()));
    }
    if (kind == SliceKind.FUNCTION) {
      c.append(" --function \"").append(r.function()).append('"');
      return r.cut().isEmpty() ? c.toString() : c.append(" --cut ").append(r.cut()).toString();
    }
    c.append(" --directions '").append(r.directions()).append('\'');
    c.append(r.use() == DirectionUse.SHARED ? " --shared-directions" : " --own-directions");
    c.append(" --seed ").append(r.seed()).append(" --data ").append(r.data());
    c.append(r.samples() > 0 ? " --samples " + r.samples() : "");
    c.append(" --precision ").append(r.precision());
    return c.append(" --steps ").append(step).toString();
  }

  private static String range(String option, Axis axis) {
    return option + "=" + axis.from() + ":" + axis.to();
  }
}
