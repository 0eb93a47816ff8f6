// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A folder that Spark takes for its installation, made of links to the libraries of a class path.
 * Our own modules stay out: executors get them with each job, as it was built.
 */
record SparkHome(Path folder) {
  /** Makes the folder anew. */
  static SparkHome make(Path folder, String classPath) throws IOException {
    if (folder.toString().contains(File.pathSeparator)) {
      throw new IOException(
          "the cluster's folder must be without '" + File.pathSeparator + "': was " + folder);
    }
    Folders.delete(folder);
    Path jars = Files.createDirectories(folder.resolve("jars"));
    Files.createDirectories(folder.resolve("conf"));
    Set<String> names = new HashSet<>();
    for (Path jar : libraries(classPath)) {
      String name = jar.getFileName().toString();
      while (!names.add(name)) {
        name = "other-" + name; // two libraries may call their files alike
      }
      link(jars.resolve(name), jar);
    }
    if (names.stream().noneMatch(n -> n.startsWith("spark-core_"))) {
      throw new IOException("the class path must have Spark's libraries: was " + classPath);
    }
    Files.createFile(folder.resolve("RELEASE")); // else workers look for the folders of a build
    return new SparkHome(folder);
  }

  private static List<Path> libraries(String classPath) {
    return Arrays.stream(classPath.split(File.pathSeparator))
        .filter(p -> p.endsWith(".jar"))
        .map(p -> Path.of(p).toAbsolutePath().normalize())
        .filter(p -> !p.getFileName().toString().startsWith("weightlapse-"))
        .filter(Files::isRegularFile)
        .toList();
  }

  private static void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
    } catch (UnsupportedOperationException e) {
      Files.copy(target, link);
    }
  }

  /** The class path of a daemon. */
  String classPath() {
    return folder.resolve("conf")
        + File.pathSeparator
        + folder.resolve("jars")
        + File.separator
        + "*";
  }
}
