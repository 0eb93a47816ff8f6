// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Memory in use on an executor's GPUs, as {@code nvidia-smi} says; asked every 10 s at most. */
final class GpuMemory {
  private static final long EVERY = TimeUnit.SECONDS.toNanos(10);

  private final String addresses;
  private long asked = System.nanoTime() - EVERY;
  private long used;

  /** GPUs by their numbers or UUIDs. */
  GpuMemory(String[] addresses) {
    this.addresses = String.join(",", addresses);
  }

  /** Bytes, over all of them; the last known where nvidia-smi does not answer. */
  synchronized long usedBytes() {
    if (System.nanoTime() - asked >= EVERY) {
      asked = System.nanoTime();
      try {
        used = ask();
      } catch (IOException e) {
        // no driver any more
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return used;
  }

  private long ask() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                "nvidia-smi",
                "--query-gpu=memory.used",
                "--format=csv,noheader,nounits",
                "--id=" + addresses)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(5, TimeUnit.SECONDS)) { // a few bytes fit the pipe
      process.destroyForcibly();
      throw new IOException("nvidia-smi does not answer");
    }
    return bytes(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  /** Lines of mebibytes, one for each GPU. */
  static long bytes(String lines) throws IOException {
    long sum = 0;
    for (String line : lines.strip().split("\\s+")) {
      if (!line.matches("[0-9]{1,12}")) {
        throw new IOException("memory of a GPU must be a number: was " + line);
      }
      sum += Long.parseLong(line) << 20;
    }
    return sum;
  }
}
