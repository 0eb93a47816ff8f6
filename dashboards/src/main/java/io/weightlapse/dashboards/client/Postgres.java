// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.UserException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The database as Grafana reaches it.
 *
 * @param address host:port
 * @param database its name
 * @param sslMode disable, require, verify-ca or verify-full
 * @param user who only reads
 * @param password of that user
 */
public record Postgres(
    String address, String database, String sslMode, String user, String password) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?(?:postgres(?:ql)?://)?([A-Za-z0-9_.-]+|\\[[0-9a-fA-F:.]+])(?::([0-9]{1,5}))?"
              + "/([^/?\\s]+)(?:\\?(\\S*))?");

  /** Reads {@code host:port/database} or an address of JDBC. */
  public static Postgres parse(String text, String user, String password) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new UserException(
          "--postgres must be host:port/database or jdbc:postgresql://host:port/database: was "
              + text.replaceFirst("//[^/@]*@", "//***@")
                  .replaceFirst("(?i)(password=)[^&]*", "$1***"));
    }
    String mode = "disable";
    for (String p : (m.group(4) == null ? "" : m.group(4)).split("&")) {
      if (p.startsWith("sslmode=")) {
        mode = p.substring("sslmode=".length());
      } else if (!p.isEmpty() && p.matches("(?i)(user|password)=.*")) {
        throw new UserException(
            "--postgres must be without user and password:"
                + " give --postgres-user and --postgres-password-env");
      }
    }
    if (!mode.matches("disable|require|verify-ca|verify-full")) {
      throw new UserException(
          "sslmode must be disable, require, verify-ca or verify-full: was " + mode);
    }
    String port = m.group(2) == null ? "5432" : m.group(2);
    return new Postgres(m.group(1) + ":" + port, m.group(3), mode, user, password);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + address + "/" + database;
  }
}
