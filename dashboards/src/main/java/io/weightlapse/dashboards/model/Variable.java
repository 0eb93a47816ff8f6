// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Something that a reader of a dashboard chooses.
 *
 * @param name as queries write it, without the dollar
 * @param label as people read it; empty for a hidden constant
 * @param kind where its values come from
 * @param query SQL that gives {@code __text} and {@code __value}, a list with commas, or the value
 * @param choice how many values may be chosen
 */
public record Variable(String name, String label, Kind kind, String query, Choice choice) {
  /** Where values come from. */
  public enum Kind {
    /** Rows of PostgreSQL. */
    QUERY,
    /** A list. */
    CUSTOM,
    /** One value that nobody sees. */
    CONSTANT,
  }

  /** How many values may be chosen. */
  public enum Choice {
    /** One; the first at the beginning. */
    ONE,
    /** Several; the first at the beginning. */
    SEVERAL,
    /** Several; all at the beginning. */
    ALL,
  }

  /** One of the rows' values. */
  public static Variable one(String name, String label, String sql) {
    return new Variable(name, label, Kind.QUERY, sql, Choice.ONE);
  }

  /** Several of the rows' values. */
  public static Variable several(String name, String label, String sql) {
    return new Variable(name, label, Kind.QUERY, sql, Choice.SEVERAL);
  }

  /** All of the rows' values, or some. */
  public static Variable all(String name, String label, String sql) {
    return new Variable(name, label, Kind.QUERY, sql, Choice.ALL);
  }

  /** One of a list with commas; {@code text : value} gives a value a text. */
  public static Variable custom(String name, String label, String list) {
    return new Variable(name, label, Kind.CUSTOM, list, Choice.ONE);
  }

  /** A value that stays. */
  public static Variable constant(String name, String value) {
    return new Variable(name, "", Kind.CONSTANT, value, Choice.ONE);
  }

  /** As a dashboard has it. */
  public ObjectNode toJson(GrafanaVersion version) {
    if (kind == Kind.CONSTANT) {
      return Json.object(
          "type", "constant", "name", name, "query", query, "hide", 2, "skipUrlSync", true);
    }
    ObjectNode node = Json.object("type", kind == Kind.QUERY ? "query" : "custom", "name", name);
    node.put("label", label);
    if (kind == Kind.QUERY) {
      node.set("datasource", Source.POSTGRES.reference(version));
    }
    node.put("query", query);
    if (kind == Kind.QUERY) {
      node.put("definition", query).put("refresh", 2).put("sort", 0);
    }
    node.put("multi", choice != Choice.ONE).put("includeAll", choice == Choice.ALL).put("hide", 0);
    if (choice == Choice.ALL) {
      node.set(
          "current",
          Json.object("text", java.util.List.of("All"), "value", java.util.List.of("$__all")));
    }
    return node;
  }
}
