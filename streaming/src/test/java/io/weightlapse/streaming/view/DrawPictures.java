// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventSource;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Animates built-in runs into a folder, twice, to be looked at and timed: arguments folder, runs.
 */
final class DrawPictures {
  private DrawPictures() {}

  public static void main(String[] args) throws IOException {
    for (String run : List.of(args).subList(1, args.length)) {
      RunFixture fixture = RunFixture.of(run);
      for (int pass = 0; pass < 4; pass++) {
        Path folder = Path.of(args[0], run + "-" + pass);
        double total = 0;
        for (String name : List.of("neuron-surfaces", "transformations")) {
          View view = Views.create(name, fixture.manifest);
          long[] times = {System.nanoTime(), 0, 0, 0};
          FrameStore store = new FrameStore(folder, name);
          for (Event e : fixture.events) {
            for (Frame f : view.accept(e)) {
              long start = System.nanoTime();
              var picture = f.picture().get();
              times[1] += System.nanoTime() - start;
              start = System.nanoTime();
              store.write(f.index(), f.fingerprint(), picture);
              times[2] += System.nanoTime() - start;
            }
          }
          times[3] = System.nanoTime();
          EventSource source = handler -> replay(fixture, handler);
          Animation made =
              new Animator(
                      Views.create(name, fixture.manifest),
                      store,
                      new GifEncoder(),
                      FrameListener.NONE)
                  .render(source);
          long end = System.nanoTime();
          total += (end - times[0]) / 1e6;
          System.out.printf(
              "%s %s: %d frames drawn %.0f ms, stored %.0f ms, all %.0f ms, GIF %.0f ms, %d bytes%n",
              run,
              name,
              made.frames(),
              times[1] / 1e6,
              times[2] / 1e6,
              (times[3] - times[0]) / 1e6,
              (end - times[3]) / 1e6,
              Files.size(made.file()));
        }
        System.out.printf("%s pass %d: %.0f ms%n", run, pass, total);
      }
    }
  }

  private static void replay(RunFixture fixture, io.weightlapse.core.event.EventHandler handler)
      throws IOException {
    for (Event e : fixture.events) {
      handler.accept(e);
    }
  }
}
