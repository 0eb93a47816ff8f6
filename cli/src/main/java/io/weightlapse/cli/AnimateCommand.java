// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.event.EventSource;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.RunInfo;
import io.weightlapse.history.Runs;
import io.weightlapse.streaming.encode.Encoder;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import io.weightlapse.streaming.encode.HtmlEncoder;
import io.weightlapse.streaming.encode.Pace;
import io.weightlapse.streaming.encode.Scaling;
import io.weightlapse.streaming.encode.VideoEncoder;
import io.weightlapse.streaming.view.Animation;
import io.weightlapse.streaming.view.Animator;
import io.weightlapse.streaming.view.View;
import io.weightlapse.streaming.view.ViewOptions;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.zip.CRC32;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse animate}: the views, replayed from the history without Kafka. */
@Command(
    name = "animate",
    mixinStandardHelpOptions = true,
    description =
        "Draws animations of a stored run from its history; docs/views.md shows each view.")
final class AnimateCommand implements Callable<Integer> {
  private static final List<String> FORMATS = List.of("gif", "mp4", "webm", "html", "png");

  private static final String STOPPED =
      "stopped; frames that are drawn are kept, the same command goes on from them";

  @Mixin private Common common;
  @Mixin private ViewChoices choices;

  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Option(
      names = "--view",
      paramLabel = "NAME",
      split = ",",
      description = "Which views (default: those that say something about such a run).")
  private List<String> views = List.of();

  @Option(
      names = "--format",
      paramLabel = "gif|mp4|webm|html|png",
      split = ",",
      description = "Kinds of files, png for the frames alone (default: gif).")
  private List<String> formats = List.of("gif");

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "Frames a second (default: the view's own).")
  private Double fps;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What files are called (default: the view, and a mark of the options).")
  private String name;

  @Override
  public Integer call() throws IOException {
    for (String format : formats) {
      if (!FORMATS.contains(format)) {
        throw new UserException(
            "--format must be one of " + String.join(", ", FORMATS) + ": was " + format);
      }
    }
    for (String view : views) {
      if (!Views.all().contains(view)) {
        throw new UserException(
            "--view must be one of " + String.join(", ", Views.all()) + ": was " + view);
      }
    }
    if (fps != null) {
      Pace.of(fps);
    }
    ViewOptions options = choices.options();
    Home home = common.home();
    Path folder = common.folder();
    RunManifest manifest = new Runs(home).manifest(run);
    List<String> names = views.isEmpty() ? Views.automatic(manifest) : views;
    if (names.isEmpty()) {
      throw new UserException(
          "--view must be given, no view is drawn of such a run unasked: one of "
              + String.join(", ", Views.all()));
    }
    if (name != null && names.size() > 1) {
      throw new UserException("--name must be given with one --view: was with " + names.size());
    }
    try (Interrupt interrupt = new Interrupt()) {
      for (String view : names) {
        try {
          animate(
              home, folder, manifest, Views.replay(view, manifest, options), options, interrupt);
        } catch (InterruptedIOException e) {
          if (interrupt.asked()) { // said here: after close() the process ends
            common.output().error(STOPPED);
            return 1;
          }
          throw new UserException(STOPPED, 1, e);
        }
      }
    }
    return 0;
  }

  private void animate(
      Home home,
      Path folder,
      RunManifest manifest,
      View view,
      ViewOptions options,
      Interrupt interrupt)
      throws IOException {
    Output out = common.output();
    long steps = new Runs(home).info(run).map(RunInfo::steps).orElse(0L);
    FrameStore store =
        new FrameStore(folder.resolve(home.animationsFolder(run)), fileName(view, options));
    EventSource source = new AnimateSource(home, manifest.run()).of(view, options, interrupt);
    Animation animation;
    try (AnimationProgress progress = new AnimationProgress(out, view)) {
      Animator animator =
          new Animator(view, store, encoders(view), progress).until(interrupt::asked);
      if (options.width() > 0) {
        animator.finish(picture -> Scaling.fit(picture, options.width(), options.height()));
      }
      animation = animator.render(progress.heard(source, view.name(), steps));
    }
    for (Path file : animation.files().isEmpty() ? List.of(animation.file()) : animation.files()) {
      out.line(view.name() + ": " + animation.frames() + " frames, " + file);
    }
  }

  /** Frames of other options are other files. */
  private String fileName(View view, ViewOptions options) {
    if (name != null) {
      return name;
    }
    if (options.text().equals(ViewOptions.STANDARD.text())) {
      return view.name();
    }
    CRC32 mark = new CRC32();
    mark.update(options.text().getBytes(StandardCharsets.UTF_8));
    return view.name() + "-" + String.format(Locale.ROOT, "%08x", mark.getValue());
  }

  private List<Encoder> encoders(View view) {
    Pace pace = fps == null ? Pace.of(view.pace()) : Pace.of(fps);
    List<Encoder> encoders = new ArrayList<>();
    for (String format : formats) {
      switch (format) {
        case "gif" -> encoders.add(new GifEncoder(pace.delay()));
        case "mp4" -> encoders.add(new VideoEncoder(VideoEncoder.Kind.MP4, pace));
        case "webm" -> encoders.add(new VideoEncoder(VideoEncoder.Kind.WEBM, pace));
        case "html" -> encoders.add(new HtmlEncoder(view.name() + " of " + run, pace));
        default -> {} // the frames are files of their own
      }
    }
    return encoders;
  }
}
