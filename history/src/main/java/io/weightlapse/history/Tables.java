// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.LogicalTypeAnnotation.timestampType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.DOUBLE;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT32;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/**
 * The columns of the tables. Everything is required; {@code values} is a standard three-level list,
 * so that Spark and DuckDB see {@code array<float>} and {@code FLOAT[]}.
 */
public final class Tables {
  /** Key and value in each file's footer: what a later reader tells old files by. */
  public static final String FORMAT_KEY = "weightlapse.format";

  /** Its value now. */
  public static final String FORMAT = "1";

  /** One row a unit and step; a bias is a row of one value with param {@code b}. */
  public static final MessageType WEIGHTS =
      Types.buildMessage()
          .required(INT64)
          .named("step")
          .required(INT32)
          .named("worker")
          .required(INT32)
          .named("epoch")
          .required(BINARY)
          .as(stringType())
          .named("param")
          .required(INT32)
          .named("neuron")
          .requiredList()
          .requiredElement(FLOAT)
          .named("values")
          .named("weights");

  /** One row a measurement. */
  public static final MessageType METRICS =
      Types.buildMessage()
          .required(INT64)
          .named("step")
          .required(INT32)
          .named("epoch")
          .required(INT32)
          .named("worker")
          .required(BINARY)
          .as(stringType())
          .named("name")
          .required(DOUBLE)
          .named("value")
          .required(INT64)
          .as(timestampType(true, TimeUnit.MICROS))
          .named("time")
          .named("metrics");

  /**
   * One row a grid point. {@code i}, {@code j}, {@code alpha} and {@code beta} are the point;
   * {@code from}, {@code to} and {@code count} its axes, {@code tile} the first grid row of the
   * tile that it came in, and {@code tiles} how many a step has, {@code survey} which survey made
   * it: what replaying the events needs. Older files have no {@code survey}.
   */
  public static final MessageType SURFACES =
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
          .required(DOUBLE)
          .named("origin_alpha")
          .required(DOUBLE)
          .named("origin_beta")
          .required(INT32)
          .named("epoch")
          .required(DOUBLE)
          .named("alpha_from")
          .required(DOUBLE)
          .named("alpha_to")
          .required(INT32)
          .named("alpha_count")
          .required(DOUBLE)
          .named("beta_from")
          .required(DOUBLE)
          .named("beta_to")
          .required(INT32)
          .named("beta_count")
          .required(INT32)
          .named("tile")
          .required(INT32)
          .named("tiles")
          .required(INT64)
          .named("survey")
          .named("surfaces");

  /**
   * One row a weight and range of steps, sorted by neuron, input, worker and first step. {@code
   * input} is -1 for a bias. The list {@code values} has one value a step. Where the steps are
   * {@code step_from}, {@code step_from + step_every}, ... {@code step_to}, {@code steps} is empty;
   * else {@code step_every} is 0 and {@code steps} has them all, rising. A row of one value has
   * {@code step_every} 1.
   */
  public static final MessageType PATHS =
      Types.buildMessage()
          .required(INT32)
          .named("neuron")
          .required(INT32)
          .named("input")
          .required(INT32)
          .named("worker")
          .required(INT64)
          .named("step_from")
          .required(INT64)
          .named("step_to")
          .required(INT64)
          .named("step_every")
          .requiredList()
          .requiredElement(INT64)
          .named("steps")
          .requiredList()
          .requiredElement(FLOAT)
          .named("values")
          .named("paths");

  /** One row a worker and step that the paths of a layer have, with the epoch of that step. */
  public static final MessageType PATH_STEPS =
      Types.buildMessage()
          .required(INT32)
          .named("worker")
          .required(INT64)
          .named("step")
          .required(INT32)
          .named("epoch")
          .named("path_steps");

  private Tables() {}
}
