// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import java.util.List;

/**
 * What the processes of a cluster run.
 *
 * @param classPath holds Spark's libraries; jars of our own modules in it are left out
 * @param jvmFlags that Spark needs on this Java
 */
public record SparkLibraries(String classPath, List<String> jvmFlags) {
  /** Nothing is shared. */
  public SparkLibraries {
    jvmFlags = List.copyOf(jvmFlags);
  }
}
