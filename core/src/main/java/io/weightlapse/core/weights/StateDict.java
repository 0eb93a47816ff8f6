// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.Param;
import io.weightlapse.core.nn.ParameterBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Named tensors as a network's parameters, and back: {@code l1.weight} (out, in), {@code l1.bias}.
 */
public final class StateDict {
  private static final List<String> WEIGHTS = List.of("weight", "W");
  private static final List<String> BIASES = List.of("bias", "b");

  private StateDict() {}

  /** A network's tensors, named by its layers. */
  public static List<Tensor> tensors(NetworkSpec network, float[] parameters) {
    List<Tensor> tensors = new ArrayList<>();
    for (ParameterBlock b : network.layout().blocks()) {
      boolean weights = b.param() == Param.W;
      tensors.add(
          new Tensor(
              b.layerName() + (weights ? ".weight" : ".bias"),
              weights ? List.of(b.rows(), b.cols()) : List.of(b.rows()),
              Arrays.copyOfRange(parameters, b.offset(), b.offset() + b.size())));
    }
    return tensors;
  }

  /** A dense layer of a file: its tensors by param. */
  private record Module(String name, Map<Param, Tensor> tensors) {}

  /**
   * The flat parameters of a network from a file's tensors: each layer takes the module of its own
   * name or, where the names are others, the modules in their order.
   *
   * @throws IllegalArgumentException naming the first layer that differs, and both shapes
   */
  public static float[] parameters(NetworkSpec network, List<Tensor> tensors) {
    Map<String, Module> modules = modules(tensors);
    boolean named = network.layers().stream().allMatch(layer -> modules.containsKey(layer.name()));
    List<Module> inOrder = List.copyOf(modules.values());
    int layers = network.layers().size();
    float[] parameters = new float[network.layout().size()];
    for (int l = 0; l < layers; l++) {
      String layer = network.layers().get(l).name();
      require(
          named || l < inOrder.size(),
          "layer %s has no weights in the file, which holds %d dense layers of %d",
          layer,
          inOrder.size(),
          layers);
      take(network, l, named ? modules.get(layer) : inOrder.get(l), parameters);
    }
    require(
        inOrder.size() == layers,
        "the network must have the file's %d dense layers: was %d",
        inOrder.size(),
        layers);
    return parameters;
  }

  private static void take(NetworkSpec network, int l, Module module, float[] parameters) {
    String layer = network.layers().get(l).name();
    for (Param param : Param.values()) {
      Tensor tensor = module.tensors().get(param);
      String what = param == Param.W ? "weights" : "bias";
      boolean wanted = param == Param.W || network.layout().hasBias(l);
      require(
          (tensor != null) == wanted,
          "layer %s must have %s in the file: module %s has %s",
          layer,
          wanted ? "a " + what : "no " + what,
          module.name(),
          wanted ? "none" : "one");
      if (tensor != null) {
        ParameterBlock block = network.layout().block(l, param);
        List<Integer> shape =
            param == Param.W ? List.of(block.rows(), block.cols()) : List.of(block.rows());
        require(
            squeezed(tensor.shape(), shape.size()).equals(shape),
            "%s of layer %s must have shape %s: %s has %s",
            what,
            layer,
            shape,
            tensor.name(),
            tensor.shape());
        System.arraycopy(tensor.values(), 0, parameters, block.offset(), block.size());
      }
    }
  }

  /** DL4J keeps a bias as one row. */
  private static List<Integer> squeezed(List<Integer> shape, int dimensions) {
    return dimensions == 1 && shape.size() == 2 && shape.get(0) == 1
        ? List.of(shape.get(1))
        : shape;
  }

  private static Map<String, Module> modules(List<Tensor> tensors) {
    Map<String, Module> modules = new LinkedHashMap<>();
    for (Tensor tensor : tensors) {
      int dot = Math.max(tensor.name().lastIndexOf('.'), tensor.name().lastIndexOf('_'));
      String suffix = tensor.name().substring(dot + 1);
      Param param = WEIGHTS.contains(suffix) ? Param.W : BIASES.contains(suffix) ? Param.B : null;
      require(
          param != null && dot > 0,
          "tensor names must end in .weight or .bias, as of dense layers: was %s",
          tensor.name());
      String name = tensor.name().substring(0, dot);
      Module module = modules.computeIfAbsent(name, n -> new Module(n, new LinkedHashMap<>()));
      require(
          module.tensors().put(param, tensor) == null, "tensor %s is there twice", tensor.name());
    }
    return modules;
  }
}
