// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.nd4j.common.config.ND4JSystemProperties;
import org.nd4j.linalg.exception.ND4JIllegalStateException;
import org.nd4j.linalg.util.HashUtil;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.enums.PropagationMode;
import org.nd4j.parameterserver.distributed.v2.messages.INDArrayMessage;
import org.nd4j.parameterserver.distributed.v2.messages.VoidMessage;
import org.nd4j.parameterserver.distributed.v2.messages.impl.GradientsUpdateMessage;
import org.nd4j.parameterserver.distributed.v2.transport.impl.AeronUdpTransport;
import org.nd4j.parameterserver.distributed.v2.util.MeshOrganizer;

/**
 * DL4J's transport, whose threads end when it is shut down; DL4J's own poll a closed subscription
 * for as long as the process lives. It is connected to its neighbours in the mesh alone, sends from
 * the thread that asks for it, and leaves it to Spark to notice dead processes: DL4J takes a node
 * that does not answer within 100 ms out of the mesh.
 */
final class UdpTransport extends AeronUdpTransport {
  private static final long IDLE_NANOS = 100_000;
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long CONNECT_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final String UNBLOCK = "aeron.publication.unblock.timeout";
  private static final int TERM_BYTES = 4 << 20; // of shared memory, three times a connection

  private final AtomicBoolean stopping = new AtomicBoolean();
  private final Predicate<GradientsUpdateMessage> receiver;

  /**
   * A node of the mesh; the root where both addresses are the same.
   *
   * @param receiver takes an update; false if nobody wants it
   */
  UdpTransport(
      String address,
      int port,
      VoidConfiguration configuration,
      Predicate<GradientsUpdateMessage> receiver) {
    super(
        prepared(address),
        port,
        configuration.getControllerAddress(),
        configuration.getUnicastControllerPort(),
        configuration);
    this.receiver = receiver;
    splitter = new InMemorySplitter();
  }

  private static String prepared(String address) {
    if (System.getProperty(UNBLOCK) == null) {
      // Aeron refuses to start with one below DL4J's liveness timeout of 30 s
      System.setProperty(UNBLOCK, "60000000000");
    }
    if (System.getProperty(ND4JSystemProperties.AERON_TERM_BUFFER_PROP) == null) {
      System.setProperty(ND4JSystemProperties.AERON_TERM_BUFFER_PROP, "" + TERM_BYTES);
    }
    return address;
  }

  @Override
  protected void createSubscription() {
    ownSubscription = aeron.addSubscription(id(), voidConfiguration.getStreamId());
    messageHandler = new FragmentAssembler(this::jointMessageHandler);
    messagesExecutorService.execute(
        () -> {
          SleepingIdleStrategy idle = new SleepingIdleStrategy(IDLE_NANOS);
          while (!stopping.get()) {
            idle.idle(ownSubscription.poll(messageHandler, 1024));
          }
        });
    for (int i = 0; i < MESSAGE_THREADS; i++) {
      messagesExecutorService.execute(
          () -> untilStopped(() -> processMessage(messageQueue.take())));
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private void untilStopped(Work work) {
    while (!stopping.get()) {
      try {
        work.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (Exception e) {
        if (!stopping.get()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  /** As DL4J's, which gives up after 10 s; a machine may be busier than that. */
  @Override
  protected void addConnection(String node) {
    aeronLock.lock();
    try {
      if (remoteConnections.containsKey(node)) {
        return;
      }
      Publication to = aeron.addPublication(node, voidConfiguration.getStreamId());
      long begin = System.nanoTime();
      while (!to.isConnected()) {
        if (stopping.get() || System.nanoTime() - begin > CONNECT_NANOS) {
          to.close();
          throw new ND4JIllegalStateException("no connection to " + node);
        }
        LockSupport.parkNanos(CONNECT_LOOK_NANOS);
      }
      remoteConnections.put(
          node,
          RemoteConnection.builder()
              .ip(node)
              .longHash(HashUtil.getLongHash(node))
              .publication(to)
              .build());
    } finally {
      aeronLock.unlock();
    }
  }

  @Override
  public synchronized void launchAsMaster() {
    createSubscription();
    masterMode = true;
    mesh.get().getRootNode().setId(id());
    launch();
  }

  /** Sends before it returns: the update's memory may be freed then. */
  @Override
  protected void propagateArrayMessage(INDArrayMessage message, PropagationMode mode)
      throws IOException {
    redirectedPropagateArrayMessage(message);
  }

  @Override
  protected void internalProcessMessage(VoidMessage message) {
    super.internalProcessMessage(message); // passes it on
    if (message instanceof GradientsUpdateMessage update && !receiver.test(update)) {
      UpdateBoard.free(update.getPayload());
    }
  }

  @Override
  public void onMeshUpdate(MeshOrganizer update) {
    MeshOrganizer newest = getMesh(); // updates may come in another order
    neighbours(newest).forEach(this::addConnection);
    numerOfNodes.set((int) newest.totalNodes());
  }

  /** Ids of the nodes that this one sends to; none before it is in the mesh. */
  private Collection<String> neighbours(MeshOrganizer all) {
    List<String> ids = new ArrayList<>();
    if (all.isKnownNode(id())) {
      MeshOrganizer.Node own = all.getNodeById(id());
      if (!own.isRootNode()) {
        ids.add(own.getUpstreamNode().getId());
      }
      own.getDownstreamNodes().forEach(n -> ids.add(n.getId()));
    }
    return ids;
  }

  /** Whether all these are in the mesh, as this node sees it, and it can send to its neighbours. */
  boolean sees(Collection<String> ids) {
    MeshOrganizer now = getMesh();
    return totalNumberOfNodes() > ids.size()
        && ids.stream().allMatch(now::isKnownNode)
        && remoteConnections.keySet().containsAll(neighbours(now));
  }

  /** Ends what there is of a transport that could not start. */
  void abandon() {
    stopping.set(true);
    shutdownFlag.set(true); // nothing is left for the process's end
    messagesExecutorService.shutdownNow();
    executorService.shutdownNow();
    aeron.close();
    driver.close();
    driver.context().deleteDirectory();
  }

  @Override
  public synchronized void shutdown() {
    if (stopping.getAndSet(true)) {
      return;
    }
    messagesExecutorService.shutdownNow();
    executorService.shutdownNow();
    try {
      // nobody may poll what is about to be unmapped
      messagesExecutorService.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    super.shutdown();
    driver.context().deleteDirectory(); // of shared memory; Aeron's driver leaves it
  }
}
