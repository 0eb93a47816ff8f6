// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.CompactResult;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Options of a compaction that one machine and a Spark job have in common. */
public final class CompactSettings {
  private static final Pattern SPAN = Pattern.compile("(\\d{1,9})([smhd])");

  @Option(
      names = "--replace",
      description =
          "Deletes the files as written after the grace period: half the disk, but whole"
              + " snapshots must be put together from paths, which is slower.")
  private boolean replace;

  @Option(
      names = "--grace",
      paramLabel = "TIME",
      description =
          "How long old files stay for readers that began before, such as 30m; 0s deletes at"
              + " once (default: 1h). Compact the run again to delete what is due.")
  private String grace;

  @Option(
      names = "--unfinished",
      description = "Also takes a run without an end. Only if nothing writes it any more.")
  private boolean unfinished;

  /** The options, with what depends on the machine. */
  public CompactOptions options(long memory, int threads) {
    if (threads < 1) {
      throw new UserException("--threads must be >= 1: was " + threads);
    }
    return new CompactOptions(
        memory,
        threads,
        replace ? AsWritten.REPLACED : AsWritten.KEPT,
        grace == null ? CompactOptions.GRACE : span("--grace", grace),
        unfinished ? CompactOptions.Unfinished.TAKE : CompactOptions.Unfinished.REFUSE);
  }

  /** A span such as {@code 90s}, {@code 30m}, {@code 12h} or {@code 30d}. */
  public static Duration span(String option, String text) {
    Matcher m = SPAN.matcher(text);
    if (!m.matches()) {
      throw new UserException(option + " must be a time such as 90s, 30m, 12h or 30d: was " + text);
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  /** What a compaction did, in one line. */
  public static String line(CompactResult r) {
    StringBuilder text = new StringBuilder(r.run());
    if (r.layers() == 0) {
      text.append(" is compact: ");
    } else {
      text.append(String.format(Locale.ROOT, " compacted: %d layers, ", r.layers()));
    }
    text.append(String.format(Locale.ROOT, "%,d values", r.values()));
    if (r.layers() > 0) {
      double megabytes = r.bytesRead() / 1e6;
      text.append(
          String.format(
              Locale.ROOT,
              ", %.1f MB in %.1f s (%.0f MB/s), checksums agree",
              megabytes,
              r.seconds(),
              megabytes / r.seconds()));
    }
    if (r.deleted() > 0) {
      text.append(String.format(Locale.ROOT, "; %d old files deleted", r.deleted()));
    }
    if (r.pending() > 0) {
      text.append(
          String.format(Locale.ROOT, "; %d old files stay until the grace is over", r.pending()));
    }
    return text.toString();
  }
}
