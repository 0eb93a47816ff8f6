// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Files of weights, in whichever format their names say. */
public final class WeightsFile {
  private final Path path;
  private final TensorFile format;

  private WeightsFile(Path path, TensorFile format) {
    this.path = path;
    this.format = format;
  }

  /**
   * A file that is there or is to be written.
   *
   * @throws UserException if its name ends as no format's names do
   */
  public static WeightsFile of(String path) {
    return formats().stream()
        .filter(f -> path.toLowerCase(Locale.ROOT).endsWith(f.extension()))
        .findFirst()
        .map(f -> new WeightsFile(Path.of(path), f))
        .orElseThrow(
            () ->
                new UserException(
                    "a weights file's name must end in " + extensions() + ": was " + path));
  }

  /** Whether a text looks like the name of a weights file, rather than a scheme. */
  public static boolean named(String text) {
    return text.contains(".") || text.contains("/");
  }

  private static List<TensorFile> formats() {
    List<TensorFile> formats = new ArrayList<>(List.of(new Npz(), new Safetensors()));
    ServiceLoader.load(TensorFile.class).forEach(formats::add);
    return formats;
  }

  /** The ends of names that are known, for messages. */
  public static String extensions() {
    return formats().stream().map(TensorFile::extension).collect(Collectors.joining(", "));
  }

  /** The architecture that the file tells; empty where its format tells none. */
  public Optional<NetworkSpec> network() {
    return contents().network();
  }

  /** All tensors. */
  public List<Tensor> tensors() {
    return contents().tensors();
  }

  /**
   * The parameters of a network.
   *
   * @throws UserException if the file is missing, broken, or of another architecture
   */
  public float[] parameters(NetworkSpec network) {
    List<Tensor> tensors = tensors();
    try {
      return StateDict.parameters(network, tensors);
    } catch (IllegalArgumentException e) {
      throw new UserException(path + ": " + e.getMessage(), 2, e);
    }
  }

  private TensorFile.Contents contents() {
    if (!Files.isRegularFile(path)) {
      throw new UserException("no weights file " + path);
    }
    try {
      return format.read(path);
    } catch (IllegalArgumentException e) {
      throw new UserException(path + ": " + e.getMessage(), 2, e);
    } catch (IOException e) {
      throw new UserException("cannot read " + path + ": " + e.getMessage(), 1, e);
    }
  }

  /** Writes a network's weights; the file appears whole. */
  public void write(NetworkSpec network, float[] parameters) {
    try {
      format.write(path, network, parameters);
    } catch (IllegalArgumentException e) {
      throw new UserException(path + ": " + e.getMessage(), 2, e);
    } catch (IOException e) {
      throw new UserException("cannot write " + path + ": " + e.getMessage(), 1, e);
    }
  }
}
