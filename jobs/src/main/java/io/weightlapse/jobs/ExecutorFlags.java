// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import java.lang.module.ModuleFinder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;

/**
 * Flags that the JVMs of executors need beyond Spark's own: the Vector API, without which wide
 * layers train several times slower, and what DL4J's parameter server opens.
 */
final class ExecutorFlags {
  static final String OPTION = "spark.executor.extraJavaOptions";
  static final String VECTOR_MODULE = "jdk.incubator.vector";
  private static final String OPENS = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

  private ExecutorFlags() {}

  /** Adds those that are missing behind what the user set. */
  static void addTo(SparkConf conf) {
    // An executor's Java is the driver's, as far as the driver can know; a JVM does not start with
    // a module that it lacks.
    addTo(conf, ModuleFinder.ofSystem().find(VECTOR_MODULE).isPresent());
  }

  static void addTo(SparkConf conf, boolean vectors) {
    String own = conf.get(OPTION, "").strip();
    List<String> all = new ArrayList<>();
    if (!own.isEmpty()) {
      all.add(own);
    }
    if (vectors && !own.contains(VECTOR_MODULE)) {
      all.add("--add-modules=" + VECTOR_MODULE);
    }
    if (!own.contains(OPENS)) {
      all.add(OPENS);
    }
    conf.set(OPTION, String.join(" ", all));
  }
}
