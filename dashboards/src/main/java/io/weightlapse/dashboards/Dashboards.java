// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.core.util.Checks;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.Link;
import java.util.ArrayList;
import java.util.List;

/** All dashboards. */
public final class Dashboards {
  /** Where the gallery is unless somebody says otherwise. */
  public static final String GALLERY = "http://127.0.0.1:8350";

  static final String OVERVIEW = "weightlapse-overview";
  static final String TRAINING = "weightlapse-training";
  static final String WEIGHTS = "weightlapse-weights";
  static final String LANDSCAPE = "weightlapse-landscape";
  static final String PIPELINE = "weightlapse-pipeline";

  private Dashboards() {}

  /**
   * All of them, the overview first.
   *
   * @param gallery address of the gallery as readers' browsers reach it, without a slash at the end
   */
  public static List<Dashboard> all(String gallery) {
    Checks.require(
        gallery.matches("https?://[^\\s\"'<>]+[^/\\s\"'<>]"),
        "gallery must be an address that begins with http and ends without a slash: was %s",
        gallery);
    return List.of(
        new OverviewDashboard(gallery).dashboard(),
        new TrainingDashboard(gallery).dashboard(),
        new WeightsDashboard(gallery).dashboard(),
        new LandscapeDashboard(gallery).dashboard(),
        new PipelineDashboard(gallery).dashboard());
  }

  /** The uid of the one to begin with. */
  public static String home() {
    return OVERVIEW;
  }

  /** Links from one dashboard to the others, and to the gallery's page at that path. */
  static List<Link> linksFrom(String uid, String galleryPath) {
    List<Link> links = new ArrayList<>();
    links.add(Link.to("Runs", OVERVIEW, "All runs, and how they ended"));
    links.add(Link.to("Training", TRAINING, "Loss, accuracy and speed of the chosen runs"));
    links.add(Link.to("Weights", WEIGHTS, "The layers of a run, step by step"));
    links.add(Link.to("Landscape", LANDSCAPE, "Loss surfaces, the way over them, curvature"));
    links.add(Link.to("Pipeline", PIPELINE, "Lag, throughput and failures"));
    links.removeIf(l -> l.url().endsWith(uid));
    links.add(new Link("Gallery", "${gallery}" + galleryPath, "Animations", Link.Carry.NOTHING));
    return links;
  }
}
