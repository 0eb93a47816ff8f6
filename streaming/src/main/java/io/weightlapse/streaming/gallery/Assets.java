// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** The pages, scripts and styles, read once. */
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final String[] NAMES = {
    "style.css",
    "pages.css",
    "playground.css",
    "common.js",
    "index.js",
    "run.js",
    "player.js",
    "curves.js",
    "metrics.js",
    "layers.js",
    "weights.js",
    "network.js",
    "landscape.js",
    "landscapes.js",
    "surfaces.js",
    "scene.js",
    "compare.js",
    "colours.js",
    "save.js",
    "playground.js",
    "settings.js",
    "tiny.js",
    "diagram.js",
    "icon.svg"
  };

  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<Pages, byte[]> pages = new EnumMap<>(Pages.class);

  Assets() throws IOException {
    for (String name : NAMES) {
      files.put(name, resource(name));
    }
    byte[] frame = resource("frame.html");
    for (Pages page : Pages.values()) {
      pages.put(page, page.html(frame, resource(page.resource())));
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Assets.class.getResourceAsStream("/gallery/" + name)) {
      if (in == null) {
        throw new IOException("the gallery's resource " + name + " is missing");
      }
      return in.readAllBytes();
    }
  }

  /** A page. */
  byte[] page(Pages page) {
    return pages.get(page);
  }

  /** A file, or null. */
  byte[] file(String name) {
    return files.get(name);
  }

  static String type(String name) {
    return TYPES.get(name.substring(name.lastIndexOf('.') + 1));
  }
}
