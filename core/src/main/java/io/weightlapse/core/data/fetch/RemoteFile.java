// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import java.util.List;

/**
 * A file that others publish.
 *
 * @param name of the file
 * @param addresses whole ones, the official one first
 * @param sum MD5 or SHA-256 of the file, hexadecimal
 * @param unpackedSum the same of what gzip unpacks, as mirrors pack anew; empty if unknown
 */
public record RemoteFile(String name, List<String> addresses, String sum, String unpackedSum) {
  /** Copies the list. */
  public RemoteFile {
    addresses = List.copyOf(addresses);
  }

  /** A file that lies at the same name under each base. */
  static RemoteFile under(List<String> bases, String name, String sum, String unpackedSum) {
    return new RemoteFile(name, bases.stream().map(b -> b + name).toList(), sum, unpackedSum);
  }

  /** The name without {@code .gz}. */
  String plainName() {
    return name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
  }
}
