// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.util.Checks;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationLReLU;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/**
 * Makes DL4J networks of ours. The flat parameters have the same order in both, so they are taken
 * over as they are.
 */
public final class Networks {
  private Networks() {}

  /**
   * A network ready to train.
   *
   * @param seed of DL4J's dropout masks, which are not ours
   * @param parameters flat, in the layout of {@code spec}; copied
   * @throws io.weightlapse.core.util.UserException if DL4J has no such network; names the part
   */
  public static MultiLayerNetwork create(
      NetworkSpec spec, OptimiserSpec optimiser, long seed, float[] parameters) {
    int size = spec.layout().size();
    Checks.require(
        parameters.length == size,
        "parameters must have %d elements: was %d",
        size,
        parameters.length);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration(spec, optimiser, seed));
    network.init(row(parameters), false);
    return network;
  }

  /** The configuration of a network. */
  static MultiLayerConfiguration configuration(
      NetworkSpec spec, OptimiserSpec optimiser, long seed) {
    Supported.require(spec);
    NeuralNetConfiguration.Builder common =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(DataType.FLOAT)
            .updater(updater(optimiser));
    if (optimiser.l1() > 0) {
      common.l1(optimiser.l1());
    }
    if (optimiser.l2() > 0) {
      common.l2(2 * optimiser.l2()); // DL4J's penalty is half of l2 times the square
    }
    NeuralNetConfiguration.ListBuilder layers = common.list();
    int last = spec.layers().size() - 1;
    double dropout = 0; // of the layer before: DL4J drops a layer's inputs, we drop its outputs
    for (int l = 0; l <= last; l++) {
      LayerSpec layer = spec.layers().get(l);
      boolean output = l == last && endsInOutputLayer(spec);
      FeedForwardLayer.Builder<?> builder =
          output
              ? new OutputLayer.Builder(loss(spec.loss()))
                  .hasBias(layer.bias())
                  .activation(outputActivation(spec))
              : new DenseLayer.Builder()
                  .hasBias(layer.bias())
                  .activation(activation(layer.activation()));
      builder.name(layer.name()).nIn(spec.layerInputs(l)).nOut(layer.units());
      if (dropout > 0) {
        builder.dropOut(1 - dropout);
      }
      layers.layer(builder.build());
      dropout = layer.dropout();
    }
    if (!endsInOutputLayer(spec)) {
      layers.layer(
          new LossLayer.Builder(loss(spec.loss()))
              .activation(new ActivationSoftmax())
              .name("softmax")
              .build());
    }
    return layers.backpropType(BackpropType.Standard).build();
  }

  /** Softmax follows the last layer's activation; DL4J's output layer has one activation only. */
  private static boolean endsInOutputLayer(NetworkSpec spec) {
    return spec.loss() == Loss.MSE || last(spec).activation() == Activation.IDENTITY;
  }

  private static LayerSpec last(NetworkSpec spec) {
    return spec.layers().get(spec.layers().size() - 1);
  }

  private static IActivation activation(Activation activation) {
    return switch (activation) {
      case IDENTITY -> new ActivationIdentity();
      case RELU -> new ActivationReLU();
      case LEAKY_RELU -> new ActivationLReLU(Activation.LEAK);
      case TANH -> new ActivationTanH();
      case SIGMOID -> new ActivationSigmoid();
      case ARCTAN -> throw new IllegalArgumentException("DL4J has no " + activation.label());
    };
  }

  private static IActivation outputActivation(NetworkSpec spec) {
    return spec.loss() == Loss.SOFTMAX_CROSS_ENTROPY
        ? new ActivationSoftmax()
        : activation(last(spec).activation());
  }

  private static ILossFunction loss(Loss loss) {
    return loss == Loss.MSE ? new LossMSE() : new LossMCXENT();
  }

  private static IUpdater updater(OptimiserSpec o) {
    return switch (o.kind()) {
      case SGD -> new Sgd(o.learningRate());
      case MOMENTUM -> new HeavyBall(o.learningRate(), o.momentum());
      case NESTEROV -> new Nesterovs(o.learningRate(), o.momentum());
      case ADAM -> new Adam(o.learningRate(), o.beta1(), o.beta2(), o.epsilon());
    };
  }

  /** An array of shape (1, n). */
  static INDArray row(float[] values) {
    INDArray row = Nd4j.createUninitialized(DataType.FLOAT, 1, values.length);
    FloatArrays.put(values, row); // Nd4j.create would put value by value
    return row;
  }

  /**
   * Frees a network's arrays at once: they are not on the collector's heap. DL4J's own way collects
   * the whole heap besides.
   */
  static void free(MultiLayerNetwork network) {
    INDArray state = network.getUpdater().getStateViewArray();
    free(network.getFlattenedGradients());
    free(network.params());
    if (state != null) {
      free(state);
    }
  }

  private static void free(INDArray array) {
    if (array != null && array.closeable()) {
      array.close();
    }
  }
}
