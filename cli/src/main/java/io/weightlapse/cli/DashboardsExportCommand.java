// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.dashboards.Dashboards;
import io.weightlapse.dashboards.Export;
import io.weightlapse.dashboards.client.Connection;
import io.weightlapse.dashboards.model.GrafanaVersion;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse dashboards export DIR}. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes dashboards and alert rules as JSON, for provisioning or a look.")
final class DashboardsExportCommand implements Callable<Integer> {
  @Mixin private OutputOptions said;

  @Parameters(paramLabel = "DIR", description = "A folder; it is made, files of ours are replaced.")
  private Path folder;

  @Option(
      names = "--grafana-version",
      paramLabel = "VERSION",
      defaultValue = "13.0",
      description = "Whom they are for, from 9.4 on (default: ${DEFAULT-VALUE}).")
  private String version;

  @Option(
      names = "--gallery",
      paramLabel = "URL",
      defaultValue = Dashboards.GALLERY,
      description = "Where browsers reach the gallery (default: ${DEFAULT-VALUE}).")
  private String gallery;

  @Override
  public Integer call() {
    Output out = said.output();
    GrafanaVersion grafana = GrafanaVersion.parse(version);
    String page = Connection.address("--gallery", gallery).toString();
    int files = Export.write(folder, grafana, page);
    out.line(files + " files for Grafana " + grafana + " in " + folder);
    return 0;
  }
}
