// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A token for one push, from a user and a password: they are used for this alone. The token goes
 * when this is closed, and by itself after ten minutes.
 */
final class ServiceAccount implements AutoCloseable {
  static final String NAME = "weightlapse";
  private static final int SECONDS = 600;

  private final Grafana user;
  private final long account;
  private final long token;
  private final Credentials credentials;

  private ServiceAccount(Grafana user, long account, long token, Credentials credentials) {
    this.user = user;
    this.account = account;
    this.token = token;
    this.credentials = credentials;
  }

  /** Does something with a token: a user's of its own, or else what the caller has. */
  static void with(Grafana grafana, Consumer<Grafana> work) {
    if (!grafana.http().credentials().isBasic()) {
      work.accept(grafana);
      return;
    }
    try (ServiceAccount account = open(grafana)) {
      work.accept(grafana.as(account.credentials));
    }
  }

  /** Finds or makes the service account, and gives it a token. */
  private static ServiceAccount open(Grafana user) {
    long account = account(user);
    JsonNode made = user.createToken(account, "push-" + System.nanoTime(), SECONDS);
    String key = made.path("key").asText("");
    if (key.isEmpty()) {
      throw new GrafanaException("Grafana gave no token for the service account " + NAME);
    }
    return new ServiceAccount(user, account, made.path("id").asLong(), Credentials.fresh(key));
  }

  /** An answer may be lost: who is there is asked before each try. */
  private static long account(Grafana user) {
    Retries retries = user.http().retries();
    for (int attempt = 1; ; attempt++) {
      Optional<Long> there = user.serviceAccount(NAME);
      if (there.isPresent()) {
        return there.get();
      }
      try {
        return user.createServiceAccount(NAME, "Admin");
      } catch (GrafanaException e) {
        if (attempt >= retries.attempts() || !(e.getCause() instanceof IOException)) {
          throw e;
        }
        Http.pause(retries.after(attempt, 0));
      }
    }
  }

  @Override
  public void close() {
    user.deleteToken(account, token);
  }
}
