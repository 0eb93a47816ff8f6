// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.event.Topics;
import io.weightlapse.jobs.kafka.KafkaCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Topics, users and clients' properties against the code. */
class KafkaTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";

  /** Chunks are at most 900 KiB; headers and batches need some more. */
  private static final long LARGEST_MESSAGE = 1L << 20;

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void topicsAreThoseOfTheCode(String overlay) {
    Map<String, Integer> ours = new TreeMap<>();
    for (JsonNode topic : Overlays.objects(overlay, "KafkaTopic")) {
      ours.put(Overlays.name(topic), topic.at("/spec/partitions").asInt());
      JsonNode config = topic.at("/spec/config");
      assertThat(config.path("cleanup.policy").asText()).isEqualTo("delete");
      assertThat(config.path("max.message.bytes").asLong(LARGEST_MESSAGE))
          .isGreaterThanOrEqualTo(LARGEST_MESSAGE);
      assertThat(topic.at("/spec/replicas").asInt())
          .isGreaterThan(config.path("min.insync.replicas").asInt())
          .isLessThanOrEqualTo(
              Overlays.object(overlay, "KafkaNodePool", "brokers").at("/spec/replicas").asInt());
    }
    Map<String, Integer> theirs = new TreeMap<>();
    for (String topic : Topics.ALL) {
      theirs.put(topic, KafkaCheck.PARTITIONS);
    }
    assertThat(ours).isEqualTo(theirs);
  }

  /** With three brokers and three replicas each broker has every partition. */
  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void whatTopicsKeepFitsTheVolumes(String overlay) {
    double kept = 0;
    for (JsonNode topic : Overlays.objects(overlay, "KafkaTopic")) {
      long bytes = topic.at("/spec/config/retention.bytes").asLong();
      kept += Math.max(0, bytes) * topic.at("/spec/partitions").asDouble();
    }
    JsonNode volume =
        Overlays.object(overlay, "KafkaNodePool", "brokers").at("/spec/storage/volumes/0/size");
    assertThat(kept).isPositive().isLessThan(0.9 * Quantities.of(volume).doubleValue());
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void usersMayWhatTheyMust(String overlay) {
    for (JsonNode user : Overlays.objects(overlay, "KafkaUser")) {
      for (JsonNode acl : user.at("/spec/authorization/acls")) {
        String prefix = acl.at("/resource/name").asText();
        if (acl.at("/resource/type").asText().equals("topic")) {
          assertThat(Topics.ALL).allMatch(t -> t.startsWith(prefix));
        } else {
          assertThat(StreamTest.options().get("--group")).startsWith(prefix);
        }
      }
    }
    assertThat(operations(overlay, "weightlapse-jobs")).containsExactly("Describe", "Write");
    assertThat(operations(overlay, "weightlapse-stream"))
        .containsExactly("Describe", "Read", "Describe", "Read");
  }

  private static List<String> operations(String overlay, String user) {
    return Pods.list(Overlays.object(overlay, "KafkaUser", user).at("/spec/authorization/acls"))
        .stream()
        .flatMap(a -> Pods.list(a.path("operations")).stream())
        .map(JsonNode::asText)
        .toList();
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void clientsFindTheBrokersAndTheirSecrets(String overlay) {
    JsonNode kafka = Overlays.object(overlay, "Kafka", "weightlapse");
    JsonNode listener = kafka.at("/spec/kafka/listeners/0");
    String address = Overlays.name(kafka) + "-kafka-bootstrap:" + listener.path("port").asInt();
    for (String name : List.of("train", "landscape")) {
      var parsed = SparkJobs.parsed(SparkJobs.job(overlay, name));
      assertThat(parsed.matchedOptionValue("--kafka", "")).isEqualTo(address);
      assertThat(SparkJobs.kafkaProperties(parsed)).isEqualTo(StreamTest.kafkaProperties(overlay));
    }
    assertThat(StreamTest.argument(overlay, "--kafka")).isEqualTo(address);
    for (Pods.Pod pod : Pods.of(overlay)) {
      if (pod.labels().containsKey("weightlapse.io/kafka-client")) {
        Map<String, String> mounts = new HashMap<>();
        for (JsonNode mount : pod.spec().at("/containers/0/volumeMounts")) {
          mounts.put(mount.path("mountPath").asText(), mount.path("name").asText());
        }
        assertThat(mounts)
            .as(pod.title())
            .containsKeys("/etc/weightlapse/kafka-user", "/etc/weightlapse/kafka-ca");
      }
    }
  }

  /** Kafka's own clients take the properties, and read the password from the mounted file. */
  @Test
  void clientsReadThePasswordFromAFile(@TempDir Path folder) throws Exception {
    String jaas = "org.apache.kafka.common.security.scram.ScramLoginModule required;";
    Files.writeString(folder.resolve("sasl.jaas.config"), jaas);
    Map<String, Object> properties = new HashMap<>();
    SparkJobs.kafkaProperties(SparkJobs.parsed(SparkJobs.job(Overlays.CPU, "train")))
        .forEach(
            (k, v) -> properties.put(k, v.replace("/etc/weightlapse/kafka-user", folder + "")));
    properties.put("bootstrap.servers", "127.0.0.1:9093");
    for (String key : properties.keySet()) {
      if (!key.startsWith("config.providers")) {
        assertThat(ProducerConfig.configNames()).contains(key);
        assertThat(ConsumerConfig.configNames()).contains(key);
        assertThat(AdminClientConfig.configNames()).contains(key);
      }
    }
    properties.put("key.serializer", StringSerializer.class);
    properties.put("value.serializer", StringSerializer.class);
    properties.put("key.deserializer", StringDeserializer.class);
    properties.put("value.deserializer", StringDeserializer.class);
    assertThat(new ProducerConfig(properties).getPassword("sasl.jaas.config").value())
        .isEqualTo(jaas);
    assertThat(new ConsumerConfig(properties).getPassword("sasl.jaas.config").value())
        .isEqualTo(jaas);
  }
}
