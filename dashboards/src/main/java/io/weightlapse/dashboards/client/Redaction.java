// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import java.util.List;
import java.util.stream.Stream;

/**
 * Takes secrets out of messages, should Grafana or Java quote one.
 *
 * @param secrets what may not be said
 */
record Redaction(List<String> secrets) {
  Redaction {
    secrets = List.copyOf(secrets);
  }

  Redaction with(List<String> more) {
    return new Redaction(Stream.concat(secrets.stream(), more.stream()).distinct().toList());
  }

  String of(String text) {
    String clean = text;
    for (String s : secrets) {
      clean = s.length() < 3 ? clean : clean.replace(s, "***");
    }
    return clean;
  }

  @Override
  public String toString() {
    return secrets.size() + " secrets";
  }
}
