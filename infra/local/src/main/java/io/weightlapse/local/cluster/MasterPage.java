// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.List;

/**
 * What a master's web page says.
 *
 * @param master Spark's URL
 * @param workers those that are registered and answer
 * @param applications names of those that run
 */
public record MasterPage(String master, List<Worker> workers, List<String> applications) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TIMEOUT_MS = 5_000;

  /** A registered worker: its cores and its memory in MiB, and how much of them executors have. */
  public record Worker(String id, int cores, int coresUsed, int memoryMb, int memoryUsedMb) {}

  /** Nothing is shared. */
  public MasterPage {
    workers = List.copyOf(workers);
    applications = List.copyOf(applications);
  }

  /**
   * Reads the page.
   *
   * @param page its address
   * @throws IOException if it does not answer
   */
  static MasterPage read(String page) throws IOException {
    URLConnection connection = URI.create(page + "/json/").toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MS);
    connection.setReadTimeout(TIMEOUT_MS);
    try (InputStream in = connection.getInputStream()) {
      return of(JSON.readTree(in));
    }
  }

  static MasterPage of(JsonNode tree) {
    List<Worker> workers = new ArrayList<>();
    for (JsonNode w : tree.path("workers")) {
      if (w.path("state").asText().equals("ALIVE")) {
        workers.add(
            new Worker(
                w.path("id").asText(),
                w.path("cores").asInt(),
                w.path("coresused").asInt(),
                w.path("memory").asInt(),
                w.path("memoryused").asInt()));
      }
    }
    List<String> applications = new ArrayList<>();
    tree.path("activeapps").forEach(a -> applications.add(a.path("name").asText()));
    return new MasterPage(tree.path("url").asText(), workers, applications);
  }
}
