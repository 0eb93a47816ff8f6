// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.aeron.FragmentAssembler;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.transport.impl.AeronUdpTransport;

/**
 * DL4J's transport, whose threads end when it is shut down. DL4J's own poll a closed subscription
 * for as long as the process lives.
 */
final class UdpTransport extends AeronUdpTransport {
  private static final long IDLE_NANOS = 100_000;

  private final AtomicBoolean stopping = new AtomicBoolean();

  UdpTransport(String address, int port, VoidConfiguration configuration) {
    super(address, port, configuration);
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
    for (int i = 0; i < SENDER_THREADS; i++) {
      messagesExecutorService.execute(
          () -> untilStopped(() -> redirectedPropagateArrayMessage(propagationQueue.take())));
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
        throw new IllegalStateException(e);
      }
    }
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
    stopping.set(true);
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
