// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class QueuedSinkTest extends EventSinkContract {
  private final MemorySink memory = new MemorySink();

  @Override
  protected EventSink sink() {
    return new QueuedSink(memory);
  }

  @Override
  protected List<Event> stored() {
    return memory.events();
  }

  /** A sink that stands still until it is let go. */
  private static final class Gate implements EventSink {
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger taken = new AtomicInteger();

    @Override
    public void publish(Event event) throws IOException {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new InterruptedIOException();
      }
      taken.incrementAndGet();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aFullQueueHoldsThePublisherUpAndDropsNothing() throws Exception {
    Gate gate = new Gate();
    QueuedSink sink = new QueuedSink(gate, 10_000);
    AtomicInteger published = new AtomicInteger();
    Thread publisher =
        new Thread(
            () -> {
              try {
                for (int i = 0; i < 100; i++) {
                  sink.publish(weights(i, new float[500]));
                  published.incrementAndGet();
                }
              } catch (IOException e) {
                published.set(-1);
              }
            });
    publisher.start();
    while (publisher.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(published.get()).isEqualTo(4); // 4 x 2,256 bytes
    gate.open.countDown();
    publisher.join();
    sink.flush();
    assertThat(gate.taken.get()).isEqualTo(100);
    sink.close();
  }

  @Test
  void anEventAboveTheCapacityGoesAlone() throws Exception {
    try (QueuedSink sink = new QueuedSink(memory, 100)) {
      sink.publish(weights(0, new float[1000]));
      sink.publish(weights(1, new float[1000]));
      sink.flush();
    }
    assertThat(memory.events()).hasSize(2);
  }

  @Test
  void anErrorReachesThePublisher() throws Exception {
    IOException full = new IOException("No space left on device");
    QueuedSink sink = new QueuedSink(memory);
    sink.submit(
        0,
        target -> {
          throw full;
        });
    assertThatThrownBy(sink::flush)
        .isInstanceOf(IOException.class)
        .hasMessage("No space left on device")
        .hasCause(full);
    assertThatThrownBy(() -> sink.publish(loss(0, 0, 1))).hasMessage("No space left on device");
    assertThat(memory.events()).isEmpty();
    sink.abort();
    Error error = new StackOverflowError();
    QueuedSink other = new QueuedSink(memory);
    other.submit(
        0,
        target -> {
          throw error;
        });
    assertThatThrownBy(other::drain).isSameAs(error);
    other.abort();
  }

  @Test
  void abortGivesUpWhatWaits() throws Exception {
    Gate gate = new Gate();
    QueuedSink sink = new QueuedSink(gate);
    for (int i = 0; i < 5; i++) {
      sink.publish(loss(i, 0, 1));
    }
    Thread aborting = new Thread(sink::abort);
    aborting.start();
    while (aborting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    gate.open.countDown();
    aborting.join();
    assertThat(gate.taken.get()).isLessThanOrEqualTo(1);
    assertThatThrownBy(() -> sink.publish(loss(9, 0, 1)))
        .hasMessage("the writing thread has ended");
  }
}
