// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.view.plot;

import java.awt.Color;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;

/**
 * An axis of a chart.
 *
 * @param title what is measured
 * @param range what it shows
 * @param ticks whether the numbers are written
 * @param locale of the numbers
 */
public record Axis2(String title, NiceRange range, Ticks ticks, Locale locale) {
  /** Whether an axis carries numbers. */
  public enum Ticks {
    /** It does. */
    SHOWN,
    /** The position along it means nothing. */
    HIDDEN
  }

  NumberAxis chartAxis() {
    NumberAxis axis = new NumberAxis(title);
    axis.setRange(range.min(), range.max());
    axis.setTickUnit(new NumberTickUnit(range.tick(), new TickFormat(range, locale)));
    axis.setLabelFont(Style.plain(12));
    axis.setLabelPaint(Style.INK);
    axis.setTickLabelFont(Style.plain(11));
    axis.setTickLabelPaint(ticks == Ticks.SHOWN ? Style.FAINT_INK : new Color(0, 0, 0, 0));
    axis.setTickMarksVisible(ticks == Ticks.SHOWN);
    axis.setTickMarkPaint(Style.AXIS);
    axis.setAxisLinePaint(Style.AXIS);
    return axis;
  }

  /** Writes ticks the way {@link NiceRange#text} does. */
  private static final class TickFormat extends NumberFormat {
    private final transient NiceRange range;
    private final Locale locale;

    TickFormat(NiceRange range, Locale locale) {
      this.range = range;
      this.locale = locale;
    }

    @Override
    public StringBuffer format(double value, StringBuffer to, FieldPosition at) {
      double tick = Math.rint(value / range.tick()) * range.tick();
      return to.append(range.text(tick, locale));
    }

    @Override
    public StringBuffer format(long value, StringBuffer to, FieldPosition at) {
      return format((double) value, to, at);
    }

    @Override
    public Number parse(String source, ParsePosition at) {
      throw new UnsupportedOperationException("ticks are written, never read");
    }

    @Override
    public boolean equals(Object o) {
      return this == o;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(this);
    }
  }
}
