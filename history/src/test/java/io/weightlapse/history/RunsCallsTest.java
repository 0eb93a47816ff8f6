// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.RunEnded;
import io.weightlapse.core.event.RunManifest;
import io.weightlapse.core.event.RunStarted;
import io.weightlapse.core.event.RunState;
import io.weightlapse.core.experiment.ExperimentReader;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a listing of runs asks of the file system, which may be slow and far away. */
class RunsCallsTest {
  @TempDir Path folder;

  private final AtomicLong calls = new AtomicLong();

  /** The home, with every call to its store counted. */
  private Home counted() {
    Store store = new LocalStore(folder);
    return new Home(
        "counted",
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, args) -> {
                  if (method.isDefault()) { // its parts are counted
                    return java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, args);
                  }
                  calls.incrementAndGet();
                  try {
                    return method.invoke(store, args);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }));
  }

  private void write(int runs) throws IOException {
    Home home = Home.open(folder.toString());
    Instant now = Instant.parse("2026-11-22T12:00:00Z");
    for (int i = 0; i < runs; i++) {
      String run = "xor-" + i;
      RunManifest manifest =
          new RunManifest(run, ExperimentReader.builtIn("xor"), now, "00", Map.of());
      new Runs(home).create(new RunStarted(manifest, now));
      new Runs(home).finish(new RunEnded(run, now, RunState.DONE, 1, ""));
      for (int layer = 0; layer < 3; layer++) {
        Path weights = folder.resolve("weights/run=" + run + "/layer=l" + layer);
        Files.createDirectories(weights);
        for (int part = 0; part < 5; part++) {
          Files.write(weights.resolve("train-0000" + part + ".parquet"), new byte[100]);
        }
      }
    }
  }

  @Test
  void aListingLooksOnceIntoEachFolder() throws IOException {
    write(20);
    Home home = counted();
    Runs runs = new Runs(home);
    assertThat(runs.list()).hasSize(20);
    // a run: its folder, run.json, _DONE, and the folders of weights; the home: eleven folders
    assertThat(calls.get()).isLessThanOrEqualTo(20 * (3 + 4) + 11);
    assertThat(runs.list().get(0).bytes())
        .isEqualTo(home.store().size("weights/run=xor-0") + home.store().size("runs/xor-0"));
    assertThat(runs.list()).contains(runs.info("xor-3").orElseThrow());
  }

  @Test
  void whatDidNotChangeIsNotReadAgain() throws IOException {
    write(20);
    try (var files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.fromMillis(0));
      }
    }
    Runs runs = new Runs(counted());
    runs.list();
    calls.set(0);
    assertThat(runs.list()).hasSize(20);
    assertThat(calls.get()).isLessThanOrEqualTo(20 + 11);
  }
}
