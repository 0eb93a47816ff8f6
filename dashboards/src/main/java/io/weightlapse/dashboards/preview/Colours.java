// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import java.awt.Color;
import java.util.List;
import java.util.Map;

/** Grafana's dark colours, and its schemes as far as our dashboards use them. */
final class Colours {
  static final Color PAGE = new Color(0x111217);
  static final Color PANEL = new Color(0x181b1f);
  static final Color EDGE = new Color(0x2f323a);
  static final Color GRID = new Color(0x2a2d34);
  static final Color TEXT = new Color(0xd8d9df);
  static final Color DIM = new Color(0x9a9ba6);
  static final Color LINK = new Color(0x6e9fff);

  private static final Map<String, Color> NAMED =
      Map.of(
          "green", new Color(0x73bf69),
          "yellow", new Color(0xfade2a),
          "red", new Color(0xf2495c),
          "blue", new Color(0x5794f2),
          "orange", new Color(0xff9830),
          "purple", new Color(0xb877d9));
  private static final Color[] CLASSIC = {
    new Color(0x73bf69),
    new Color(0xf2cc0c),
    new Color(0x8ab8ff),
    new Color(0xff780a),
    new Color(0xf2495c),
    new Color(0x5794f2),
    new Color(0xb877d9),
    new Color(0x96d98d),
    new Color(0x9a7fd1),
    new Color(0xc4162a)
  };
  private static final List<Integer> TURBO =
      List.of(
          0x23171b, 0x4860e6, 0x2aabee, 0x2ee5ae, 0x6afd6a, 0xc0ee3d, 0xfeb927, 0xfe6e1a, 0xc2270a,
          0x900c00);
  private static final List<Integer> VIRIDIS =
      List.of(
          0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b,
          0xfde725);
  private static final List<Integer> BLUE_YELLOW_RED = List.of(0x5794f2, 0xfade2a, 0xf2495c);

  private Colours() {}

  /** Of a name or #rrggbb; a name that is not known is grey, transparent is null. */
  static Color named(String name) {
    if (name.equals("transparent")) {
      return null;
    }
    return name.startsWith("#") ? Color.decode(name) : NAMED.getOrDefault(name, DIM);
  }

  static Color series(int index) {
    return CLASSIC[index % CLASSIC.length];
  }

  /** Of a scheme, at 0 to 1. */
  static Color of(String scheme, double at) {
    List<Integer> stops =
        switch (scheme) {
          case "Turbo" -> TURBO;
          case "Viridis" -> VIRIDIS;
          default -> BLUE_YELLOW_RED;
        };
    double place = Math.max(0, Math.min(1, at)) * (stops.size() - 1);
    int i = (int) Math.min(stops.size() - 2, Math.floor(place));
    double t = place - i;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int a = stops.get(i) >> shift & 255;
      int b = stops.get(i + 1) >> shift & 255;
      rgb |= (int) Math.round(a + t * (b - a)) << shift;
    }
    return new Color(rgb);
  }

  static Color faint(Color colour, int alpha) {
    return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), alpha);
  }
}
