// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.Names;
import java.util.Optional;

/**
 * A line, plane or function. What its directions are is stored beside its surfaces ({@link
 * SliceInfo}); surfaces and messages carry the name alone.
 *
 * @param kind anything but neurons
 * @param name tells slices of one kind apart, such as {@code filter}
 */
public record NamedSlice(SliceKind kind, String name) implements Slice {
  /** Checks the name. */
  public NamedSlice {
    Checks.require(kind != SliceKind.NEURONS, "kind must not be neurons");
    Checks.require(
        Names.isName(kind.label() + "-" + name) && Names.isName(name),
        "name of a slice must be %s together with its kind: was %s",
        Names.RULE,
        name);
  }

  /** The slice of an id such as {@code plane-filter}; empty if it is none. */
  public static Optional<NamedSlice> of(String id) {
    for (SliceKind kind : SliceKind.values()) {
      String prefix = kind.label() + "-";
      if (kind != SliceKind.NEURONS
          && id.startsWith(prefix)
          && Names.isName(id)
          && Names.isName(id.substring(prefix.length()))) {
        return Optional.of(new NamedSlice(kind, id.substring(prefix.length())));
      }
    }
    return Optional.empty();
  }

  @Override
  public String id() {
    return kind.label() + "-" + name;
  }
}
