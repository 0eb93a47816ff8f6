// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A data set that others publish.
 *
 * @param name for {@code weightlapse data fetch}
 * @param folder of the data folder that it goes into
 * @param files what is downloaded
 * @param members if the one file is a tar archive: the files that are taken out of it
 */
public record RemoteSet(String name, String folder, List<RemoteFile> files, List<String> members) {
  private static final List<String> MNIST =
      List.of(
          "https://yann.lecun.com/exdb/mnist/",
          "https://ossci-datasets.s3.amazonaws.com/mnist/",
          "https://storage.googleapis.com/cvdf-datasets/mnist/");
  private static final List<String> FASHION =
      List.of(
          "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
          "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/");
  private static final List<String> CIFAR = List.of("https://www.cs.toronto.edu/~kriz/");

  private static final List<RemoteSet> ALL =
      List.of(
          new RemoteSet(
              "mnist",
              "mnist",
              List.of(
                  RemoteFile.under(
                      MNIST,
                      "train-images-idx3-ubyte.gz",
                      "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                  RemoteFile.under(
                      MNIST,
                      "train-labels-idx1-ubyte.gz",
                      "d53e105ee54ea40749a09fcbcd1e9432",
                      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
                  RemoteFile.under(
                      MNIST,
                      "t10k-images-idx3-ubyte.gz",
                      "9fb629c4189551a2d022fa330f9573f3",
                      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                  RemoteFile.under(
                      MNIST,
                      "t10k-labels-idx1-ubyte.gz",
                      "ec29112dd5afa0611ce80d1b7f02629c",
                      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
              List.of()),
          new RemoteSet(
              "fashion-mnist",
              "fashion-mnist",
              List.of(
                  RemoteFile.under(
                      FASHION,
                      "train-images-idx3-ubyte.gz",
                      "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                      ""),
                  RemoteFile.under(
                      FASHION,
                      "train-labels-idx1-ubyte.gz",
                      "25c81989df183df01b3e8a0aad5dffbe",
                      ""),
                  RemoteFile.under(
                      FASHION, "t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79", ""),
                  RemoteFile.under(
                      FASHION,
                      "t10k-labels-idx1-ubyte.gz",
                      "bb300cfdad3c16e7a12a480ee83cd310",
                      "")),
              List.of()),
          new RemoteSet(
              "cifar10",
              "cifar-10-batches-bin",
              List.of(
                  RemoteFile.under(
                      CIFAR, "cifar-10-binary.tar.gz", "c32a1d4ab5d03f1284b67883e8d87530", "")),
              IntStream.rangeClosed(1, 6)
                  .mapToObj(i -> i == 6 ? "test_batch.bin" : "data_batch_" + i + ".bin")
                  .toList()));

  /** Copies the lists. */
  public RemoteSet {
    files = List.copyOf(files);
    members = List.copyOf(members);
  }

  /** The names of the sets. */
  public static List<String> names() {
    return ALL.stream().map(RemoteSet::name).toList();
  }

  /** A set by its name. */
  public static Optional<RemoteSet> of(String name) {
    return ALL.stream().filter(set -> set.name().equals(name)).findFirst();
  }

  /** The same from another place, which is tried first. */
  public RemoteSet withMirror(String base) {
    String folder = base.endsWith("/") ? base : base + "/";
    return new RemoteSet(
        name,
        this.folder,
        files.stream()
            .map(
                f -> {
                  List<String> addresses = new java.util.ArrayList<>(f.addresses());
                  addresses.add(0, folder + f.name());
                  return new RemoteFile(f.name(), addresses, f.sum(), f.unpackedSum());
                })
            .toList(),
        members);
  }
}
