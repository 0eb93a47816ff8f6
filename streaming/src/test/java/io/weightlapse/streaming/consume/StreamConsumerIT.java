// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import static io.weightlapse.streaming.consume.TestKafka.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.MemorySink;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.event.Topics;
import io.weightlapse.streaming.view.Views;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamConsumerIT {
  private static final int EPOCHS = 51;
  private static final int FRAMES = 15;

  /** The broker of all tests: each finds its topics empty. */
  private static TestKafka kafka;

  @TempDir Path temp;

  private final Set<String> complete = ConcurrentHashMap.newKeySet();
  private final List<String> problems = new ArrayList<>();
  private final StreamListener listener =
      new StreamListener() {
        @Override
        public void runComplete(String run) {
          complete.add(run);
        }

        @Override
        public void problem(String line) {
          synchronized (problems) {
            problems.add(line);
          }
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

  @Test
  void drawsTheSameFramesHoweverOftenItIsKilled() throws Exception {
    SyntheticRun run = new SyntheticRun("xor-killed", EPOCHS);
    Random random = new Random(42);
    Path home = temp.resolve("killed");
    Thread publisher = slowly(run, new Random(7));
    for (int kill = 0; kill < 5; kill++) {
      Process process = consumer(home, run.run);
      int target = DrawnFiles.frames(home, run.run) + random.nextInt(6);
      try {
        if (kill == 0) { // before anything is drawn
          TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(2000));
        } else {
          until(
              "frame " + target,
              60,
              () -> DrawnFiles.frames(home, run.run) >= Math.min(target, 28));
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
      } finally {
        process.destroyForcibly();
      }
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }
    Process last = consumer(home, run.run);
    assertThat(last.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(last.exitValue()).isZero();
    publisher.join();

    Path calm = temp.resolve("calm");
    StreamSettings settings = settings(calm, "calm");
    try (StreamConsumer consumer = consume(settings, RunEventLoader.NONE)) {
      until("completion", 90, () -> complete.contains(run.run));
      consumer.check();
      assertThat(consumer.stats().corrupt()).isZero();
    }
    assertThat(DrawnFiles.of(home, run.run)).isEqualTo(DrawnFiles.of(calm, run.run));
    assertThat(DrawnFiles.frames(home, run.run)).isEqualTo(2 * FRAMES);
    assertThat(DrawnFiles.of(home, run.run)).hasSize(2 * FRAMES + 3); // two animations, the state
    assertThat(kafka.committed("calm")).isEqualTo(kafka.ends());

    // Whoever comes last finds everything done and commits it all.
    try (StreamConsumer consumer = consume(settings(home, "killed"), RunEventLoader.NONE)) {
      until("commits", 60, () -> committedAll("killed"));
      assertThat(consumer.stats().framesDrawn()).isZero();
    }
  }

  @Test
  void setsAsideWhatIsNoEventAndGoesOn() throws Exception {
    SyntheticRun run = new SyntheticRun("xor-dirty", 6);
    Path home = temp.resolve("home");
    int bad = 0;
    try (StreamConsumer consumer = consume(settings(home, "dirty"), RunEventLoader.NONE)) {
      List<Event> events = new ArrayList<>(run.training);
      events.addAll(run.surfaces);
      for (int i = 0; i < events.size(); i++) {
        Message good = EventCodec.encode(events.get(i)).get(0);
        if (i % 5 == 0 || i == events.size() - 1) {
          for (Message m : damaged(good)) {
            kafka.publish(m);
            bad++;
          }
        }
        kafka.publish(good);
      }
      kafka.flush();
      until("completion", 60, () -> complete.contains(run.run));
      consumer.check();
      assertThat(consumer.stats().corrupt()).isEqualTo(bad);
      until("commits", 20, () -> committedAll("dirty"));
    }
    try (Stream<Path> list = Files.list(home.resolve("deadletter"))) {
      assertThat(list.filter(f -> f.toString().endsWith(".txt")).count()).isEqualTo(bad);
    }
    for (String topic : Topics.ALL) {
      try (Stream<Path> list = Files.list(home.resolve("deadletter"))) {
        assertThat(list.filter(f -> f.getFileName().toString().startsWith(topic))).isNotEmpty();
      }
    }
  }

  @Test
  void needsNoSnapshotsOfAnEndedRunThatTheHistoryHas() throws Exception {
    SyntheticRun run = new SyntheticRun("xor-late", 6);
    MemorySink history = new MemorySink();
    run.training.forEach(history::publish);
    RunEventLoader loader = id -> id.equals(run.run) ? Optional.of(history) : Optional.empty();
    StreamSettings settings = settings(temp.resolve("home"), "late");
    Map<TopicPartition, Long> ends;
    try (StreamConsumer consumer = consume(settings, loader)) {
      kafka.publish(run.training);
      ends = kafka.ends();
      // Half of the first step's surfaces: nothing can be drawn of them yet.
      kafka.publish(run.surfaces.subList(0, 3));
      until("commits of all but surfaces", 60, () -> committedAllBut(Topics.SURFACES, "late"));
      assertThat(consumer.stats().framesDrawn()).isEqualTo(6);
    }
    assertThat(DrawnFiles.frames(settings.home(), run.run)).isEqualTo(6);
    assertThat(complete).isEmpty();
    long held =
        kafka.committed("late").entrySet().stream()
            .filter(e -> e.getKey().topic().equals(Topics.SURFACES))
            .mapToLong(e -> ends.get(e.getKey()) - e.getValue())
            .sum();
    assertThat(held).isZero(); // they wait before the first of these surfaces

    // A new consumer knows nothing of the run: it asks the history.
    kafka.publish(run.surfaces.subList(3, run.surfaces.size()));
    try (StreamConsumer consumer = consume(settings, loader)) {
      until("completion", 60, () -> complete.contains(run.run));
      assertThat(consumer.stats().framesDrawn()).isEqualTo(6);
      assertThat(consumer.stats().framesFound()).isEqualTo(6);
      until("commits", 20, () -> committedAll("late"));
    }
    assertThat(problems).isEmpty();
  }

  @Test
  void showsAStoppedRunAndGoesOnWhenItIsResumed() throws Exception {
    SyntheticRun run = new SyntheticRun("xor-stopped", 6);
    int half = run.training.size() / 2;
    Instant time = ((RunStarted) run.training.get(0)).time();
    MemorySink history = new MemorySink();
    run.training.subList(0, half).forEach(history::publish);
    history.publish(new RunEnded(run.run, time.plusSeconds(1), RunState.STOPPED, 1500, ""));
    RunEventLoader loader = id -> Optional.of(history);
    StreamSettings settings = settings(temp.resolve("home"), "stopped");
    Path folder = settings.animations().resolve(run.run);
    try (StreamConsumer consumer = consume(settings, loader)) {
      kafka.publish(history.events());
      until("an animation", 60, () -> Files.exists(folder.resolve("transformations.gif")));
      until("commits", 20, () -> committedAll("stopped"));
      assertThat(consumer.stats().framesDrawn()).isBetween(1L, 5L);
    }
    List<Event> rest = new ArrayList<>();
    rest.add(new RunStarted(run.manifest, time.plusSeconds(2)));
    rest.addAll(run.training.subList(half, run.training.size()));
    kafka.publish(rest);
    kafka.publish(run.surfaces);
    try (StreamConsumer consumer = consume(settings, loader)) {
      until("completion", 60, () -> complete.contains(run.run));
      consumer.check();
      until("commits", 20, () -> committedAll("stopped"));
    }
    assertThat(DrawnFiles.frames(settings.home(), run.run)).isEqualTo(12);
    assertThat(problems).isEmpty();
  }

  @Test
  void passesOverRunsWithoutAStart() throws Exception {
    SyntheticRun lost = new SyntheticRun("xor-orphan", 3);
    SyntheticRun run = new SyntheticRun("xor-known", 3);
    StreamSettings settings = settings(temp.resolve("home"), "orphans");
    try (StreamConsumer consumer = consume(settings, RunEventLoader.NONE)) {
      kafka.publish(lost.training.subList(1, lost.training.size() - 1));
      until("orphans", 60, () -> consumer.stats().orphans() > 0);
      kafka.publish(run.training);
      kafka.publish(run.surfaces);
      until("completion", 60, () -> complete.contains(run.run));
      until("commits", 20, () -> committedAll("orphans"));
      assertThat(consumer.stats().held()).isZero();
    }
  }

  private StreamConsumer consume(StreamSettings settings, RunEventLoader loader) {
    return new StreamConsumer(settings, loader, listener).start();
  }

  private StreamSettings settings(Path home, String group) {
    return StreamSettings.of(kafka.bootstrap(), Map.of(), home, Views.names()).withGroup(group, "");
  }

  private boolean committedAll(String group) {
    return committedAllBut("", group);
  }

  private boolean committedAllBut(String topic, String group) {
    try {
      Map<TopicPartition, Long> ends = kafka.ends();
      Map<TopicPartition, Long> committed = kafka.committed(group);
      return ends.entrySet().stream()
          .filter(e -> !e.getKey().topic().equals(topic))
          .allMatch(e -> e.getValue().equals(committed.get(e.getKey())));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static List<Message> damaged(Message m) {
    byte[] flipped = m.value().clone();
    flipped[0] ^= 0x55;
    Map<String, String> version = new LinkedHashMap<>(m.headers());
    version.put("v", "99");
    Map<String, String> bare = new LinkedHashMap<>(m.headers());
    bare.remove("run");
    return List.of(
        new Message(m.topic(), m.key(), m.headers(), flipped),
        new Message(m.topic(), m.key(), m.headers(), Arrays.copyOf(m.value(), 3)),
        new Message(m.topic(), m.key(), m.headers(), Arrays.copyOf(m.value(), 1_000_000)),
        new Message(m.topic(), m.key(), m.headers(), null),
        new Message(m.topic(), m.key(), version, m.value()),
        new Message(m.topic(), m.key(), bare, m.value()),
        new Message(m.topic(), "other", m.headers(), m.value()));
  }

  private Thread slowly(SyntheticRun run, Random random) {
    Thread thread =
        new Thread(
            () -> {
              List<Event> events = new ArrayList<>(run.training);
              events.addAll(run.surfaces);
              for (Event event : events) {
                kafka.publish(event);
                try {
                  TimeUnit.MILLISECONDS.sleep(random.nextInt(30));
                } catch (InterruptedException e) {
                  return;
                }
              }
              kafka.flush();
            },
            "publisher");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private Process consumer(Path home, String run) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            StreamMain.class.getName(),
            "--kafka",
            kafka.bootstrap(),
            "--home",
            home.toString(),
            "--group",
            "killed",
            "--instance",
            "only",
            "--until-complete",
            run)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(temp.resolve("log").toFile()))
        .start();
  }
}
