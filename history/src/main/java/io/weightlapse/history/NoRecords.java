// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.GroupType;

/** Parquet wants to know where records go; columns are read directly, so they go nowhere. */
final class NoRecords extends GroupConverter {
  private final Converter[] fields;

  NoRecords(GroupType type) {
    fields =
        type.getFields().stream()
            .map(t -> t.isPrimitive() ? new NoValue() : new NoRecords(t.asGroupType()))
            .toArray(Converter[]::new);
  }

  @Override
  public Converter getConverter(int field) {
    return fields[field];
  }

  @Override
  public void start() {}

  @Override
  public void end() {}

  private static final class NoValue extends PrimitiveConverter {}
}
