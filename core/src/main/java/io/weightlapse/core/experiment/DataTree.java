// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.Generator;
import io.weightlapse.core.data.Generators;
import io.weightlapse.core.data.Labels;
import io.weightlapse.core.data.PlaneFeature;
import io.weightlapse.core.random.Rng;
import java.util.List;

/** The tree of the {@code data} section. */
final class DataTree {
  private static final List<String> KINDS = List.of("generator", "images", "table");

  private DataTree() {}

  static DataSpec read(Fields f) {
    List<String> given = KINDS.stream().filter(f::has).toList();
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          "data must have one of " + String.join(", ", KINDS) + ": was " + given);
    }
    DataSpec spec =
        given.contains("images") ? images(f) : given.contains("table") ? table(f) : generated(f);
    f.end();
    return spec;
  }

  private static GeneratedData generated(Fields f) {
    Generator info = Generators.of(f.word("generator", Generators.names()));
    GeneratedData standard =
        GeneratedData.of(
            info.name(),
            f.integer("points"),
            Rng.of(f.has("rng") ? f.word("rng", Rng.labels()) : Rng.FAST.label()),
            f.wide("seed", 0));
    return new GeneratedData(
        info.name(),
        standard.points(),
        standard.rng(),
        standard.seed(),
        info.mostNoise() > 0 ? f.number("noise", standard.noise()) : standard.noise(),
        info.plane() && f.has("features")
            ? f.texts("features").stream().map(PlaneFeature::of).toList()
            : standard.features(),
        info.classes() > 0 && f.has("labels")
            ? f.choice("labels", Labels.values(), Labels::label)
            : standard.labels(),
        info.mostClasses() > 2 ? f.integer("classes", standard.classes()) : standard.classes(),
        info.size() > 0 ? f.integer(info.sizeKey(), standard.size()) : standard.size(),
        info.plane() && f.flag("standardise", false),
        split(f));
  }

  private static ImageData images(Fields f) {
    ImageData standard = ImageData.of(f.text("images"));
    return new ImageData(
        standard.set(),
        f.integer("classes", standard.classes()),
        f.has("mean") ? f.numbers("mean") : standard.mean(),
        f.has("deviation") ? f.numbers("deviation") : standard.deviation(),
        split(f));
  }

  private static TableData table(Fields f) {
    return new TableData(
        f.text("table"),
        f.texts("features"),
        f.text("label"),
        f.has("classes") ? f.texts("classes") : List.of(),
        f.flag("standardise", false),
        split(f));
  }

  private static SplitSpec split(Fields f) {
    if (!f.has("split")) {
      return SplitSpec.NONE;
    }
    Fields s = f.object("split");
    SplitSpec split =
        new SplitSpec(s.number("validation", 0), s.number("test", 0), s.wide("seed", 0));
    s.end();
    return split;
  }

  static void write(DataSpec spec, ObjectNode node) {
    if (spec instanceof GeneratedData data) {
      write(data, node);
    } else if (spec instanceof ImageData data) {
      node.put("images", data.set()).put("classes", data.classes());
      data.mean().forEach(node.putArray("mean")::add);
      data.deviation().forEach(node.putArray("deviation")::add);
    } else if (spec instanceof TableData data) {
      node.put("table", data.path());
      data.features().forEach(node.putArray("features")::add);
      node.put("label", data.label());
      data.classes().forEach(node.putArray("classes")::add);
      node.put("standardise", data.standardise());
    }
    if (!spec.split().equals(SplitSpec.NONE)) {
      ObjectNode split = node.putObject("split");
      split.put("validation", spec.split().validation()).put("test", spec.split().test());
      split.put("seed", spec.split().seed());
    }
  }

  private static void write(GeneratedData data, ObjectNode node) {
    Generator info = Generators.of(data.generator());
    node.put("generator", data.generator()).put("points", data.points());
    node.put("rng", data.rng().label()).put("seed", data.seed());
    if (info.mostNoise() > 0) {
      node.put("noise", data.noise());
    }
    if (info.plane()) {
      ArrayNode features = node.putArray("features");
      data.features().forEach(feature -> features.add(feature.label()));
      node.put("standardise", data.standardise());
    }
    if (info.classes() > 0) {
      node.put("labels", data.labels().label());
    }
    if (info.mostClasses() > 2) {
      node.put("classes", data.classes());
    }
    if (info.size() > 0) {
      node.put(info.sizeKey(), data.size());
    }
  }
}
