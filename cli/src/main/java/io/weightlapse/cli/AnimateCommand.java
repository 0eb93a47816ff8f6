// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.HistorySource;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import io.weightlapse.streaming.view.Animation;
import io.weightlapse.streaming.view.Animator;
import io.weightlapse.streaming.view.View;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse animate}: the views, replayed from the history without Kafka. */
@Command(
    name = "animate",
    mixinStandardHelpOptions = true,
    description = "Draws an animation of a stored run from its history.")
final class AnimateCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Option(
      names = "--view",
      paramLabel = "NAME",
      description = {
        "transformations, neuron-surfaces (default: both),",
        "or worker-paths, of a run of --mode averaging."
      })
  private String view;

  @Override
  public Integer call() throws IOException {
    List<String> names = view == null ? Views.names() : List.of(view);
    if (view != null && !Views.all().contains(view)) {
      throw new UserException(
          "--view must be one of " + String.join(", ", Views.all()) + ": was " + view);
    }
    Home home = common.home();
    Path folder = common.folder();
    RunManifest manifest = new Runs(home).manifest(run);
    Output out = common.output();
    long steps = new Runs(home).info(run).map(RunInfo::steps).orElse(0L);
    for (String name : names) {
      View created = Views.create(name, manifest);
      FrameStore store = new FrameStore(folder.resolve(home.animationsFolder(run)), name);
      Animation animation;
      try (AnimationProgress progress = new AnimationProgress(out, created)) {
        animation =
            new Animator(created, store, new GifEncoder(), progress)
                .render(progress.heard(new HistorySource(home, run), name, steps));
      }
      out.line(name + ": " + animation.frames() + " frames, " + animation.file());
    }
    return 0;
  }
}
