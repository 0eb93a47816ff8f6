// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.SurfaceTile;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.encode.FrameStore;
import io.weightlapse.streaming.encode.GifEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnimatorTest {
  private static RunFixture run;
  private static final MemorySink ALL = new MemorySink();

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    run = RunFixture.small();
    run.events.forEach(ALL::publish);
  }

  private Animation animate(String view, MemorySink source, List<String> heard) throws IOException {
    return new Animator(
            Views.create(view, run.manifest),
            new FrameStore(folder, view),
            new GifEncoder(),
            (name, done, of) -> heard.add(name + " " + done + "/" + of))
        .render(source);
  }

  @Test
  void drawsWhatIsMissingAndEncodesAll() throws IOException {
    List<String> heard = new ArrayList<>();
    Animation first = animate("transformations", ALL, heard);
    assertThat(first)
        .isEqualTo(
            new Animation(
                folder.resolve("transformations.gif"),
                List.of(folder.resolve("transformations.gif")),
                6,
                6,
                6));
    assertThat(heard).startsWith("transformations 1/6").endsWith("transformations 6/6");
    byte[] gif = Files.readAllBytes(first.file());
    FrameStore store = new FrameStore(folder, "transformations");
    byte[] third = Files.readAllBytes(store.file(3));
    Files.delete(store.file(3));
    Animation second = animate("transformations", ALL, new ArrayList<>());
    assertThat(second.drawn()).isEqualTo(1);
    assertThat(Files.readAllBytes(store.file(3))).isEqualTo(third);
    assertThat(Files.readAllBytes(second.file())).isEqualTo(gif);
  }

  @Test
  void aRunThatIsNotOverHasFewerFrames() throws IOException {
    MemorySink part = new MemorySink();
    for (var event : run.events) {
      if (!(event instanceof SurfaceTile tile && tile.step() > 120)) {
        part.publish(event);
      }
    }
    Animation made = animate("neuron-surfaces", part, new ArrayList<>());
    assertThat(made.frames()).isEqualTo(3);
    assertThat(made.expected()).isEqualTo(6);
  }

  @Test
  void noFrameIsAnErrorThatSaysWhatToLookFor() {
    assertThatThrownBy(() -> animate("neuron-surfaces", new MemorySink(), new ArrayList<>()))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "view neuron-surfaces must have at least one complete frame: was 0 of 6; are the run's"
                + " snapshots kept at the frames' epochs, and its surfaces computed?");
    assertThat(folder).isEmptyDirectory();
  }
}
