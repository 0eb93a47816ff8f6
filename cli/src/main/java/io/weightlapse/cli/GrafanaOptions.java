// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.util.UserException;
import io.weightlapse.dashboards.client.Connection;
import io.weightlapse.dashboards.client.Credentials;
import io.weightlapse.dashboards.client.Tls;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which Grafana, and as whom. Secrets come from the environment: command lines can be seen. */
final class GrafanaOptions {
  @Option(
      names = "--grafana",
      required = true,
      paramLabel = "URL",
      description = "Address of Grafana's start page.")
  private String grafana;

  @Option(
      names = "--grafana-token-env",
      paramLabel = "NAME",
      description = "Variable of the environment that holds the token of a service account.")
  private String tokenVariable;

  @Option(
      names = "--basic-env",
      paramLabel = "NAME",
      description = {
        "Variable that holds user:password of an administrator: with it, a service account and",
        "a token for ten minutes are made, and all else is done with that token."
      })
  private String basicVariable;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Certificate authorities to trust, in PEM.")
  private Path caFile;

  Connection connection() {
    return Connection.to(
        grafana, credentials(System.getenv()), Optional.ofNullable(caFile).map(Tls::trusting));
  }

  private Credentials credentials(Map<String, String> environment) {
    if ((tokenVariable == null) == (basicVariable == null)) {
      throw new UserException("one of --grafana-token-env and --basic-env must be given");
    }
    return tokenVariable == null
        ? Credentials.basic(basicVariable, environment)
        : Credentials.token(tokenVariable, environment);
  }
}
