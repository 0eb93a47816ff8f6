// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import picocli.CommandLine.Command;

/** {@code weightlapse dashboards}. */
@Command(
    name = "dashboards",
    mixinStandardHelpOptions = true,
    description = "Grafana's dashboards: pushed into a Grafana, written as files, or drawn.",
    synopsisSubcommandLabel = "push | annotate | export | preview",
    subcommands = {
      DashboardsPushCommand.class,
      DashboardsAnnotateCommand.class,
      DashboardsExportCommand.class,
      DashboardsPreviewCommand.class
    })
final class DashboardsCommand {}
