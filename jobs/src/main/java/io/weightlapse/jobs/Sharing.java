// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.io.Serializable;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How workers share their updates. Mesh and addresses matter on a cluster only: the workers of
 * {@code local[N]} are in one process.
 *
 * @param threshold parts of an update below it wait with the worker until they have added up; 0 for
 *     DL4J's own choice, which follows the share of parts that are sent
 * @param mesh who talks to whom
 * @param port UDP port of the driver; the executor of worker i takes a port above it
 * @param networkMask network whose addresses are used, as {@code 10.0.0.0/8}; empty for that of the
 *     address at which executors reach the driver
 * @param controller the driver's address in that network; empty for the first one that it has
 */
public record Sharing(double threshold, Mesh mesh, int port, String networkMask, String controller)
    implements Serializable {
  /** How the nodes of DL4J's parameter server are connected. */
  public enum Mesh {
    /** Each with the driver. */
    PLAIN,
    /** As a tree with the driver at its root, each passing on to eight at most. */
    TREE;

    /** The name on the command line. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final String ADDRESS = BYTE + "(\\." + BYTE + "){3}";
  private static final Pattern CONTROLLER = Pattern.compile(ADDRESS);
  private static final Pattern MASK = Pattern.compile(ADDRESS + "/(3[0-2]|[12]?\\d)");

  /** DL4J's threshold and port, addresses found by themselves. */
  public static final Sharing STANDARD = new Sharing(0, Mesh.PLAIN, 49876, "", "");

  /** Checks the bounds. */
  public Sharing {
    Objects.requireNonNull(mesh, "mesh");
    if (!(threshold >= 0) || Double.isInfinite(threshold)) {
      throw new UserException("--threshold must be positive: was " + threshold);
    }
    Checks.require(port >= 1 && port <= 65535, "--port must be between 1 and 65535: was %d", port);
    if (!networkMask.isEmpty() && !MASK.matcher(networkMask).matches()) {
      throw new UserException(
          "--network-mask must be an address and its bits, as 10.0.0.0/8: was " + networkMask);
    }
    if (!controller.isEmpty() && !CONTROLLER.matcher(controller).matches()) {
      throw new UserException(
          "--controller must be an IPv4 address, as 10.0.0.1: was " + controller);
    }
  }
}
