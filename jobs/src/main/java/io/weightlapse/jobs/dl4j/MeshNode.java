// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.Sharing;
import io.weightlapse.jobs.ThisExecutor;
import java.io.Closeable;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.apache.spark.TaskContext;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;
import org.nd4j.parameterserver.distributed.v2.messages.impl.GradientsUpdateMessage;

/**
 * This process in the mesh of a training: DL4J's parameter server on its UDP transport. The driver
 * is the root and passes updates on; each executor is a node that keeps those of the epoch under
 * way on its {@link UpdateBoard}.
 */
final class MeshNode implements Closeable {
  private static final int STOPPED = -1; // instead of a minibatch
  private static final int TRIES = 16;
  private static final long PATIENCE_SECONDS = 60;

  private static MeshNode own; // of an executor, which works for one training at a time

  private final MeshPlan plan;
  private final UdpTransport transport;
  private final ModelParameterServer server;

  private MeshNode(MeshPlan plan, String address, int port, boolean root) {
    this.plan = plan;
    VoidConfiguration configuration = MeshPlan.configuration(plan.sharing());
    this.transport = new UdpTransport(address, port, configuration, this::receive);
    this.server = new ModelParameterServer(configuration, transport, root);
    server.addUpdatesSubscriber(new ServerModel());
    try {
      server.launch();
    } catch (RuntimeException e) {
      transport.abandon();
      throw e;
    }
  }

  /**
   * The driver's.
   *
   * @throws UserException if nothing can listen at its address
   */
  static MeshNode root(MeshPlan plan) {
    Sharing s = plan.sharing();
    requireFree(s);
    return new MeshNode(plan, s.controller(), s.port(), true);
  }

  /**
   * This executor's, shared by its workers.
   *
   * @param worker index of the one that asks; the lowest port is its own
   * @param meet whether the processes of the training meet now; a process that comes later is none
   *     of them
   */
  static synchronized MeshNode join(MeshPlan plan, int worker, boolean meet) {
    if (own != null && own.plan.equals(plan)) {
      return own;
    }
    if (own != null) {
      own.close();
      own = null;
    }
    if (!meet) {
      throw new IllegalStateException(who() + " is not in the mesh of the workers");
    }
    String address = Addresses.in(plan.sharing().networkMask(), who());
    own = new MeshNode(plan, address, freePort(address, plan, worker), false);
    return own;
  }

  /** Ends what this executor has of a run. */
  static synchronized void leave(String run) {
    if (own != null && own.plan.run().equals(run)) {
      own.close();
      own = null;
    }
    UpdateBoards.clear(run);
  }

  private static String who() {
    return ThisExecutor.name().orElse("the driver");
  }

  /** A worker's ports are P + 1 + its index, and every so manyth above: no two try the same. */
  private static int freePort(String address, MeshPlan plan, int worker) {
    int first = plan.sharing().port() + 1 + worker;
    for (int i = 0; i < TRIES; i++) {
      int port = first + i * plan.workers();
      if (port < 65536 && isFree(address, port)) {
        return port;
      }
    }
    throw new UserException(
        String.format(
            Locale.ROOT,
            "%s can listen at none of the UDP ports %d, %d, ... above --port %d of %s",
            who(),
            first,
            first + plan.workers(),
            plan.sharing().port(),
            address),
        1,
        null);
  }

  private static boolean isFree(String address, int port) {
    try (DatagramSocket free = new DatagramSocket(new InetSocketAddress(address, port))) {
      return free.isBound();
    } catch (SocketException e) {
      return false;
    }
  }

  /**
   * Fails if the driver's port is taken: Aeron says so in its log alone.
   *
   * @throws UserException naming address and port
   */
  static void requireFree(Sharing sharing) {
    InetSocketAddress at = new InetSocketAddress(sharing.controller(), sharing.port());
    try (DatagramSocket free = new DatagramSocket(at)) {
      free.setReuseAddress(false);
    } catch (SocketException e) {
      throw new UserException(
          String.format(
              Locale.ROOT,
              "nothing can listen at --controller %s --port %d: %s",
              sharing.controller(),
              sharing.port(),
              Messages.innermost(e)),
          1,
          e);
    }
  }

  /** Its name in the mesh. */
  String id() {
    return transport.id();
  }

  /** Waits until this node can reach all others. */
  void await(Collection<String> ids) {
    long begin = System.nanoTime();
    while (!transport.sees(ids)) {
      TaskContext task = TaskContext.get();
      if (task != null && task.isInterrupted()) {
        throw new IllegalStateException("stopped before the workers met");
      }
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        throw new UserException(
            String.format(
                Locale.ROOT,
                "%s does not reach all of %s within %d s",
                who(),
                ids,
                PATIENCE_SECONDS),
            1,
            null);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(5);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted before the workers met", e);
      }
    }
  }

  /** Sends a worker's update to all other processes; its memory may be freed afterwards. */
  void send(int attempt, int minibatch, INDArray update) {
    server.sendUpdate(update, minibatch, attempt);
  }

  /** Tells all other processes that an attempt at an epoch ends. */
  void stop(int attempt) {
    server.sendUpdate(Nd4j.createFromArray(0), STOPPED, attempt);
  }

  private boolean receive(GradientsUpdateMessage update) {
    if (transport.id().equals(transport.getRootId())) {
      return false; // the driver has no worker
    }
    UpdateBoard board = UpdateBoards.of(plan.training(), plan.workers()).at(update.getEpoch());
    if (board == null) {
      return false;
    }
    if (update.getIteration() == STOPPED) {
      board.stop();
      return false;
    }
    return board.put(update.getIteration(), update.getPayload());
  }

  @Override
  public void close() {
    server.shutdown();
  }
}
