// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import picocli.CommandLine.Command;

/** {@code weightlapse cluster}. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    description = "A Spark cluster of this machine, from this build's own libraries.",
    synopsisSubcommandLabel = "up | down | status",
    subcommands = {ClusterUpCommand.class, ClusterDownCommand.class, ClusterStatusCommand.class})
final class ClusterCommand {}
