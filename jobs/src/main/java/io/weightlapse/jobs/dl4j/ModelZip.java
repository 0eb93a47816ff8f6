// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.nn.OptimiserSpec;
import io.weightlapse.core.weights.StateDict;
import io.weightlapse.core.weights.TensorFile;
import io.weightlapse.core.weights.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;

/** DL4J's own files, as {@link ModelSerializer} writes them: the architecture and the weights. */
public final class ModelZip implements TensorFile {
  @Override
  public String extension() {
    return ".zip";
  }

  @Override
  public Contents read(Path file) {
    MultiLayerNetwork network;
    // DL4J reads entry after entry: only the directory at the end tells that nothing is cut off
    try (ZipFile whole = new ZipFile(file.toFile())) {
      for (String entry : List.of("configuration.json", "coefficients.bin")) {
        require(whole.getEntry(entry) != null, "it has no %s", entry);
      }
      network = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
    } catch (IOException
        | IllegalStateException
        | IllegalArgumentException
        | NullPointerException e) {
      throw new IllegalArgumentException("it is no whole DL4J network: " + e.getMessage(), e);
    }
    try {
      NetworkSpec spec = StoredNetworks.spec(network.getLayerWiseConfigurations());
      float[] parameters = FloatArrays.floats(network.params());
      return new Contents(StateDict.tensors(spec, parameters), Optional.of(spec));
    } finally {
      Networks.free(network);
    }
  }

  @Override
  public void write(Path file, NetworkSpec network, float[] parameters) throws IOException {
    MultiLayerNetwork model = Networks.create(network, OptimiserSpec.sgd(0.01), 0, parameters);
    try {
      WholeFile.write(file, out -> ModelSerializer.writeModel(model, out, false));
    } finally {
      Networks.free(model);
    }
  }
}
