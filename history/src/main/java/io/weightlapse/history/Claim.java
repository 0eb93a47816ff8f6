// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.util.Names;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Says which attempt of a writer may publish. A later attempt takes the claim over; an earlier one
 * that was only paused learns of it before it replaces what the later one wrote.
 */
public final class Claim {
  private final Home home;
  private final String run;
  private final String writer;
  private final byte[] token = Home.utf8(UUID.randomUUID().toString());
  private boolean taken;

  /** A claim that is not taken yet. */
  public Claim(Home home, String run, String writer) {
    this.home = home;
    this.run = run;
    this.writer = Names.require("writer", writer);
  }

  String writer() {
    return writer;
  }

  private String path() {
    return home.runFolder(run) + "/_writers/" + writer;
  }

  /** Says that files of a folder are about to go, or to lose rows. */
  void withdraw(String folder, Predicate<String> names) throws IOException {
    CoveredFiles.withdraw(home, run, folder, names);
  }

  /** Takes the claim, once. */
  public void take() throws IOException {
    if (!taken) {
      home.replace(path(), token);
      taken = true;
    }
  }

  /** Fails if a later attempt has taken it. */
  public void check() throws IOException {
    if (!Arrays.equals(home.read(path()), token)) {
      throw new IOException(
          "writer " + writer + " of run " + run + " has been taken over by a later attempt");
    }
  }
}
