// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What the gallery shows. Thread-safe; names come from the network and may be anything. */
public interface GalleryData {
  /** Where weights, statistics and surfaces are read, and a playground's runs are stored. */
  Home home();

  /** All runs, the newest first. */
  List<RunInfo> runs() throws IOException;

  /** One run, if there is one of that name. */
  Optional<RunInfo> run(String run) throws IOException;

  /** The manifest of a run that is there. */
  RunManifest manifest(String run) throws IOException;

  /** The metrics of the model of a run that is there, in order of step. */
  List<Metric> metrics(String run) throws IOException;

  /** The metrics that are known ahead of the history, as they came; empty if there are none. */
  List<Metric> ahead(String run);

  /** The animations of a run that is there, by name of the view. */
  List<ViewFrames> views(String run) throws IOException;

  /** A frame, if it is drawn. */
  Optional<StoredFile> frame(String run, String view, String file) throws IOException;

  /** A finished animation, if there is one of that name. */
  Optional<StoredFile> animation(String run, String file) throws IOException;
}
