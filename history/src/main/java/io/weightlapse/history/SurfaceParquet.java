// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import io.weightlapse.core.landscape.SurfaceGrid;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/** One surface as one Parquet file of its own: what a chart needs, nothing of how it was made. */
public final class SurfaceParquet {
  private static final MessageType SCHEMA =
      Types.buildMessage()
          .required(INT64)
          .named("step")
          .required(INT32)
          .named("i")
          .required(INT32)
          .named("j")
          .required(DOUBLE)
          .named("alpha")
          .required(DOUBLE)
          .named("beta")
          .required(FLOAT)
          .named("loss")
          .required(FLOAT)
          .named("accuracy")
          .required(BINARY)
          .as(stringType())
          .named("state")
          .named("surface");

  private SurfaceParquet() {}

  /** Writes a whole file, in place of one that has the name. */
  public static void write(Path file, long step, SurfaceGrid grid) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    Store store = new LocalStore(folder);
    String temporary = "_tmp-" + file.getFileName();
    try (PageCodec codec = new PageCodec()) {
      RowGroup rows = new RowGroup(SCHEMA, codec);
      PartFile part = new PartFile(store, temporary, SCHEMA);
      for (int i = 0; i < grid.alpha().count(); i++) {
        for (int j = 0; j < grid.beta().count(); j++) {
          rows.add(step)
              .add(i)
              .add(j)
              .add(grid.alpha().at(i))
              .add(grid.beta().at(j))
              .add(grid.loss(i, j))
              .add(grid.accuracy(i, j))
              .add(grid.state(i, j).label());
          rows.endRow();
          if (rows.rawBytes() >= TableWriter.ROW_GROUP) {
            part.write(rows);
            rows = new RowGroup(SCHEMA, codec);
          }
        }
      }
      if (rows.rows() > 0) {
        part.write(rows);
      }
      part.finish();
      store.publish(temporary, file.getFileName().toString());
    } finally {
      store.delete(temporary);
    }
  }
}
