// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.data.TableFormat;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** A user's own table in a Parquet file: flat columns of numbers, texts or truth values. */
public final class ParquetTable implements TableFormat {
  @Override
  public boolean reads(String fileName) {
    return fileName.endsWith(".parquet");
  }

  @Override
  public void read(Path file, String name, List<String> columns, RowHandler rows)
      throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    InputFile input = new LocalStore(folder).input(file.getFileName().toString());
    try (ParquetFileReader reader =
        ParquetFileReader.open(input, ParquetReadOptions.builder().build())) {
      MessageType all = reader.getFileMetaData().getSchema();
      List<Type> wanted = new ArrayList<>();
      for (String column : columns) {
        wanted.add(column(all, column, name));
      }
      MessageType schema = new MessageType(all.getName(), wanted);
      reader.setRequestedSchema(schema);
      long row = 1;
      for (PageReadStore p = reader.readNextRowGroup(); p != null; p = reader.readNextRowGroup()) {
        ColumnReadStoreImpl store =
            new ColumnReadStoreImpl(
                p, new NoRecords(schema), schema, reader.getFileMetaData().getCreatedBy());
        List<ColumnReader> cells =
            schema.getColumns().stream().map(store::getColumnReader).toList();
        String[] values = new String[cells.size()];
        for (long end = row + p.getRowCount(); row < end; row++) {
          for (int i = 0; i < values.length; i++) {
            values[i] = cell(cells.get(i));
          }
          rows.row("row " + row, values);
        }
      }
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) { // Parquet says so that a file is broken
      throw new IOException("no whole Parquet file: " + e.getMessage(), e);
    }
  }

  private static Type column(MessageType schema, String column, String name) {
    if (!schema.containsField(column)) {
      String there =
          schema.getFields().stream().map(Type::getName).collect(Collectors.joining(", "));
      throw new UserException(name + ": has no column " + column + " (has " + there + ")", 1, null);
    }
    Type type = schema.getType(column);
    boolean flat = type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED);
    if (!flat || readsNot(type.asPrimitiveType().getPrimitiveTypeName())) {
      throw new UserException(
          name + ": column " + column + " must hold numbers or texts: was " + type, 1, null);
    }
    return type;
  }

  private static boolean readsNot(PrimitiveTypeName type) {
    return type == PrimitiveTypeName.INT96 || type == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
  }

  /** The cell as CSV would have it; nothing is empty. */
  private static String cell(ColumnReader reader) {
    boolean nothing =
        reader.getCurrentDefinitionLevel() < reader.getDescriptor().getMaxDefinitionLevel();
    String text = nothing ? "" : text(reader);
    reader.consume();
    return text;
  }

  private static String text(ColumnReader reader) {
    return switch (reader.getDescriptor().getPrimitiveType().getPrimitiveTypeName()) {
      case INT32 -> Integer.toString(reader.getInteger());
      case INT64 -> Long.toString(reader.getLong());
      case FLOAT -> Float.toString(reader.getFloat());
      case DOUBLE -> Double.toString(reader.getDouble());
      case BOOLEAN -> reader.getBoolean() ? "1" : "0";
      default -> reader.getBinary().toStringUsingUTF8();
    };
  }
}
