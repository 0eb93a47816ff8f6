// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where two trees of JSON differ. Null and missing are the same, as are 1 and 1.0. */
final class Diff {
  /** Whether what only the other side has counts. */
  enum Extra {
    /** It does. */
    COUNTS,
    /** Grafana added it. */
    IS_FINE
  }

  private static final int TEXT = 60;

  private final Extra extra;
  private final List<String> lines = new ArrayList<>();

  private Diff(Extra extra) {
    this.extra = extra;
  }

  /** A line for each difference: {@code /panels/0/title: "theirs" -> "ours"}. */
  static List<String> between(JsonNode theirs, JsonNode ours, Extra extra) {
    Diff diff = new Diff(extra);
    diff.walk("", theirs, ours);
    return diff.lines;
  }

  private void walk(String path, JsonNode theirs, JsonNode ours) {
    if (none(theirs) && none(ours)) {
      return;
    }
    if (theirs.isObject() && ours.isObject()) {
      Set<String> keys = new LinkedHashSet<>();
      ours.fieldNames().forEachRemaining(keys::add);
      if (extra == Extra.COUNTS) {
        theirs.fieldNames().forEachRemaining(keys::add);
      }
      keys.forEach(k -> walk(path + "/" + k, theirs.path(k), ours.path(k)));
    } else if (theirs.isArray() && ours.isArray()) {
      Iterator<JsonNode> t = theirs.elements();
      int i = 0;
      for (JsonNode o : ours) {
        JsonNode other = t.hasNext() ? t.next() : MissingNode.getInstance();
        walk(path + "/" + i++, other, o);
      }
      while (t.hasNext()) {
        lines.add(path + "/" + i++ + ": " + shown(t.next()) + " goes");
      }
    } else if (!same(theirs, ours)) {
      lines.add(path + ": " + shown(theirs) + " -> " + shown(ours));
    }
  }

  private static boolean same(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    return a.equals(b);
  }

  private static boolean none(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static String shown(JsonNode node) {
    if (none(node)) {
      return "nothing";
    }
    String text = node.toString();
    return text.length() <= TEXT ? text : text.substring(0, TEXT) + "...";
  }
}
