// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.event.EventCodec;
import io.weightlapse.core.event.EventSink;
import io.weightlapse.core.event.Message;
import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.util.UserException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Publishes events to Kafka. It never stops a training: an event that cannot be delivered is
 * counted, and {@link #report} says so afterwards, when the job prints it and exits with 1.
 *
 * <p>A run's start is acknowledged before anything else of the run is sent, and its end is sent
 * after everything before it was acknowledged (or given up), so consumers see them in that order.
 * Thread-safe.
 */
public final class KafkaSink implements EventSink {
  private final KafkaSettings settings;
  private final KafkaProducer<String, byte[]> producer;
  private final Deliveries deliveries = new Deliveries();
  private volatile boolean closed;

  /** Connects in the background; {@link KafkaCheck} says beforehand whether a broker is there. */
  public KafkaSink(KafkaSettings settings) {
    this.settings = settings;
    try {
      this.producer = new KafkaProducer<>(ProducerSettings.of(settings));
    } catch (KafkaException e) {
      throw new UserException(KafkaCheck.line(settings, e), 2, null);
    }
  }

  @Override
  public void publish(Event event) {
    if (closed) {
      deliveries.refused("kafka: the sink is closed");
    } else if (event instanceof RunStarted) {
      send(event);
      await();
    } else if (event instanceof RunEnded) {
      await();
      send(event);
      await();
    } else {
      send(event);
    }
  }

  /** Waits until all events are delivered, or none was for as long as the settings allow. */
  @Override
  public void flush() {
    await();
  }

  /** Flushes, then gives up what is left. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean all = await();
    producer.close(all ? settings.stall() : Duration.ZERO);
  }

  /** Events may have left already; Kafka's readers know that the same identity can come twice. */
  @Override
  public void abort() {
    closed = true;
    producer.close(Duration.ZERO);
  }

  /** What became of the events so far. */
  public KafkaReport report() {
    return deliveries.report("not acknowledged by " + settings.bootstrap());
  }

  private void send(Event event) {
    if (!deliveries.admits()) {
      deliveries.refused("no broker answers at " + settings.bootstrap());
      return;
    }
    List<Message> messages;
    try {
      messages = EventCodec.encode(event);
    } catch (IllegalArgumentException e) {
      deliveries.refused(e.getMessage());
      return;
    }
    deliveries.began();
    AtomicInteger left = new AtomicInteger(messages.size());
    AtomicReference<String> error = new AtomicReference<>();
    for (Message message : messages) {
      long begin = System.nanoTime();
      try {
        // An error before the record is in the buffer reaches the callback too.
        Future<?> unused = // the callback says more
            producer.send(
                record(message),
                (metadata, e) -> {
                  if (e != null) {
                    error.compareAndSet(null, KafkaCheck.cause(settings, e));
                  }
                  end(left, error);
                });
      } catch (InterruptException e) {
        Thread.currentThread().interrupt(); // Spark cancels a task so
        error.compareAndSet(null, "interrupted");
        end(left, error);
      } catch (KafkaException | IllegalStateException e) {
        error.compareAndSet(null, KafkaCheck.cause(settings, e));
        end(left, error);
      }
      if (System.nanoTime() - begin >= settings.maxBlock().toNanos()) {
        deliveries.wentDown();
      }
    }
  }

  private void end(AtomicInteger left, AtomicReference<String> error) {
    if (left.decrementAndGet() == 0) {
      deliveries.ended(error.get());
    }
  }

  private static ProducerRecord<String, byte[]> record(Message m) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(m.topic(), m.key(), m.value());
    m.headers().forEach((k, v) -> record.headers().add(k, v.getBytes(StandardCharsets.UTF_8)));
    return record;
  }

  private boolean await() {
    try {
      return deliveries.await(settings.stall().toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
