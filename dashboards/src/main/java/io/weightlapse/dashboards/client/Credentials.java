// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.UserException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Who calls. Its text never shows the secret. */
public final class Credentials {
  /** Nobody: only for what Grafana shows to all. */
  public static final Credentials NONE = new Credentials(Kind.NONE, "", "no credentials");

  /** How a caller shows who it is. */
  enum Kind {
    NONE,
    BASIC,
    TOKEN
  }

  private final Kind kind;
  private final String secret;
  private final String name;

  private Credentials(Kind kind, String secret, String name) {
    this.kind = kind;
    this.secret = secret;
    this.name = name;
  }

  /** A token of a service account, from a variable of the environment. */
  public static Credentials token(String variable, Map<String, String> environment) {
    return new Credentials(Kind.TOKEN, value(variable, environment), "the token in " + variable);
  }

  /** {@code user:password}, from a variable of the environment. */
  public static Credentials basic(String variable, Map<String, String> environment) {
    String value = value(variable, environment);
    if (value.indexOf(':') < 1) {
      throw new UserException(variable + " must be user:password: was something without a colon");
    }
    return new Credentials(Kind.BASIC, value, "the user in " + variable);
  }

  /** A token that Grafana just gave. */
  static Credentials fresh(String token) {
    return new Credentials(Kind.TOKEN, token, "the new token");
  }

  private static String value(String variable, Map<String, String> environment) {
    String value = environment.getOrDefault(variable, "").strip();
    if (value.isEmpty()) {
      throw new UserException("the environment's variable " + variable + " must be set: was empty");
    }
    if (value.chars().anyMatch(c -> c < ' ' || c == 127)) {
      throw new UserException(variable + " must be one line of text: had control characters");
    }
    return value;
  }

  boolean isBasic() {
    return kind == Kind.BASIC;
  }

  /** The value of the header {@code Authorization}; empty for nobody. */
  String header() {
    return switch (kind) {
      case NONE -> "";
      case TOKEN -> "Bearer " + secret;
      case BASIC -> "Basic " + base64();
    };
  }

  /** What may stand in no message. */
  List<String> secrets() {
    List<String> all = new ArrayList<>();
    if (kind != Kind.NONE) {
      all.add(secret);
    }
    if (kind == Kind.BASIC) {
      all.add(base64());
      all.add(secret.substring(secret.indexOf(':') + 1));
    }
    return all;
  }

  private String base64() {
    return Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return name;
  }
}
