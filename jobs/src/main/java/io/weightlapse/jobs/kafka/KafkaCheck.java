// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.kafka;

import io.weightlapse.core.event.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Asks, before a job starts, whether its Kafka is there and has the topics. */
public final class KafkaCheck {
  /** How long a user waits to be told. */
  public static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** Partitions of each topic where nobody made it: so many consumers can share the runs. */
  public static final int PARTITIONS = 4;

  private static final long RETRY_MILLIS = 20;

  private KafkaCheck() {}

  /** Empty if a broker answers; else one line that says what is wrong. */
  public static Optional<String> reachable(KafkaSettings settings, Duration timeout) {
    return reachable(settings, timeout, PARTITIONS);
  }

  /**
   * The same; missing topics are made.
   *
   * @param partitions of each topic
   */
  public static Optional<String> reachable(
      KafkaSettings settings, Duration timeout, int partitions) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try (Admin admin = Admin.create(properties(settings, timeout))) {
      try {
        Set<String> present =
            new HashSet<>(admin.listTopics().names().get(left(deadline), TimeUnit.NANOSECONDS));
        create(admin, present, partitions, deadline);
        awaitLeaders(admin, present, partitions, deadline);
        return Optional.empty();
      } finally {
        admin.close(Duration.ZERO); // the other close() waits for answers that never come
      }
    } catch (TimeoutException e) {
      return Optional.of(silence(settings, timeout));
    } catch (ExecutionException e) {
      return Optional.of(
          e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException
              ? silence(settings, timeout)
              : line(settings, e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("kafka: interrupted");
    } catch (KafkaException e) {
      return Optional.of(line(settings, e));
    }
  }

  private static void create(Admin admin, Set<String> present, int partitions, long deadline)
      throws InterruptedException, TimeoutException, ExecutionException {
    List<NewTopic> missing = new ArrayList<>();
    for (String topic : Topics.ALL) {
      if (!present.contains(topic)) {
        // Replicated as the broker's own default says.
        missing.add(new NewTopic(topic, Optional.of(partitions), Optional.empty()));
      }
    }
    if (!missing.isEmpty()) {
      try {
        admin.createTopics(missing).all().get(left(deadline), TimeUnit.NANOSECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) { // made meanwhile by another job
          throw e;
        }
      }
    }
  }

  /**
   * Topics exist a moment before their partitions take messages. A producer's first batches sent in
   * that moment can arrive in the wrong order, which it only notices when they expire.
   */
  private static void awaitLeaders(Admin admin, Set<String> present, int partitions, long deadline)
      throws InterruptedException, TimeoutException, ExecutionException {
    Map<TopicPartition, OffsetSpec> ask = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>();
    Topics.ALL.forEach(topic -> counts.put(topic, partitions));
    present.retainAll(Topics.ALL);
    admin // topics that somebody else made may have another number of partitions
        .describeTopics(present)
        .allTopicNames()
        .get(left(deadline), TimeUnit.NANOSECONDS)
        .forEach((topic, description) -> counts.put(topic, description.partitions().size()));
    counts.forEach(
        (topic, count) -> {
          for (int p = 0; p < count; p++) {
            ask.put(new TopicPartition(topic, p), OffsetSpec.latest());
          }
        });
    while (true) {
      try {
        admin.listOffsets(ask).all().get(left(deadline), TimeUnit.NANOSECONDS);
        return;
      } catch (ExecutionException e) {
        // a broker may not have heard of the new topic from its controller yet
        if (!(e.getCause() instanceof RetriableException) || left(deadline) == 0) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private static long left(long deadline) {
    return Math.max(0, deadline - System.nanoTime());
  }

  private static Properties properties(KafkaSettings settings, Duration timeout) {
    Properties p = new Properties();
    p.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrap());
    String ms = Long.toString(timeout.toMillis());
    p.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ms);
    p.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ms);
    p.putAll(settings.properties());
    return p;
  }

  private static String silence(KafkaSettings settings, Duration timeout) {
    return "kafka: no broker answered at "
        + settings.bootstrap()
        + " within "
        + timeout.toMillis() / 1000
        + " s";
  }

  /** One line of an error, secrets left out. */
  static String line(KafkaSettings settings, Throwable e) {
    return "kafka: " + settings.bootstrap() + ": " + cause(settings, e);
  }

  /** The innermost message: "Failed to construct kafka producer" helps nobody. */
  static String cause(KafkaSettings settings, Throwable e) {
    Throwable inner = e;
    while (inner.getCause() != null) {
      inner = inner.getCause();
    }
    String message = inner.getMessage();
    return settings.redact(message == null ? inner.getClass().getSimpleName() : message);
  }
}
