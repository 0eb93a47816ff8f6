// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.LayerStats;
import io.weightlapse.core.event.Metric;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.Snapshot;
import io.weightlapse.streaming.view.Survey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a consumer remembers of a run beyond its frames, in {@code animations/<run>/stream.state}:
 * {@code v1 settled TIME STEPS} or {@code v1 complete VIEW...}, the latter with a second line
 * {@code survey WORD} where views show surfaces. It is written before the offsets that it makes
 * superfluous are committed.
 */
final class RunMarker {
  private static final String SETTLED = "v1 settled";
  private static final String COMPLETE = "v1 complete";

  private static final String SURVEY = "survey ";

  private final Path animations;

  RunMarker(Path animations) {
    this.animations = animations;
  }

  Path folder(String run) {
    return animations.resolve(run);
  }

  /**
   * How a run's training ended.
   *
   * @param time when
   * @param steps updates made
   */
  record Settled(Instant time, long steps) {
    /** Whether an event comes of a training that went on after this end. */
    boolean isBefore(Event event) {
      if (event instanceof RunStarted s) {
        return s.time().isAfter(time);
      } else if (event instanceof RunEnded e) {
        return e.time().isAfter(time);
      } else if (event instanceof Snapshot s) {
        return s.step() > steps;
      } else if (event instanceof LayerStats s) {
        return s.step() > steps;
      }
      return event instanceof Metric m && m.step() > steps;
    }
  }

  /** Its training is over, all of it was read, and every frame that followed is stored. */
  void settle(String run, Settled end) throws IOException {
    DurableFile.write(file(run), SETTLED + " " + end.time() + " " + end.steps() + "\n");
  }

  /** All of it is drawn, its surfaces of that survey. */
  void complete(String run, Collection<String> views, Optional<Survey> survey) throws IOException {
    DurableFile.write(
        file(run),
        COMPLETE
            + " "
            + String.join(" ", new TreeSet<>(views))
            + "\n"
            + survey.map(s -> SURVEY + s.word() + "\n").orElse(""));
  }

  /** The survey that a complete run shows; one that makes no sense is none. */
  Optional<Survey> survey(String run) throws IOException {
    Optional<String> line = read(run).lines().filter(l -> l.startsWith(SURVEY)).findFirst();
    try {
      return line.map(l -> Survey.parse(l.substring(SURVEY.length()).strip()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How it ended, if it is settled; a file that makes no sense is no file. */
  Optional<Settled> settled(String run) throws IOException {
    String[] words = read(run).strip().split(" ");
    try {
      return words.length == 4 && (words[0] + " " + words[1]).equals(SETTLED)
          ? Optional.of(new Settled(Instant.parse(words[2]), Long.parseLong(words[3])))
          : Optional.empty();
    } catch (DateTimeException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether all these views are complete. */
  boolean isComplete(String run, Collection<String> views) throws IOException {
    String line = read(run).lines().findFirst().orElse("");
    return line.startsWith(COMPLETE)
        && Set.copyOf(List.of(line.substring(COMPLETE.length()).split("\\s+"))).containsAll(views);
  }

  private String read(String run) throws IOException {
    try {
      return Files.readString(file(run));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private Path file(String run) {
    return folder(run).resolve("stream.state");
  }
}
