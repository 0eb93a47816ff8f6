// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.output;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Lines on standard output and errors on standard error. On a terminal, progress is one bar with
 * rate and time left, redrawn in place; elsewhere, plain lines now and then.
 */
public final class ConsoleOutput implements Output {
  private final PrintStream out;
  private final PrintStream err;
  private final Style style;
  private Bar bar; // the bar on the terminal's last line, if any

  /** How progress is shown. */
  public enum Style {
    /** A bar redrawn in place. */
    TERMINAL,
    /** Plain lines. */
    PLAIN,
    /** Errors only. */
    QUIET
  }

  /** An output to these streams. */
  public ConsoleOutput(PrintStream out, PrintStream err, Style style) {
    this.out = out;
    this.err = err;
    this.style = style;
  }

  /**
   * The output of this process: a terminal where the launcher saw one, which it says in the system
   * property {@code weightlapse.tty}.
   */
  public static ConsoleOutput ofProcess(boolean quiet) {
    boolean terminal = Boolean.getBoolean("weightlapse.tty");
    return new ConsoleOutput(
        System.out, System.err, quiet ? Style.QUIET : terminal ? Style.TERMINAL : Style.PLAIN);
  }

  @Override
  public synchronized void line(String text) {
    if (style != Style.QUIET) {
      clear();
      out.println(text);
      redraw();
    }
  }

  @Override
  public synchronized void error(String text) {
    clear();
    out.flush();
    err.println(text);
    err.flush();
    redraw();
  }

  @Override
  public synchronized Progress progress(String label, String unit, long total) {
    if (style == Style.QUIET) {
      return Output.silent().progress(label, unit, total);
    }
    Bar next = new Bar(label, unit, total);
    if (style == Style.TERMINAL) {
      clear();
      bar = next;
    }
    return next;
  }

  private void clear() {
    if (bar != null && bar.drawn) {
      out.print("\r\033[K");
    }
  }

  private void redraw() {
    if (bar != null && bar.drawn) {
      out.print(bar.text());
      out.flush();
    }
  }

  private final class Bar implements Progress {
    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long LINE_NANOS = 5_000_000_000L;
    private static final int CELLS = 28;

    private final String label;
    private final String unit;
    private final long total;
    private final long begun = System.nanoTime();
    private long shown = begun;
    private long done;
    private boolean drawn;
    private boolean closed;

    Bar(String label, String unit, long total) {
      this.label = label;
      this.unit = unit;
      this.total = Math.max(1, total);
    }

    @Override
    public void at(long newDone) {
      synchronized (ConsoleOutput.this) {
        long now = System.nanoTime();
        done = Math.min(total, Math.max(done, newDone));
        if (closed || now - shown < (style == Style.TERMINAL ? REDRAW_NANOS : LINE_NANOS)) {
          return;
        }
        shown = now;
        if (style == Style.TERMINAL) {
          clear();
          drawn = true;
          redraw();
        } else {
          out.println(plain());
        }
      }
    }

    @Override
    public void close() {
      synchronized (ConsoleOutput.this) {
        if (closed) {
          return;
        }
        closed = true;
        if (bar == this) {
          clear();
          if (drawn) {
            out.println(text());
          }
          bar = null;
        }
      }
    }

    private String plain() {
      return String.format(Locale.ROOT, "%s: %,d of %,d %s, %s", label, done, total, unit, speed());
    }

    private String text() {
      int filled = (int) (done * CELLS / total);
      return String.format(
          Locale.ROOT,
          "%s [%s%s] %3d %% %s",
          label,
          "#".repeat(filled),
          "-".repeat(CELLS - filled),
          done * 100 / total,
          speed());
    }

    private String speed() {
      double seconds = (System.nanoTime() - begun) / 1e9;
      double rate = done / Math.max(1e-9, seconds);
      String left = done >= total ? "done" : rate <= 0 ? "" : duration((total - done) / rate);
      return String.format(Locale.ROOT, "%,.0f %s/s %s", rate, unit, left);
    }
  }

  /** Seconds as people say them: {@code 4 s left}, {@code 3 min 20 s left}. */
  static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s left";
    }
    if (s < 3600) {
      return s / 60 + " min " + s % 60 + " s left";
    }
    return s / 3600 + " h " + s % 3600 / 60 + " min left";
  }
}
