// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.BlockManagerId;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/** Does something once in each executor, whatever their number of slots. */
final class Everywhere {
  private Everywhere() {}

  /** What to do; the same as often as it is called. */
  interface Work extends Serializable {
    /** Does it. */
    void call() throws IOException;
  }

  /** In this process where Spark is local, else in each executor that there is now. */
  static void call(JavaSparkContext spark, Work work) throws IOException {
    if (spark.sc().isLocal()) {
      work.call();
      return;
    }
    List<Tuple2<Integer, Seq<String>>> places = new ArrayList<>();
    for (BlockManagerId id :
        JavaConverters.asJavaCollection(
            SparkEnv.get().blockManager().master().getMemoryStatus().keys())) {
      if (!id.isDriver()) {
        // how Spark writes "that executor"; all are idle, so each task goes where it belongs
        String executor = "executor_" + id.host() + "_" + id.executorId();
        places.add(
            new Tuple2<>(places.size(), JavaConverters.asScalaBuffer(List.of(executor)).toSeq()));
      }
    }
    if (places.isEmpty()) {
      return;
    }
    RDD<Integer> rdd =
        spark
            .sc()
            .makeRDD(
                JavaConverters.asScalaBuffer(places).toSeq(),
                ClassTag$.MODULE$.<Integer>apply(Integer.class));
    rdd.toJavaRDD().foreach(i -> work.call());
  }
}
