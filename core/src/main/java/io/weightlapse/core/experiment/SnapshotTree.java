// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.experiment;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The section {@code snapshots}: one rule, a list of rules, or {@code storage} beside either, the
 * list then under {@code rules}.
 */
final class SnapshotTree {
  private SnapshotTree() {}

  static SnapshotPolicy read(Fields root) {
    if (!root.has("snapshots")) {
      return new SnapshotPolicy(0, 1, List.of());
    }
    if (root.isList("snapshots")) {
      return new SnapshotPolicy(rules(root.objects("snapshots")));
    }
    Fields f = root.object("snapshots");
    SnapshotStorage storage =
        f.has("storage")
            ? f.choice("storage", SnapshotStorage.values(), SnapshotStorage::label)
            : SnapshotStorage.FLOAT32;
    if (f.has("rules")) {
      List<SnapshotRule> rules = rules(f.objectOrObjects("rules"));
      f.end();
      return new SnapshotPolicy(rules, storage);
    }
    return new SnapshotPolicy(rules(List.of(f)), storage);
  }

  private static List<SnapshotRule> rules(List<Fields> list) {
    List<SnapshotRule> rules = new ArrayList<>();
    for (Fields f : list) {
      rules.add(
          new SnapshotRule(
              f.integer("everySteps", 0),
              f.integer("everyEpochs", 0),
              f.integer("firstSteps", 0),
              f.has("steps") ? f.wides("steps") : List.of(),
              f.integer("perDecade", 0),
              f.wide("untilStep", 0),
              f.has("layers") ? f.texts("layers") : List.of(),
              workers(f)));
      f.end();
    }
    return rules;
  }

  private static WorkerChoice workers(Fields f) {
    if (!f.has("workers")) {
      return WorkerChoice.AVERAGE;
    }
    if (f.isList("workers")) {
      return WorkerChoice.of(f.integers("workers"));
    }
    String word =
        f.word(
            "workers", List.of(WorkerChoice.Kind.ALL.label(), WorkerChoice.Kind.AVERAGE.label()));
    return word.equals(WorkerChoice.Kind.ALL.label()) ? WorkerChoice.ALL : WorkerChoice.AVERAGE;
  }

  static void write(SnapshotPolicy policy, ObjectNode to) {
    to.put("storage", policy.storage().label());
    for (SnapshotRule rule : policy.rules()) {
      ObjectNode node = to.withArray("rules").addObject();
      node.put("everySteps", rule.everySteps()).put("everyEpochs", rule.everyEpochs());
      node.put("firstSteps", rule.firstSteps());
      ArrayNode steps = node.putArray("steps");
      rule.steps().forEach(steps::add);
      node.put("perDecade", rule.perDecade()).put("untilStep", rule.untilStep());
      ArrayNode kept = node.putArray("layers");
      rule.layers().forEach(kept::add);
      if (rule.workers().kind() == WorkerChoice.Kind.LISTED) {
        ArrayNode workers = node.putArray("workers");
        rule.workers().workers().forEach(workers::add);
      } else {
        node.put("workers", rule.workers().kind().label());
      }
    }
  }
}
