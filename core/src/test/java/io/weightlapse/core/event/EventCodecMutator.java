// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damages messages the way networks, other versions and strangers do. */
final class EventCodecMutator {
  private static final List<String> VALUES =
      List.of(
          "",
          "-1",
          "0",
          "2",
          "2147483647",
          "2147483648",
          "9223372036854775807",
          "99999999999999999999",
          "NaN",
          "Infinity",
          "1e308",
          "../../etc",
          "\u0000",
          "-5.0:5.0:7",
          "5:-5:7",
          "0:1:2147483647",
          "::",
          "x".repeat(5000),
          "%s%n");

  private EventCodecMutator() {}

  static Message mutate(Message m, Random random) {
    Map<String, String> headers = new LinkedHashMap<>(m.headers());
    byte[] value = m.value() == null ? new byte[0] : m.value().clone();
    List<String> names = new ArrayList<>(headers.keySet());
    String name = names.isEmpty() ? "v" : names.get(random.nextInt(names.size()));
    switch (random.nextInt(9)) {
      case 0 -> headers.remove(name);
      case 1, 2 -> headers.put(name, VALUES.get(random.nextInt(VALUES.size())));
      case 3 -> value = Arrays.copyOf(value, random.nextInt(value.length + 1));
      case 4 -> value = Arrays.copyOf(value, value.length + 1 + random.nextInt(64));
      case 5, 6 -> {
        if (value.length > 0) {
          value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 7 -> {
        return new Message(m.topic(), random.nextBoolean() ? null : "other/l1", headers, value);
      }
      default -> {
        String topic = Topics.ALL.get(random.nextInt(Topics.ALL.size()));
        return new Message(topic, m.key(), headers, random.nextInt(4) == 0 ? null : value);
      }
    }
    return new Message(m.topic(), m.key(), headers, value);
  }
}
