// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.Serializable;
import org.apache.spark.api.java.function.Function2;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.runtime.AbstractFunction2;

/** A worker's round for Spark's barrier, which Java's own interfaces do not reach. */
final class ScalaCall extends AbstractFunction2<Object, Iterator<Integer>, Iterator<PackedResult>>
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Function2<Integer, java.util.Iterator<Integer>, java.util.Iterator<PackedResult>>
      task;

  ScalaCall(RoundTask task) {
    this.task = task;
  }

  @Override
  public Iterator<PackedResult> apply(Object index, Iterator<Integer> values) {
    try {
      return JavaConverters.asScalaIterator(
          task.call((Integer) index, JavaConverters.asJavaIterator(values)));
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
