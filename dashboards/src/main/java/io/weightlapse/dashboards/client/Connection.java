// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.UserException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a Grafana is reached.
 *
 * @param address of its start page, without a slash at the end
 * @param credentials who calls
 * @param tls whom to trust; else whom Java trusts
 * @param retries how often a call is repeated
 * @param timeout of one call
 */
public record Connection(
    URI address,
    Credentials credentials,
    Optional<SSLContext> tls,
    Retries retries,
    Duration timeout) {
  /** As the command line gives it. */
  public static Connection to(String grafana, Credentials credentials, Optional<SSLContext> tls) {
    return new Connection(
        address("--grafana", grafana), credentials, tls, Retries.USUAL, Duration.ofSeconds(30));
  }

  /** An http address without credentials, query and the slash at its end. */
  public static URI address(String name, String text) {
    try {
      URI uri = new URI(text.strip().replaceFirst("/+$", ""));
      if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new UserException(name + " must be such as http://host:3000: was no address", 2, e);
    }
    throw new UserException(
        name
            + " must be such as http://host:3000, without credentials or query: was "
            + text.replaceFirst("//[^/@]*@", "//***@"));
  }
}
