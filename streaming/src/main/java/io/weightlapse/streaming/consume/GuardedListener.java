// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Passes on what happens; a listener that throws is said and stops nothing. */
final class GuardedListener implements StreamListener {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedListener.class);

  private final StreamListener listener;

  GuardedListener(StreamListener listener) {
    this.listener = listener;
  }

  private void guard(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener failed", e);
      problem("a listener failed: " + e);
    }
  }

  @Override
  public void viewReady(String run, String view, int frames) {
    guard(() -> listener.viewReady(run, view, frames));
  }

  @Override
  public void runStarted(RunManifest manifest) {
    guard(() -> listener.runStarted(manifest));
  }

  @Override
  public void runEnded(RunEnded ended) {
    guard(() -> listener.runEnded(ended));
  }

  @Override
  public void metric(Metric metric) {
    guard(() -> listener.metric(metric));
  }

  @Override
  public void frameDrawn(String run, String view, int index, Path file) {
    guard(() -> listener.frameDrawn(run, view, index, file));
  }

  @Override
  public void animationWritten(String run, String view, Path file) {
    guard(() -> listener.animationWritten(run, view, file));
  }

  @Override
  public void runComplete(String run) {
    guard(() -> listener.runComplete(run));
  }

  @Override
  public void viewFailed(String run, String view, String message) {
    guard(() -> listener.viewFailed(run, view, message));
  }

  @Override
  public void runFailed(String run, String message) {
    guard(() -> listener.runFailed(run, message));
  }

  @Override
  public void problem(String line) {
    try {
      listener.problem(line);
    } catch (RuntimeException e) {
      LOG.warn("a listener failed to say: {}", line, e);
    }
  }
}
