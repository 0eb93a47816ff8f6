// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static io.weightlapse.streaming.consume.TestKafka.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several consumers of one group. */
class SharedRunsIT {
  private static final String GROUP = "shared";
  private static TestKafka kafka;

  @TempDir Path temp;

  private final Set<String> complete = ConcurrentHashMap.newKeySet();
  private final List<String> problems = Collections.synchronizedList(new ArrayList<>());
  private final StreamListener listener =
      new StreamListener() {
        @Override
        public void runComplete(String run) {
          complete.add(run);
        }

        @Override
        public void problem(String line) {
          problems.add(line);
        }
      };

  @BeforeAll
  static void start() throws IOException {
    kafka = TestKafka.shared();
  }

  @AfterEach
  void empty() throws Exception {
    kafka.empty();
  }

  /**
   * Ten runs train at once. The second consumer comes after some frames, the first goes before the
   * last ones: each frame is drawn once, by one of them.
   */
  @Test
  void consumersShareRunsThatTrainAtOnce() throws Exception {
    List<SyntheticRun> runs = new ArrayList<>();
    for (int r = 0; r < 10; r++) {
      runs.add(new SyntheticRun("xor-shared-" + r, 6));
    }
    List<List<Event>> parts = interleaved(runs, 4);
    StreamSettings settings =
        StreamSettings.of(
                kafka.bootstrap(),
                // soon told that another has come, and never thought to be dead
                Map.of("heartbeat.interval.ms", "100", "session.timeout.ms", "120000"),
                temp.resolve("home"),
                List.of("transformations"))
            .withGroup(GROUP, "");
    StreamConsumer first = consume(settings);
    try {
      kafka.publish(parts.get(0));
      until("frames", 300, () -> first.stats().framesDrawn() > 4);
      try (StreamConsumer second = consume(settings)) {
        kafka.publish(parts.get(1)); // while partitions move
        until("shares", 300, () -> sharers() == 2);
        kafka.publish(parts.get(2));
        until("frames", 300, () -> frames(settings.home()) >= 35);
        assertThat(first.stats().framesDrawn()).isPositive();
        assertThat(second.stats().framesDrawn()).isPositive();
        first.close();
        kafka.publish(parts.get(3));
        until("completion", 300, () -> complete.size() == 10);
        second.check();
        assertThat(frames(settings.home())).isEqualTo(60);
        assertThat(first.stats().framesDrawn() + second.stats().framesDrawn()).isEqualTo(60);
        until("commits", 300, SharedRunsIT::committedAll);
      }
    } finally {
      first.close();
    }
    assertThat(problems).isEmpty();
  }

  /** All events of the runs, those of one time together, in so many parts. */
  private static List<List<Event>> interleaved(List<SyntheticRun> runs, int parts) {
    int each = runs.get(0).training.size();
    List<List<Event>> all = new ArrayList<>();
    for (int part = 0; part < parts; part++) {
      List<Event> events = new ArrayList<>();
      for (int i = each * part / parts; i < each * (part + 1) / parts; i++) {
        for (SyntheticRun run : runs) {
          events.add(run.training.get(i));
        }
      }
      all.add(events);
    }
    return all;
  }

  private static long sharers() {
    try {
      return kafka.sharers(GROUP);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static boolean committedAll() {
    try {
      return kafka.committed(GROUP).equals(kafka.ends());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static int frames(Path home) {
    int frames = 0;
    for (int r = 0; r < 10; r++) {
      frames += DrawnFiles.frames(home, "xor-shared-" + r);
    }
    return frames;
  }

  private StreamConsumer consume(StreamSettings settings) {
    return new StreamConsumer(settings, RunEventLoader.NONE, listener).start();
  }
}
