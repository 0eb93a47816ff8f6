// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker, with its own controller, inside this process: for demos and tests of one
 * machine. It listens on 127.0.0.1 only, without passwords. Building does no I/O; {@link #start}
 * formats the folder if it is new, so that a second broker on the same folder continues its log.
 */
public final class EmbeddedKafka implements Closeable {
  /** A broker that does not come up in this time never will. */
  private static final int START_SECONDS = 60;

  private static final long RETRY_MILLIS = 20;

  private final KafkaOptions options;
  private Path folder;
  private int port;
  private KafkaRaftServer server;
  private boolean started;

  /** A broker that is not running yet. */
  public EmbeddedKafka(KafkaOptions options) {
    this.options = options;
  }

  /**
   * Returns when the broker answers and its topics exist.
   *
   * @throws IOException in one line, where the port is taken or the folder cannot be written
   */
  public synchronized EmbeddedKafka start() throws IOException {
    if (started) {
      throw new IllegalStateException("kafka: this broker was started already");
    }
    started = true;
    Ports.requireFree("kafka", options.port());
    folder = BrokerFolder.prepare(options.folder());
    boolean up = false;
    try {
      port = options.port() == 0 ? Ports.free() : options.port();
      BrokerFaults.install();
      KafkaConfig config = KafkaConfig.fromProps(BrokerSettings.of(folder, port, Ports.free()));
      server = new KafkaRaftServer(config, Time.SYSTEM);
      startup(server);
      createTopics();
      up = true;
    } catch (RuntimeException e) {
      throw new IOException("kafka: broker at 127.0.0.1:" + port + " failed: " + line(e), e);
    } finally {
      if (!up) {
        close();
      }
    }
    return this;
  }

  /** What clients connect to, such as {@code 127.0.0.1:9092}. */
  public synchronized String bootstrapServers() {
    if (server == null) {
      throw new IllegalStateException("kafka: the broker is not running");
    }
    return "127.0.0.1:" + port;
  }

  /** Returns if the broker answers within 10 s. */
  public void check() throws IOException {
    String address = bootstrapServers();
    BrokerFaults.check();
    try (Admin admin = admin(address, 10)) {
      admin.describeCluster().nodes().get(10, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("kafka: no broker answered at " + address + " within 10 s", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Stops the broker; a temporary folder is deleted. Closing twice is allowed. */
  @Override
  public synchronized void close() throws IOException {
    KafkaRaftServer running = server;
    server = null;
    try {
      if (running != null) {
        running.shutdown();
        running.awaitShutdown();
      }
    } finally {
      if (options.folder() == null && folder != null) {
        BrokerFolder.delete(folder);
        folder = null;
      }
    }
  }

  /** A broker that fails half way can wait for itself for ever: the caller must not. */
  private void startup(KafkaRaftServer starting) throws IOException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(starting::startup, "weightlapse-kafka-start");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
    thread.start();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(START_SECONDS));
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
    if (thread.isAlive()) {
      server = null; // stopping it would wait as well
      throw new IOException(
          "kafka: broker at 127.0.0.1:" + port + " did not start within " + START_SECONDS + " s");
    }
    if (failure.get() != null) {
      throw new IOException(
          "kafka: broker at 127.0.0.1:" + port + " failed: " + line(failure.get()), failure.get());
    }
  }

  private void createTopics() throws IOException {
    String address = "127.0.0.1:" + port;
    try (Admin admin = admin(address, START_SECONDS)) {
      Set<String> present = admin.listTopics().names().get(START_SECONDS, TimeUnit.SECONDS);
      Set<NewTopic> missing =
          options.topics().entrySet().stream()
              .filter(e -> !present.contains(e.getKey()))
              .map(e -> new NewTopic(e.getKey(), e.getValue(), (short) 1))
              .collect(Collectors.toSet());
      if (!missing.isEmpty()) {
        admin.createTopics(missing).all().get(START_SECONDS, TimeUnit.SECONDS);
      }
      awaitLeaders(admin, present);
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw new IOException("kafka: topics could not be created: " + line(e.getCause()), e);
      }
    } catch (TimeoutException e) {
      throw new IOException(
          "kafka: broker at " + address + " did not answer within " + START_SECONDS + " s", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /**
   * Topics exist a moment before their partitions take messages. A producer's first batches sent in
   * that moment can arrive in the wrong order, which it only notices when they expire.
   */
  private void awaitLeaders(Admin admin, Set<String> present)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> partitions = new HashMap<>();
    Map<String, Integer> counts = new HashMap<>(options.topics());
    admin // a topic of an earlier start may have another number of partitions
        .describeTopics(present)
        .allTopicNames()
        .get(START_SECONDS, TimeUnit.SECONDS)
        .forEach((topic, description) -> counts.put(topic, description.partitions().size()));
    counts.forEach(
        (topic, count) -> {
          for (int p = 0; p < count; p++) {
            partitions.put(new TopicPartition(topic, p), OffsetSpec.latest());
          }
        });
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!partitions.isEmpty()) {
      try {
        admin.listOffsets(partitions).all().get(START_SECONDS, TimeUnit.SECONDS);
        return;
      } catch (ExecutionException e) {
        // the broker may not have heard of the new topic from its own controller yet
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
      }
    }
  }

  private static Admin admin(String address, int seconds) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
            address,
            AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
            "20",
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
            Integer.toString(seconds * 1000),
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Integer.toString(seconds * 1000)));
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("kafka: interrupted", e);
  }

  private static String line(Throwable e) {
    String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return text.lines().findFirst().orElse(text);
  }
}
