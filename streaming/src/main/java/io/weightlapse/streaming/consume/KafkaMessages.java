// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.consume;

import io.weightlapse.core.event.CorruptEventException;
import io.weightlapse.core.event.Message;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Messages as Kafka's client gives them. */
public final class KafkaMessages {
  private KafkaMessages() {}

  /** A record of any topic; the codec says whether it is an event. */
  public static Message of(ConsumerRecord<byte[], byte[]> record) throws CorruptEventException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Header header : record.headers()) {
      String value = header.value() == null ? "" : text(header.value());
      if (headers.put(header.key(), value) != null) {
        throw new CorruptEventException(
            record.topic() + ": a header must be there once: was twice");
      }
    }
    String key = record.key() == null ? null : text(record.key());
    return new Message(record.topic(), key, headers, record.value());
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
