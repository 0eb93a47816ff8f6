// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.streaming.consume.StreamListener;
import io.weightlapse.streaming.gallery.LiveStream;
import java.nio.file.Path;

/** Tells the user, and the gallery, what the consumer does. */
class StreamNews implements StreamListener {
  private final Output out;
  private final LiveStream live;

  StreamNews(Output out, LiveStream live) {
    this.out = out;
    this.live = live;
  }

  @Override
  public void runStarted(RunManifest manifest) {
    live.runStarted(manifest);
  }

  @Override
  public void viewReady(String run, String view, int frames) {
    live.viewReady(run, view, frames);
  }

  @Override
  public void viewFailed(String run, String view, String message) {
    live.viewFailed(run, view, message);
  }

  @Override
  public void runFailed(String run, String message) {
    live.runFailed(run, message);
  }

  @Override
  public void runEnded(RunEnded ended) {
    live.runEnded(ended);
  }

  @Override
  public void metric(Metric metric) {
    live.metric(metric);
  }

  @Override
  public void animationWritten(String run, String view, Path file) {
    out.line(view + " of " + run + ": " + file);
  }

  @Override
  public void runComplete(String run) {
    live.runComplete(run);
  }

  @Override
  public void problem(String line) {
    out.error("weightlapse: " + line);
  }
}
