// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  private static final TopicPartition A = new TopicPartition("a", 0);
  private static final TopicPartition B = new TopicPartition("b", 0);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration NOT = Duration.ofMillis(5);

  private final BatchQueue queue = new BatchQueue();

  @Test
  void keepsOrderAndIsBounded() throws Exception {
    SinkBatch first = batch(0, A);
    SinkBatch second = batch(1, A);
    SinkBatch third = batch(2, A);
    queue.put(first);
    assertThat(queue.awaitRoom(LONG)).isTrue();
    queue.put(second);
    assertThat(queue.awaitRoom(NOT)).isFalse();
    assertThat(queue.take(LONG)).isSameAs(first);
    assertThat(queue.awaitRoom(LONG)).isTrue(); // the one being written does not count
    queue.put(third);
    assertThat(queue.committed()).isEmpty();
    assertThat(queue.take(LONG)).isSameAs(second);
    queue.committed();
    assertThat(queue.take(LONG)).isSameAs(third);
    queue.committed();
    assertThat(queue.take(NOT)).isNull();
  }

  @Test
  void whatFailedComesAgainWithoutWhatWasDroppedMeanwhile() throws Exception {
    SinkBatch both = batch(0, A, B);
    queue.put(both);
    queue.put(batch(1, A));
    assertThat(queue.take(LONG)).isSameAs(both);
    queue.failed();
    assertThat(queue.take(LONG)).isSameAs(both);
    queue.drop(List.of(A), NOT); // in the transaction: it cannot be taken out now
    assertThat(both.partitions()).containsExactlyInAnyOrder(A, B);
    queue.failed();
    assertThat(both.partitions()).containsExactly(B);
    assertThat(both.events()).hasSize(1);
    assertThat(both.record(0).topic()).isEqualTo("b");
    queue.drop(List.of(B), LONG); // between two tries
    assertThat(queue.take(NOT)).isNull();
  }

  @Test
  void droppingWaitsForATransactionThatEndsSoon() throws Exception {
    queue.put(batch(0, A));
    queue.take(LONG);
    CountDownLatch dropped = new CountDownLatch(1);
    Thread consumer =
        new Thread(
            () -> {
              try {
                queue.drop(List.of(A), LONG);
                dropped.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    consumer.start();
    while (consumer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    assertThat(dropped.getCount()).isEqualTo(1);
    assertThat(queue.committed()).isEmpty(); // all of it was still this sink's
    dropped.await();
  }

  @Test
  void aCommitTellsWhatWasLostMeanwhile() throws Exception {
    queue.put(batch(0, A, B));
    queue.take(LONG);
    queue.drop(List.of(A), NOT);
    assertThat(queue.committed()).containsExactly(A);
  }

  @Test
  void whenAnotherHasMovedOnAllThatFollowsGoesToo() throws Exception {
    queue.put(batch(0, A));
    queue.put(batch(1, B));
    queue.take(LONG);
    queue.overtaken();
    queue.put(batch(2, A)); // decoded before the consumer knew
    assertThat(queue.take(NOT)).isNull();
    assertThat(queue.takeOvertaken()).isEqualTo(Set.of(A, B));
    assertThat(queue.takeOvertaken()).isEmpty();
    SinkBatch next = batch(0, A);
    queue.put(next);
    assertThat(queue.take(LONG)).isSameAs(next);
  }

  @Test
  void nobodyWaitsForAClosedOne() throws Exception {
    queue.put(batch(0, A));
    queue.put(batch(1, A));
    queue.take(LONG);
    queue.put(batch(2, A));
    queue.close();
    assertThat(queue.awaitRoom(LONG)).isFalse();
    queue.drop(List.of(A), LONG);
    queue.awaitClose(LONG);
    assertThat(queue.take(LONG)).isNull();
  }

  private static SinkBatch batch(long offset, TopicPartition... partitions) {
    SinkBatch batch = new SinkBatch();
    for (TopicPartition p : partitions) {
      batch.add(
          new ConsumerRecord<>(p.topic(), p.partition(), offset, new byte[0], new byte[0]),
          SinkEvents.loss("run", -1, offset, 1));
      batch.move(p, offset, offset + 1);
    }
    return batch;
  }
}
