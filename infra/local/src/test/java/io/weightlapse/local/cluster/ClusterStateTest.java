// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterStateTest {
  private static final ClusterOptions OPTIONS = new ClusterOptions(2, 3, 2048, 1);

  @TempDir Path folder;

  @Test
  void whatIsStoredIsReadAgain() throws IOException {
    Path file = folder.resolve("cluster.properties");
    assertThat(ClusterState.read(file)).isEmpty();
    ClusterState begun = new ClusterState("t-1", OPTIONS, "", "", List.of());
    begun.write(file);
    assertThat(ClusterState.read(file)).contains(begun);
    ClusterState whole =
        begun
            .with(new ClusterState.Member("master", 12, Path.of("/tmp/a b/#log=1\\x")))
            .at("spark://127.0.0.1:7077", "http://127.0.0.1:8080")
            .with(new ClusterState.Member("worker-1", 13, Path.of("worker log")));
    whole.write(file);
    assertThat(ClusterState.read(file)).contains(whole);
    assertThat(folder.toFile().list()).containsExactly("cluster.properties");
  }

  @Test
  void otherFilesAreNoState() throws IOException {
    Path file = folder.resolve("cluster.properties");
    Files.writeString(file, "workers=2\n");
    assertThatThrownBy(() -> ClusterState.read(file))
        .isInstanceOf(IOException.class)
        .hasMessage(file + " is no state of a cluster: it has no cores");
    Files.writeString(file, "workers=two\n");
    assertThatThrownBy(() -> ClusterState.read(file)).hasMessageContaining("\"two\"");
  }

  @Test
  void memory() {
    assertThat(ClusterOptions.megabytes("1500m")).isEqualTo(1500);
    assertThat(ClusterOptions.megabytes("2G")).isEqualTo(2048);
    for (String wrong : List.of("", "2", "2t", "-1g", "1.5g", "99999999g")) {
      assertThatThrownBy(() -> ClusterOptions.megabytes(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("--memory must be a number with m or g, such as 2g: was " + wrong);
    }
    assertThatThrownBy(() -> new ClusterOptions(65, 1, 512, 0))
        .hasMessage("--workers must be 1..64: was 65");
  }

  @Test
  void sparkHomeHasTheLibrariesButNoneOfOurs() throws IOException {
    Path a = Files.createDirectories(folder.resolve("a"));
    Path b = Files.createDirectories(folder.resolve("b"));
    for (String jar : List.of("spark-core_2.12-3.5.7.jar", "same.jar", "weightlapse-core-1.jar")) {
      Files.writeString(a.resolve(jar), "a");
    }
    Files.writeString(b.resolve("same.jar"), "b");
    String classPath =
        String.join(
            File.pathSeparator,
            a.resolve("spark-core_2.12-3.5.7.jar").toString(),
            a.resolve("same.jar").toString(),
            b.resolve("same.jar").toString(),
            a.resolve("weightlapse-core-1.jar").toString(),
            a.resolve("gone.jar").toString(),
            folder.toString());
    for (int i = 0; i < 2; i++) { // the second time over what is there
      SparkHome home = SparkHome.make(folder.resolve("spark"), classPath);
      assertThat(home.folder().resolve("RELEASE")).isEmptyFile();
      Path jars = home.folder().resolve("jars");
      assertThat(jars.toFile().list())
          .containsExactlyInAnyOrder("spark-core_2.12-3.5.7.jar", "same.jar", "other-same.jar");
      assertThat(jars.resolve("same.jar")).hasContent("a");
      assertThat(jars.resolve("other-same.jar")).hasContent("b");
    }
    Folders.delete(folder.resolve("spark"));
    assertThat(a.resolve("same.jar")).as("links are not followed").exists();
    assertThatThrownBy(() -> SparkHome.make(folder.resolve("spark"), b + "/same.jar"))
        .hasMessageStartingWith("the class path must have Spark's libraries: was ");
    assertThatThrownBy(() -> SparkHome.make(folder.resolve("a:b"), classPath))
        .hasMessageStartingWith("the cluster's folder must be without ':': was ");
  }

  @Test
  void pageOfAMaster() throws IOException {
    String json =
        """
        {"url": "spark://127.0.0.1:7077", "workers": [
          {"id": "w1", "cores": 2, "coresused": 1, "memory": 2048, "memoryused": 1024,
           "state": "ALIVE"},
          {"id": "w2", "cores": 2, "coresused": 0, "memory": 2048, "memoryused": 0,
           "state": "DEAD"}],
         "activeapps": [{"name": "weightlapse train xor"}], "status": "ALIVE"}
        """;
    assertThat(MasterPage.of(new ObjectMapper().readTree(json)))
        .isEqualTo(
            new MasterPage(
                "spark://127.0.0.1:7077",
                List.of(new MasterPage.Worker("w1", 2, 1, 2048, 1024)),
                List.of("weightlapse train xor")));
  }
}
