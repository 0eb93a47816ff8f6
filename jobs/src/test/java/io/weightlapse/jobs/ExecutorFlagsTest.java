// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class ExecutorFlagsTest {
  private static final String OPENS = "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED";

  private static String with(String own, boolean vectors) {
    SparkConf conf = new SparkConf(false);
    if (own != null) {
      conf.set(ExecutorFlags.OPTION, own);
    }
    ExecutorFlags.addTo(conf, vectors);
    String once = conf.get(ExecutorFlags.OPTION);
    ExecutorFlags.addTo(conf, vectors);
    assertThat(conf.get(ExecutorFlags.OPTION)).as("the second time").isEqualTo(once);
    return once;
  }

  @Test
  void missingFlagsComeBehindTheUsersOwn() {
    assertThat(with(null, true)).isEqualTo("--add-modules=jdk.incubator.vector " + OPENS);
    assertThat(with("-Da=b -Xss4m", true))
        .isEqualTo("-Da=b -Xss4m --add-modules=jdk.incubator.vector " + OPENS);
    assertThat(with("--add-modules=java.sql,jdk.incubator.vector", true))
        .isEqualTo("--add-modules=java.sql,jdk.incubator.vector " + OPENS);
    assertThat(with(null, false)).isEqualTo(OPENS);
  }
}
