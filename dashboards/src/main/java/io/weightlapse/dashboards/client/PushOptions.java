// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import io.weightlapse.core.util.Checks;
import io.weightlapse.dashboards.model.GrafanaVersion;
import java.net.URI;
import java.util.Optional;

/**
 * What is pushed.
 *
 * @param folder title of the folder
 * @param version of Grafana; else it is asked
 * @param postgres the database; else the data source stays as it is
 * @param prometheus where Grafana reaches Prometheus; else the data source stays as it is
 * @param gallery where browsers reach the gallery
 * @param home what becomes of the organisation's home dashboard
 * @param passwords when the database's password is sent
 * @param mode whether anything is changed
 */
public record PushOptions(
    String folder,
    Optional<GrafanaVersion> version,
    Optional<Postgres> postgres,
    Optional<URI> prometheus,
    String gallery,
    Home home,
    Passwords passwords,
    Mode mode) {
  /** What becomes of the home dashboard. */
  public enum Home {
    /** It stays. */
    KEEP,
    /** The overview of runs. */
    OVERVIEW
  }

  /** When the database's password is sent to a data source that is there. */
  public enum Passwords {
    /** Where something else differs, or the data source does not work. */
    WHERE_NEEDED,
    /** Each time: it was changed, and the old one may still work. */
    ALWAYS
  }

  /** Whether anything is changed. */
  public enum Mode {
    /** Yes. */
    APPLY,
    /** No: differences are said. */
    DRY_RUN
  }

  /** The title may not be empty. */
  public PushOptions {
    Checks.require(!folder.isBlank(), "folder must not be empty: was '%s'", folder);
  }
}
