// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards;

import io.weightlapse.core.util.UserException;
import io.weightlapse.dashboards.model.AlertRule;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.GrafanaVersion;
import io.weightlapse.dashboards.model.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The dashboards and alert rules as files. */
public final class Export {
  /** Uid of the folder that everything is in. */
  public static final String FOLDER = "weightlapse";

  private Export() {}

  /** The files' texts by their names: the same bytes each time. */
  public static Map<String, String> files(GrafanaVersion version, String gallery) {
    Map<String, String> files = new TreeMap<>();
    for (Dashboard d : Dashboards.all(gallery)) {
      files.put(d.uid() + ".json", Json.pretty(d.toJson(version)));
    }
    files.put(
        "alert-rules.json",
        Json.pretty(
            Json.array(
                AlertRules.all().stream()
                    .map((AlertRule r) -> r.toJson(FOLDER, version))
                    .toList())));
    return files;
  }

  /** Writes them into a folder, which is made; the number of files. */
  public static int write(Path folder, GrafanaVersion version, String gallery) {
    Map<String, String> files = files(version, gallery);
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, String> f : files.entrySet()) {
        Path part = folder.resolve(f.getKey() + ".part");
        Files.write(part, f.getValue().getBytes(StandardCharsets.UTF_8));
        Files.move(
            part, folder.resolve(f.getKey()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UserException("cannot write " + folder + ": " + e.getMessage(), 1, e);
    }
    return files.size();
  }
}
