// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.experiment.Experiment;
import io.weightlapse.core.training.Training;
import io.weightlapse.core.weights.WeightsFile;
import io.weightlapse.history.Home;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Initial parameters that come from a file: the driver reads the file, and keeps what it read in
 * the home, where every executor finds it. The others are drawn where they are needed.
 */
public final class InitialWeights {
  private InitialWeights() {}

  private static String path(Home home, RunManifest manifest) {
    return home.runFolder(manifest.run()) + "/init.f32";
  }

  /** Fails, in one line, if the experiment's file is missing or of another architecture. */
  static void check(Experiment experiment) {
    if (experiment.init().fromFile()) {
      WeightsFile.of(experiment.init().scheme()).parameters(experiment.network());
    }
  }

  /** Keeps the parameters of a file, little-endian float32, in the run's folder. */
  static void store(Home home, RunManifest manifest) throws IOException {
    if (manifest.experiment().init().fromFile()) {
      float[] parameters = Training.initialParameters(manifest.experiment());
      ByteBuffer bytes =
          ByteBuffer.allocate(Math.multiplyExact(4, parameters.length))
              .order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(parameters);
      home.replace(path(home, manifest), bytes.array());
    }
  }

  /** The parameters before the first step. */
  public static float[] of(Home home, RunManifest manifest) throws IOException {
    if (!manifest.experiment().init().fromFile()) {
      return Training.initialParameters(manifest.experiment());
    }
    ByteBuffer bytes =
        ByteBuffer.wrap(home.read(path(home, manifest))).order(ByteOrder.LITTLE_ENDIAN);
    float[] parameters = new float[bytes.remaining() / 4];
    bytes.asFloatBuffer().get(parameters);
    return parameters;
  }
}
