// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import picocli.CommandLine.Command;

/** {@code weightlapse weights}. */
@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    description = "Weights as files of other programs: NumPy, safetensors, DL4J.",
    synopsisSubcommandLabel = "export | show",
    subcommands = {WeightsExportCommand.class, WeightsShowCommand.class})
final class WeightsCommand {}
