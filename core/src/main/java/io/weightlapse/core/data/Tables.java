// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.TableData;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;

/** Makes samples of a table file. */
final class Tables {
  private Tables() {}

  /** Rows of the file, before the split. */
  static int rows(TableData spec, DataFolder home) {
    int[] rows = new int[1];
    read(spec, home, List.of(spec.label()), (place, cells) -> rows[0]++);
    return atLeastOne(spec, rows[0]);
  }

  static Optional<Dataset> load(TableData spec, Split split, DataFolder home) {
    int inputs = spec.features().size();
    int outputs = Math.max(1, spec.classes().size());
    List<String> columns = new ArrayList<>(spec.features());
    columns.add(spec.label());
    Growing features = new Growing();
    Growing targets = new Growing();
    int[] rows = new int[1];
    read(
        spec,
        home,
        columns,
        (place, cells) -> {
          for (int i = 0; i < inputs; i++) {
            features.add(number(spec, columns.get(i), cells[i], place));
          }
          if (spec.classes().isEmpty()) {
            targets.add(number(spec, spec.label(), cells[inputs], place));
          } else {
            int label = label(spec, cells[inputs], place);
            for (int c = 0; c < outputs; c++) {
              targets.add(c == label ? 1 : 0);
            }
          }
          rows[0]++;
        });
    atLeastOne(spec, rows[0]);
    int[] wanted = Deal.rows(spec.split(), split, rows[0]);
    if (wanted.length == 0) {
      return Optional.empty();
    }
    float[] x = features.values();
    if (spec.standardise()) {
      Standardise.columns(x, inputs, Deal.rows(spec.split(), Split.TRAIN, rows[0]));
    }
    return Optional.of(
        new Dataset(
            wanted.length,
            inputs,
            outputs,
            Deal.pick(x, inputs, wanted),
            Deal.pick(targets.values(), outputs, wanted)));
  }

  private static int atLeastOne(TableData spec, int rows) {
    if (rows == 0) {
      throw new UserException(spec.path() + ": must have at least one row: was empty", 1, null);
    }
    return rows;
  }

  private static float number(TableData spec, String column, String cell, String place) {
    try {
      float value = Float.parseFloat(cell);
      if (Float.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserException(
        String.format(
            Locale.ROOT,
            "%s: %s must be a finite number: was %s in %s",
            spec.path(),
            column,
            cell.isEmpty() ? "empty" : cell,
            place),
        1,
        null);
  }

  private static int label(TableData spec, String cell, String place) {
    int label = spec.classes().indexOf(cell);
    if (label < 0) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "%s: %s must be one of %s: was %s in %s",
              spec.path(),
              spec.label(),
              String.join(", ", spec.classes()),
              cell.isEmpty() ? "empty" : cell,
              place),
          1,
          null);
    }
    return label;
  }

  private static void read(
      TableData spec, DataFolder home, List<String> columns, TableFormat.RowHandler rows) {
    Path file = Path.of(spec.path());
    if (!Files.exists(file)) {
      file = home.resolve(spec.path());
    }
    if (!Files.isRegularFile(file)) {
      throw new UserException(
          "no table " + spec.path() + " in the working folder or in " + home.path(), 1, null);
    }
    try {
      format(spec.path()).read(file, spec.path(), columns, rows);
    } catch (IOException e) {
      throw new UserException(spec.path() + ": cannot be read: " + e.getMessage(), 1, e);
    }
  }

  private static TableFormat format(String path) {
    CsvTable csv = new CsvTable();
    if (csv.reads(path)) {
      return csv;
    }
    return ServiceLoader.load(TableFormat.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(format -> format.reads(path))
        .findFirst()
        .orElseThrow(
            () -> new UserException("data.table must end in .csv or .parquet: was " + path));
  }

  /** Numbers, of which nobody knows how many come. */
  private static final class Growing {
    private float[] values = new float[1024];
    private int size;

    void add(float value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, Math.multiplyExact(size, 2));
      }
      values[size++] = value;
    }

    float[] values() {
      values = Arrays.copyOf(values, size);
      return values;
    }
  }
}
