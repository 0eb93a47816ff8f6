// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.playground;

import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.training.CheckpointStore;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.training.TrainingData;
import io.weightlapse.core.training.TrainingOptions;
import io.weightlapse.core.training.TrainingResult;
import io.weightlapse.core.util.UserException;
import io.weightlapse.core.util.Version;
import io.weightlapse.history.HistorySink;
import io.weightlapse.history.Home;
import java.io.Closeable;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The trainings that pages have started: a bounded number, forgotten when nobody attends them. */
public final class Playground implements Closeable {
  /** Trainings at a time; each takes one thread while it is watched. */
  public static final int MOST_SESSIONS = 8;

  /** Epochs of a training that can be stored: it is trained again for that, in one go. */
  public static final int MOST_STORED = 100_000;

  private static final long FORGOTTEN_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Home home;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, PlaygroundSession> sessions = new LinkedHashMap<>();
  private volatile boolean closed;

  /** A playground whose trainings are stored in that home; does no I/O. */
  public Playground(Home home) {
    this.home = home;
  }

  /** Begins a training. */
  public synchronized PlaygroundSession open(PlaygroundSettings settings) {
    sessions.values().removeIf(s -> !s.attended() && s.idleNanos() > FORGOTTEN_NANOS);
    if (sessions.size() >= MOST_SESSIONS) {
      sessions.values().stream()
          .filter(s -> !s.attended())
          .findFirst()
          .ifPresent(oldest -> sessions.remove(oldest.id()));
    }
    if (sessions.size() >= MOST_SESSIONS || closed) {
      throw new UserException(
          "trainings at a time must be <= "
              + MOST_SESSIONS
              + ": close another page of the playground first");
    }
    PlaygroundSession session = new PlaygroundSession(hex(16), settings);
    sessions.put(session.id(), session);
    return session;
  }

  /** A training that was begun, unless it is forgotten. */
  public synchronized Optional<PlaygroundSession> session(String id) {
    return Optional.ofNullable(sessions.get(id));
  }

  /** Ends a training. */
  public synchronized void end(PlaygroundSession session) {
    session.end();
    sessions.remove(session.id());
  }

  /**
   * Stores a training as a run: it is trained again, as any run is, to the epoch that it has
   * reached; the parameters are the same bits.
   *
   * @return the run's id
   */
  public String store(PlaygroundSession session) throws IOException {
    int epochs = session.epochs();
    if (epochs < 1 || epochs > MOST_STORED) {
      throw new UserException("epochs must be 1.." + MOST_STORED + " to be stored: was " + epochs);
    }
    if (!session.repeatable()) {
      throw new UserException(
          "a training whose rates were changed on the way cannot be repeated: reset it first");
    }
    Experiment experiment = session.settings().experiment(epochs);
    TrainingData data = TrainingData.load(experiment, DataFolder.current());
    Clock clock = Clock.systemUTC();
    Instant now = clock.instant();
    RunManifest manifest =
        new RunManifest(
            "playground-" + TIME.format(now) + "-" + hex(2),
            experiment,
            now,
            data.train().hash(),
            Map.of("weightlapse", Version.current(), "java", Runtime.version().toString()));
    HistorySink sink = new HistorySink(home, manifest.run(), "train");
    try (Training training =
        new Training(
            manifest,
            data,
            sink,
            steps -> !closed,
            new TrainingOptions(1, false, Double.MAX_VALUE),
            CheckpointStore.NONE,
            clock)) {
      sink.publish(new RunStarted(manifest, now));
      TrainingResult result = training.run();
      sink.publish(
          new RunEnded(
              manifest.run(), clock.instant(), result.state(), result.steps(), result.message()));
      sink.close();
    } catch (IOException | RuntimeException | Error e) {
      sink.abort();
      throw e;
    }
    return manifest.run();
  }

  private String hex(int bytes) {
    byte[] some = new byte[bytes];
    random.nextBytes(some);
    return HexFormat.of().formatHex(some);
  }

  /** Ends all trainings. */
  @Override
  public synchronized void close() {
    closed = true;
    sessions.values().forEach(PlaygroundSession::end);
    sessions.clear();
  }
}
