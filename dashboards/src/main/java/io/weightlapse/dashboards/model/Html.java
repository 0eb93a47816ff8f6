// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.model;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Text, pictures and videos.
 *
 * @param content HTML that Grafana's sanitiser keeps; variables are replaced
 */
public record Html(String content) implements Visual {
  @Override
  public String type(GrafanaVersion version) {
    return "text";
  }

  @Override
  public ObjectNode options(GrafanaVersion version) {
    return Json.object(
        "mode",
        "html",
        "content",
        content,
        "code",
        Json.object("language", "plaintext", "showLineNumbers", false, "showMiniMap", false));
  }
}
