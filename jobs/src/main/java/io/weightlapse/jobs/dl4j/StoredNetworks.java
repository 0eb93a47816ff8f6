// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** Makes our networks of DL4J's: what {@link Networks} does, the other way. */
final class StoredNetworks {
  private StoredNetworks() {}

  /**
   * The network of a configuration.
   *
   * @throws IllegalArgumentException naming the first layer that we do not have
   */
  static NetworkSpec spec(MultiLayerConfiguration configuration) {
    List<LayerSpec> layers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    long inputs = 0;
    Loss loss = null;
    int count = configuration.getConfs().size();
    for (int l = 0; l < count; l++) {
      Layer layer = configuration.getConf(l).getLayer();
      dropBefore(layers, l, layer);
      if (layer instanceof LossLayer end && l == count - 1) {
        require(
            end.getActivationFn() instanceof ActivationSoftmax,
            "layer %d must be a softmax before its loss: was %s",
            l,
            end.getActivationFn());
        loss = loss(l, end.getLossFn(), true);
        continue;
      }
      require(
          layer instanceof DenseLayer || (layer instanceof OutputLayer && l == count - 1),
          "layer %d must be dense: was %s",
          l,
          layer.getClass().getSimpleName());
      IActivation activation = ((BaseLayer) layer).getActivationFn();
      boolean softmax = activation instanceof ActivationSoftmax;
      if (layer instanceof OutputLayer output) {
        loss = loss(l, output.getLossFn(), softmax);
      }
      FeedForwardLayer sizes = (FeedForwardLayer) layer;
      inputs = l == 0 ? sizes.getNIn() : inputs;
      layers.add(
          new LayerSpec(
              name(layer.getLayerName(), l, names),
              Math.toIntExact(sizes.getNOut()),
              softmax && layer instanceof OutputLayer
                  ? Activation.IDENTITY
                  : activation(l, activation),
              hasBias(layer),
              0,
              false));
    }
    require(loss != null, "the last layer must be an output or loss layer");
    return new NetworkSpec(Math.toIntExact(inputs), layers, loss);
  }

  private static boolean hasBias(Layer layer) {
    return layer instanceof DenseLayer dense ? dense.hasBias() : ((OutputLayer) layer).hasBias();
  }

  private static String name(String stored, int l, Set<String> names) {
    boolean chosen = // DL4J calls layers without a name layer0, layer1, ...
        stored != null
            && stored.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
            && !stored.equals("layer" + l);
    String name = chosen ? stored : "l" + (l + 1);
    require(names.add(name), "layer names must differ: %s is there twice", name);
    return name;
  }

  /** DL4J drops a layer's inputs, keeping a share p; we drop the outputs of the layer before. */
  private static void dropBefore(List<LayerSpec> layers, int l, Layer layer) {
    IDropout dropout = layer.getIDropout();
    if (dropout == null) {
      return;
    }
    require(
        dropout instanceof Dropout,
        "dropout of layer %d must be plain: was %s",
        l,
        dropout.getClass().getSimpleName());
    double kept = ((Dropout) dropout).getP();
    if (kept == 0 || kept == 1) {
      return; // DL4J's two ways to say none
    }
    require(l > 0, "layer 0 must not drop the network's inputs: was %s", 1 - kept);
    LayerSpec before = layers.get(l - 1);
    layers.set(
        l - 1,
        new LayerSpec(
            before.name(), before.units(), before.activation(), before.bias(), 1 - kept, false));
  }

  private static Loss loss(int l, ILossFunction function, boolean softmax) {
    if (softmax && function instanceof LossMCXENT) {
      return Loss.SOFTMAX_CROSS_ENTROPY;
    }
    require(
        !softmax && function instanceof LossMSE,
        "loss of layer %d must be MSE, or MCXENT after softmax: was %s%s",
        l,
        function,
        softmax ? " after softmax" : "");
    return Loss.MSE;
  }

  private static Activation activation(int l, IActivation function) {
    if (function instanceof ActivationIdentity) {
      return Activation.IDENTITY;
    } else if (function instanceof ActivationReLU) {
      return Activation.RELU;
    } else if (function instanceof ActivationTanH) {
      return Activation.TANH;
    } else if (function instanceof ActivationSigmoid) {
      return Activation.SIGMOID;
    }
    require(
        function instanceof ActivationLReLU leaky
            && Math.abs(leaky.getAlpha() - Activation.LEAK) < 1e-6,
        "activation of layer %d must be identity, relu, leaky_relu (%s), tanh or sigmoid: was %s",
        l,
        Activation.LEAK,
        function);
    return Activation.LEAKY_RELU;
  }
}
