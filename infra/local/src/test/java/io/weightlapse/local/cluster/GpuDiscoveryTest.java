// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that ships, over a pretended nvidia-smi, and what reads it. */
class GpuDiscoveryTest {
  private static final Path SHIPPED =
      Path.of("..", "gpu", "discover-gpus.sh").toAbsolutePath().normalize();
  private static final String TWO =
      "GPU 0: NVIDIA H200 (UUID: GPU-aa01)\nGPU 1: NVIDIA H200 (UUID: GPU-bb02)\n";
  private static final String CUT =
      "GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-aa01)\n"
          + "  MIG 1g.5gb      Device  0: (UUID: MIG-c1)\n"
          + "  MIG 1g.5gb      Device  1: (UUID: MIG-c2)\n"
          + "GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-bb02)\n";

  @TempDir Path folder;

  private Path script(String name, String... lines) throws IOException {
    Path script = folder.resolve(name);
    Files.writeString(script, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script;
  }

  /** The shipped script where nvidia-smi prints that. */
  private List<String> shipped(String listed, int code, String visible) throws Exception {
    Files.writeString(folder.resolve("list.txt"), listed);
    script("nvidia-smi", "cat " + folder.resolve("list.txt"), "exit " + code);
    Path wrapper =
        script(
            "wrapper.sh",
            "PATH=" + folder + ":$PATH",
            visible == null
                ? "unset CUDA_VISIBLE_DEVICES"
                : "export CUDA_VISIBLE_DEVICES='" + visible + "'",
            "exec " + SHIPPED);
    return GpuDiscovery.addresses(wrapper);
  }

  @Test
  void shippedScriptNamesDevicesAsCudaDoes() throws Exception {
    assertThat(Files.getPosixFilePermissions(SHIPPED))
        .contains(PosixFilePermission.OWNER_EXECUTE, PosixFilePermission.OTHERS_EXECUTE);
    assertThat(shipped(TWO, 0, null)).containsExactly("0", "1");
    assertThat(shipped(CUT, 0, null)).containsExactly("MIG-c1", "MIG-c2", "1");
    assertThat(shipped(TWO, 0, "1,0")).containsExactly("1", "0");
    assertThat(shipped(TWO, 0, "GPU-bb02")).containsExactly("GPU-bb02");
    assertThat(shipped(TWO, 0, "GPU-b")).as("a beginning").containsExactly("GPU-b");
    assertThat(shipped(CUT, 0, "MIG-c2")).containsExactly("MIG-c2");
    assertThat(shipped(TWO, 0, "0,7,1")).as("up to the first unknown").containsExactly("0");
  }

  @Test
  void shippedScriptSaysWhyThereIsNoGpu() {
    assertThatThrownBy(() -> shipped("No devices were found", 0, null))
        .hasMessage("discover-gpus: nvidia-smi lists no GPU: No devices were found");
    assertThatThrownBy(() -> shipped("NVIDIA-SMI has failed\nmore", 9, null))
        .hasMessage("discover-gpus: nvidia-smi failed: NVIDIA-SMI has failed");
    for (String none : List.of("", "-1", "NoDevFiles")) {
      assertThatThrownBy(() -> shipped(TWO, 0, none))
          .hasMessage(
              "discover-gpus: CUDA_VISIBLE_DEVICES allows no GPU of this machine: was '"
                  + none
                  + "'");
    }
  }

  @Test
  void otherScripts() throws Exception {
    assertThat(
            GpuDiscovery.addresses(
                script("a.sh", "echo '{\"name\": \"gpu\", \"addresses\": [\"x\", 3]}'")))
        .containsExactly("x", "3");
    Path wrong = script("b.sh", "echo no json");
    assertThatThrownBy(() -> GpuDiscovery.addresses(wrong))
        .isInstanceOf(IOException.class)
        .hasMessage(wrong + " must print {\"name\": \"gpu\", \"addresses\": [...]}: was no json");
    Path silent = script("c.sh", "exit 3");
    assertThatThrownBy(() -> GpuDiscovery.addresses(silent))
        .hasMessage(silent + " failed with exit code 3");
    Path missing = folder.resolve("none.sh");
    assertThatThrownBy(() -> GpuDiscovery.addresses(missing))
        .hasMessage("the GPU discovery script must be an executable file: was " + missing);
  }
}
