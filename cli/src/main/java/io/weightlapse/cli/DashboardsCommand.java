// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import picocli.CommandLine.Command;

/** {@code weightlapse dashboards}. */
@Command(
    name = "dashboards",
    mixinStandardHelpOptions = true,
    description = "Grafana's dashboards: pushed into a Grafana, or written as files.",
    synopsisSubcommandLabel = "push | annotate | export",
    subcommands = {
      DashboardsPushCommand.class,
      DashboardsAnnotateCommand.class,
      DashboardsExportCommand.class
    })
final class DashboardsCommand {}
