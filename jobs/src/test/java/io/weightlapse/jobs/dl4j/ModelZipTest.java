// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.experiment.ExperimentReader;
import io.weightlapse.core.nn.Activation;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.nn.Loss;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.util.UserException;
import io.weightlapse.core.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ModelZipTest {
  private static final org.nd4j.linalg.activations.Activation TANH =
      org.nd4j.linalg.activations.Activation.TANH;
  private static final org.nd4j.linalg.activations.Activation SOFTMAX =
      org.nd4j.linalg.activations.Activation.SOFTMAX;

  @TempDir Path folder;

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private MultiLayerNetwork network(Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().seed(5).list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network = new MultiLayerNetwork(list.build());
    network.init();
    return network;
  }

  private static DenseLayer dense(int in, int out) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(TANH).build();
  }

  private static OutputLayer output(int in, int out, LossFunction loss) {
    return new OutputLayer.Builder(loss).nIn(in).nOut(out).activation(SOFTMAX).build();
  }

  @Test
  void everyNetworkComesBackWithItsBits() {
    for (Loss loss : Loss.values()) {
      for (Activation last : List.of(Activation.IDENTITY, Activation.RELU)) {
        NetworkSpec spec =
            new NetworkSpec(
                5,
                List.of(
                    new LayerSpec("first", 7, Activation.LEAKY_RELU, true, 0.25, false),
                    new LayerSpec("l2", 4, Activation.SIGMOID, false, 0, false),
                    new LayerSpec("l3", 3, last, true, 0, false)),
                loss);
        float[] parameters = new float[spec.layout().size()];
        for (int i = 0; i < parameters.length; i++) {
          parameters[i] = 0.01f * i - 0.3f;
        }
        WeightsFile file = WeightsFile.of(file(loss + "-" + last + ".zip"));
        file.write(spec, parameters);
        assertThat(file.network()).contains(spec);
        assertThat(file.parameters(spec)).isEqualTo(parameters);
      }
    }
  }

  /** A zip that DL4J wrote is an experiment's network: nothing of it need be said again. */
  @Test
  void aZipIsAnExperimentsNetwork() throws IOException {
    MultiLayerNetwork stored =
        network(dense(2, 6), dense(6, 5), output(5, 3, LossFunction.NEGATIVELOGLIKELIHOOD));
    ModelSerializer.writeModel(stored, folder.resolve("net.zip").toFile(), true);
    String yaml =
        """
        extends: from-scratch
        name: taken-over
        network: {init: %s, inputs: null, layers: null, loss: null}
        """
            .formatted(file("net.zip"));
    Experiment e = ExperimentReader.read(ExperimentReader.parse(yaml, "test"), "test");
    assertThat(e.network().layers()).extracting(LayerSpec::units).containsExactly(6, 5, 3);
    assertThat(e.network().loss()).isEqualTo(Loss.SOFTMAX_CROSS_ENTROPY);
    assertThat(Training.initialParameters(e)).isEqualTo(stored.params().data().asFloat());
  }

  @Test
  void theFirstLayerThatDiffersIsNamed() throws IOException {
    ModelSerializer.writeModel(
        network(dense(2, 6), output(6, 3, LossFunction.MCXENT)),
        folder.resolve("net.zip").toFile(),
        false);
    NetworkSpec other =
        new NetworkSpec(
            2,
            List.of(
                new LayerSpec("l1", 8, Activation.TANH, true, 0, false),
                new LayerSpec("l2", 3, Activation.IDENTITY, true, 0, false)),
            Loss.SOFTMAX_CROSS_ENTROPY);
    assertThatThrownBy(() -> WeightsFile.of(file("net.zip")).parameters(other))
        .isInstanceOf(UserException.class)
        .hasMessageEndingWith("weights of layer l1 must have shape [8, 2]: l1.weight has [6, 2]");
  }

  @Test
  void whatWeDoNotHaveIsNamed() throws IOException {
    ModelSerializer.writeModel(
        network(
            new ConvolutionLayer.Builder(2, 2).nIn(1).nOut(2).build(),
            output(8, 3, LossFunction.MCXENT)),
        folder.resolve("conv.zip").toFile(),
        false);
    assertThatThrownBy(() -> WeightsFile.of(file("conv.zip")).network())
        .hasMessageEndingWith("conv.zip: layer 0 must be dense: was ConvolutionLayer");
    ModelSerializer.writeModel(
        network(dense(2, 6), output(6, 3, LossFunction.HINGE)),
        folder.resolve("hinge.zip").toFile(),
        false);
    assertThatThrownBy(() -> WeightsFile.of(file("hinge.zip")).network())
        .hasMessageContaining("loss of layer 1 must be MSE, or MCXENT after softmax: was ");
  }

  @Test
  void tornAndForeignZipsAreRefused() throws IOException {
    ModelSerializer.writeModel(
        network(dense(2, 6), output(6, 3, LossFunction.MCXENT)),
        folder.resolve("net.zip").toFile(),
        false);
    byte[] whole = Files.readAllBytes(folder.resolve("net.zip"));
    for (int n = 0; n < whole.length; n += whole.length / 9) {
      Files.write(folder.resolve("torn.zip"), Arrays.copyOf(whole, n));
      assertThatThrownBy(() -> WeightsFile.of(file("torn.zip")).tensors())
          .isInstanceOf(UserException.class)
          .hasMessageStartingWith(file("torn.zip") + ": ");
    }
    WeightsFile npz = WeightsFile.of(file("w.npz"));
    npz.write(
        new NetworkSpec(
            2, List.of(new LayerSpec("l1", 2, Activation.TANH, true, 0, false)), Loss.MSE),
        new float[6]);
    Files.move(folder.resolve("w.npz"), folder.resolve("other.zip"));
    assertThatThrownBy(() -> WeightsFile.of(file("other.zip")).tensors())
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(file("other.zip") + ": it is no whole DL4J network");
  }
}
