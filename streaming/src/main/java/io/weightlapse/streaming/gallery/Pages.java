// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import java.nio.charset.StandardCharsets;

/** The pages: what is in each, set into the one frame that all have. */
enum Pages {
  INDEX("Weightlapse", "pages", "index", "/"),
  RUN("Run · Weightlapse", "pages", "run", ""),
  COMPARE("Compare · Weightlapse", "pages", "compare", "/compare"),
  PLAYGROUND("Playground · Weightlapse", "playground", "playground", "/playground"),
  MISSING("No such run · Weightlapse", "pages", "", "");

  private final String title;
  private final String style;
  private final String script;
  private final String place;

  /**
   * A page.
   *
   * @param style its style sheet besides that of all pages
   * @param script its module; empty for none
   * @param place its address among those of the head; empty where it has none there
   */
  Pages(String title, String style, String script, String place) {
    this.title = title;
    this.style = style;
    this.script = script;
    this.place = place;
  }

  /** The whole page, of its resource and the frame. */
  byte[] html(byte[] frame, byte[] main) {
    String link = "<a href=\"" + place + "\">";
    String html = new String(frame, StandardCharsets.UTF_8);
    if (!place.isEmpty()) {
      html = html.replace(link, link.replace(">", " aria-current=\"page\">"));
    }
    String module =
        script.isEmpty()
            ? ""
            : "<script type=\"module\" src=\"/static/" + script + ".js\"></script>\n";
    return html.replace("{title}", title)
        .replace("{style}", style)
        .replace("{script}", module)
        .replace("{main}", new String(main, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The name of its resource. */
  String resource() {
    return name().toLowerCase(java.util.Locale.ROOT) + ".html";
  }
}
