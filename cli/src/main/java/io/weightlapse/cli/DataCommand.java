// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import picocli.CommandLine.Command;

/** {@code weightlapse data}. */
@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    description = "Lists and fetches data sets.",
    synopsisSubcommandLabel = "list | fetch",
    subcommands = {DataListCommand.class, DataFetchCommand.class})
final class DataCommand {}
