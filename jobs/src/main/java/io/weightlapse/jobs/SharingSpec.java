// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.Checks;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;

/**
 * How workers that share gradients find and tell each other.
 *
 * @param threshold a parameter's update is told once it has grown to this
 * @param mesh who tells whom
 * @param port UDP port of the mesh on every machine
 * @param networkMask which of a machine's addresses the mesh uses, such as 10.0.0.0/16
 * @param controller address at which the others find the driver; empty for Spark's own
 */
public record SharingSpec(
    double threshold, Mesh mesh, int port, String networkMask, String controller)
    implements Serializable {
  /** Who tells whom. */
  public enum Mesh {
    /** Everybody the driver, which tells everybody: for few workers. */
    PLAIN,
    /** Down a tree. */
    MESH;

    /** The name on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** On one machine. */
  public static final SharingSpec STANDARD =
      new SharingSpec(1e-3, Mesh.PLAIN, 40123, "127.0.0.0/8", "");

  /** Checks the bounds. */
  public SharingSpec {
    Checks.positive("--threshold", threshold);
    Objects.requireNonNull(mesh, "mesh");
    Checks.require(
        port >= 1024 && port <= 65535, "--mesh-port must be 1024 to 65535: was %d", port);
    Checks.require(
        networkMask.matches("\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}"),
        "--network-mask must be like 10.0.0.0/16: was %s",
        networkMask);
    Objects.requireNonNull(controller, "controller");
  }
}
