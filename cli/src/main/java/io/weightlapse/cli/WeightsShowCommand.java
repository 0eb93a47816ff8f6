// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.weights.Tensor;
import io.weightlapse.core.weights.WeightsFile;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weightlapse weights show}: what a file holds. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Lists the tensors of a weights file.")
final class WeightsShowCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "A file ending in .npz, .safetensors or .zip.")
  private String path;

  @Override
  public Integer call() {
    WeightsFile file = WeightsFile.of(path);
    TextTable table = new TextTable("TENSOR", "SHAPE", "MIN", "MAX", "L2 NORM");
    for (Tensor tensor : file.tensors()) {
      float min = Float.POSITIVE_INFINITY;
      float max = Float.NEGATIVE_INFINITY;
      double squares = 0;
      for (float v : tensor.values()) {
        min = Math.min(min, v);
        max = Math.max(max, v);
        squares += (double) v * v;
      }
      boolean empty = tensor.values().length == 0;
      table.row(
          tensor.name(),
          tensor.shape().stream().map(String::valueOf).collect(Collectors.joining(" x ")),
          empty ? "-" : number(min),
          empty ? "-" : number(max),
          number(Math.sqrt(squares)));
    }
    System.out.print(table.text());
    file.network()
        .ifPresent(
            n ->
                System.out.println(
                    "network: "
                        + n.inputs()
                        + n.layers().stream()
                            .map(WeightsShowCommand::layer)
                            .collect(Collectors.joining())
                        + ", "
                        + n.loss().label()));
    return 0;
  }

  private static String layer(LayerSpec layer) {
    return " -> " + layer.units() + " " + layer.activation().label();
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.6g", value);
  }
}
