// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.5 | percentunit | -1 | 50 %",
        "0.98765 | percentunit | -1 | 98.77 %",
        "0.0042 | s | -1 | 4.2 ms",
        "0.0000042 | s | -1 | 4.2 \u00b5s",
        "90 | s | -1 | 90 s",
        "150 | s | -1 | 2.5 min",
        "7200 | s | -1 | 2 h",
        "0 | s | -1 | 0 s",
        "1536 | bytes | -1 | 1.5 KiB",
        "1048576 | Bps | -1 | 1 MiB/s",
        "12345 | short | -1 | 12.3 K",
        "999 | short | -1 | 999",
        "300500 | '' | -1 | 300500",
        "0.123456 | '' | -1 | 0.1235",
        "0.123456 | '' | 2 | 0.12",
        "-0.00001234 | '' | -1 | -1.234e-5",
        "1e12 | '' | -1 | 1e12",
        "NaN | s | -1 | NaN",
      })
  void valuesHaveTheirUnits(double value, String unit, int decimals, String text) {
    assertThat(Units.write(value, unit, decimals)).isEqualTo(text.replace("1e12", "1e+12"));
  }

  @Test
  void otherValues() {
    assertThat(Units.write(null, "s", -1)).isEmpty();
    assertThat(Units.write("xor", "s", -1)).isEqualTo("xor");
    Instant before = Instant.now().minusSeconds(3 * 3600 + 60);
    assertThat(Units.write(Timestamp.from(before), "dateTimeFromNow", -1)).isEqualTo("3 hours ago");
    assertThat(Units.write(Timestamp.from(Instant.EPOCH), "", -1))
        .isEqualTo("1970-01-01T00:00:00Z");
  }
}
