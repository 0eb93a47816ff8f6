// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import javax.net.ssl.SSLException;

/** What went wrong, in one line, and what to do. */
final class Failures {
  private Failures() {}

  static String unreachable(URI base, IOException e) {
    String grafana = "Grafana at " + base + " ";
    if (e instanceof UnknownHostException) {
      return grafana + "cannot be found: unknown host " + base.getHost();
    }
    if (e instanceof HttpTimeoutException) {
      return grafana + "does not answer in time";
    }
    if (e instanceof SSLException) {
      return grafana
          + "cannot be trusted ("
          + firstLine(e)
          + "): give its certificate authority with --ca-file, or another --grafana";
    }
    if (e instanceof ConnectException) {
      // Java gives unknown hosts this way, too, with nothing said
      return grafana + "cannot be reached: nothing answers there";
    }
    return grafana + "breaks off: " + firstLine(e);
  }

  static String redirected(URI base, String location) {
    return "Grafana is not at "
        + base
        + ", which leads to "
        + location
        + ": give the address of its start page to --grafana";
  }

  static String page(URI base, String what, int status) {
    return "%s at %s gives a web page (%d), not Grafana's API: is --grafana the address of its start page, and is there a proxy or login page before it?"
        .formatted(what, base, status);
  }

  static String refused(URI base, String what, Answer answer, Credentials who) {
    String said =
        answer.message().isEmpty() ? "" : ": " + answer.message().lines().findFirst().get();
    return switch (answer.status()) {
      case 401 -> "Grafana at %s does not know %s (401%s)".formatted(base, who, said);
      case 403 ->
          "Grafana does not allow %s to %s (403%s): a service account with the role Admin may"
              .formatted(who, what, said);
      case 404 ->
          "%s is not there (404%s): is --grafana, which was %s, the address of Grafana's start page?"
              .formatted(what, said, base);
      case 412 -> "Grafana has something else in the place of %s (412%s)".formatted(what, said);
      default -> "%s failed (%d%s)".formatted(what, answer.status(), said);
    };
  }

  private static String firstLine(IOException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }
}
