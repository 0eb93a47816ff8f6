// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import io.weightlapse.core.experiment.Nearest;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** CSV as RFC 4180 has it: commas, a header line, quotes around cells where needed; UTF-8. */
public final class CsvTable implements TableFormat {
  @Override
  public boolean reads(String fileName) {
    return fileName.endsWith(".csv");
  }

  @Override
  public void read(Path file, String name, List<String> columns, RowHandler rows)
      throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      Lines lines = new Lines(reader, name);
      List<String> header = lines.next();
      if (header == null) {
        throw new UserException(name + ": must begin with a header line: was empty", 1, null);
      }
      int[] index = columns.stream().mapToInt(c -> index(header, c, name)).toArray();
      String[] cells = new String[index.length];
      for (List<String> line = lines.next(); line != null; line = lines.next()) {
        if (line.size() == 1 && line.get(0).isEmpty() && header.size() > 1) {
          continue; // an empty line
        }
        if (line.size() != header.size()) {
          throw lines.broken("must have " + header.size() + " cells: had " + line.size());
        }
        for (int i = 0; i < index.length; i++) {
          cells[i] = line.get(index[i]);
        }
        rows.row("line " + lines.begin, cells);
      }
    } catch (CharacterCodingException e) {
      throw new UserException(name + ": must be UTF-8: " + e.getMessage(), 1, e);
    }
  }

  private static int index(List<String> header, String column, String name) {
    int i = header.indexOf(column);
    if (i < 0) {
      throw new UserException(
          name
              + ": has no column "
              + column
              + Nearest.of(column, header).map(n -> "; did you mean " + n + "?").orElse("")
              + " (has "
              + String.join(", ", header)
              + ")",
          1,
          null);
    }
    if (header.lastIndexOf(column) != i) {
      throw new UserException(name + ": has column " + column + " twice", 1, null);
    }
    return i;
  }

  /** The cells of one line after the other. */
  private static final class Lines {
    private final Reader reader;
    private final String name;
    private int line = 1;
    private int begin;
    private int ahead;

    Lines(Reader reader, String name) throws IOException {
      this.reader = reader;
      this.name = name;
      this.ahead = reader.read();
      if (ahead == 0xfeff) {
        ahead = reader.read();
      }
    }

    private int take() throws IOException {
      int c = ahead;
      ahead = reader.read();
      line += c == '\n' ? 1 : 0;
      return c;
    }

    List<String> next() throws IOException {
      begin = line;
      if (ahead < 0) {
        return null;
      }
      List<String> cells = new ArrayList<>();
      while (true) {
        cells.add(ahead == '"' ? quoted() : plain());
        int c = take();
        if (c == '\r' && ahead == '\n') {
          c = take();
        }
        if (c == '\n' || c < 0) {
          return cells;
        }
        if (c != ',') {
          throw broken("must have a comma after a quoted cell: was " + (char) c);
        }
      }
    }

    private String plain() throws IOException {
      StringBuilder text = new StringBuilder();
      while (ahead >= 0 && ahead != ',' && ahead != '\n' && ahead != '\r') {
        text.append((char) take());
      }
      return text.toString();
    }

    private String quoted() throws IOException {
      StringBuilder text = new StringBuilder();
      take();
      while (true) {
        int c = take();
        if (c < 0) {
          throw broken("must close its quote: the file ended");
        }
        if (c == '"' && ahead != '"') {
          return text.toString();
        }
        text.append((char) (c == '"' ? take() : c));
      }
    }

    UserException broken(String what) {
      return new UserException(name + ": " + what + " in line " + begin, 1, null);
    }
  }
}
