// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.jobs.Sharing;
import java.io.Serializable;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.enums.MeshBuildMode;
import org.nd4j.parameterserver.distributed.v2.transport.PortSupplier;

/**
 * How the processes of a training find each other.
 *
 * @param run whose workers they are
 * @param driver of the run: a resumed run has another one
 * @param generation grows when processes are lost: the others meet anew then
 * @param sharing with all addresses known
 * @param workers of the run
 */
record MeshPlan(String run, String driver, int generation, Sharing sharing, int workers)
    implements Serializable {
  private static final int STREAM = 119; // as DL4J's own

  /** A port. DL4J's class for one forgets what it is given. */
  private record Port(int number) implements PortSupplier {
    @Override
    public int getPort() {
      return number;
    }
  }

  /** The plan of the meeting after a loss. */
  MeshPlan next() {
    return new MeshPlan(run, driver, generation + 1, sharing, workers);
  }

  /** The training, told from all others. */
  String training() {
    return run + "/" + driver;
  }

  /** As DL4J sees it. */
  static VoidConfiguration configuration(Sharing sharing) {
    VoidConfiguration all = new VoidConfiguration();
    all.setStreamId(STREAM);
    all.setPortSupplier(new Port(sharing.port()));
    all.setUnicastControllerPort(sharing.port());
    if (!sharing.networkMask().isEmpty()) {
      all.setNetworkMask(sharing.networkMask());
    }
    all.setControllerAddress(sharing.controller());
    all.setMeshBuildMode(
        sharing.mesh() == Sharing.Mesh.TREE ? MeshBuildMode.MESH : MeshBuildMode.PLAIN);
    all.setRetransmitTimeout(1); // milliseconds; DL4J waits a second whenever a buffer is full
    return all;
  }
}
