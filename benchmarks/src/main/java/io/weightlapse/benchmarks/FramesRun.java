// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.benchmarks;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import io.weightlapse.streaming.view.Animation;
import io.weightlapse.streaming.view.Animator;
import io.weightlapse.streaming.view.Frame;
import io.weightlapse.streaming.view.FrameListener;
import io.weightlapse.streaming.view.View;
import io.weightlapse.streaming.view.ViewOptions;
import io.weightlapse.streaming.view.Views;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws and encodes the animation of a view as {@code animate} does, from events in memory: every
 * frame as PNG, then the GIF. Usage: {@code FOLDER VIEW TIMES}. The first time is that of a new
 * JVM. Prints seconds, the steps of the frames, their size and the bytes of the GIF; the other side
 * finds in the folder {@code frames/first/} and the numbers that were drawn ({@link FramesData}).
 */
final class FramesRun {
  private FramesRun() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("java.awt.headless", "true");
    Path folder = Path.of(args[0]);
    String view = args[1];
    int times = Integer.parseInt(args[2]);
    FramesData data = view.equals("weight-updates") ? FramesData.updates() : FramesData.xor();
    List<Double> seconds = new ArrayList<>();
    Animation made = null;
    for (int k = 0; k < times; k++) {
      FrameStore store = new FrameStore(folder, k == 0 ? "first" : "again-" + k);
      Animator animator = animator(data, view, store);
      long begin = System.nanoTime();
      made = animator.render(data.events());
      seconds.add((System.nanoTime() - begin) / 1e9);
    }
    List<Long> steps = steps(data, view);
    data.write(folder, steps);
    BufferedImage picture = new FrameStore(folder, "first").read(0);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("work", view);
    report.put("seconds", seconds);
    report.put("frames", made.frames());
    report.put("steps", steps);
    report.put("width", picture.getWidth());
    report.put("height", picture.getHeight());
    report.put("gif_bytes", Files.size(made.file()));
    JsonLine.print(report);
  }

  private static View view(FramesData data, String name) {
    return Views.replay(name, data.manifest(), ViewOptions.STANDARD.over(data.steps()));
  }

  private static Animator animator(FramesData data, String name, FrameStore store) {
    return new Animator(view(data, name), store, new GifEncoder(), FrameListener.NONE);
  }

  private static List<Long> steps(FramesData data, String name) throws IOException {
    View view = view(data, name);
    List<Long> steps = new ArrayList<>();
    MemorySink events = data.events();
    for (Event e : events.events()) {
      view.accept(e).stream().map(Frame::step).forEach(steps::add);
    }
    view.end().stream().map(Frame::step).forEach(steps::add);
    return steps;
  }
}
