// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A link at the head of a dashboard.
 *
 * @param title as people read it
 * @param url where it leads
 * @param tooltip what is there
 * @param variables whether the chosen values and the time go along
 */
public record Link(String title, String url, String tooltip, Carry variables) {
  /** What goes along. */
  public enum Carry {
    /** Variables and time. */
    CHOICE,
    /** Nothing: the place is no dashboard. */
    NOTHING,
  }

  /** To another dashboard, with what is chosen here. */
  public static Link to(String title, String uid, String tooltip) {
    return new Link(title, "/d/" + uid, tooltip, Carry.CHOICE);
  }

  /** As a dashboard has it. */
  public ObjectNode toJson() {
    boolean choice = variables == Carry.CHOICE;
    return Json.object(
        "title",
        title,
        "type",
        "link",
        "icon",
        choice ? "dashboard" : "external link",
        "tooltip",
        tooltip,
        "url",
        url,
        "tags",
        List.of(),
        "asDropdown",
        false,
        "targetBlank",
        !choice,
        "includeVars",
        choice,
        "keepTime",
        choice);
  }
}
