// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.output.Output;
import io.weightlapse.history.TableManifest.AsWritten;
import io.weightlapse.history.compact.CompactOptions;
import io.weightlapse.history.compact.Compactor;
import io.weightlapse.history.compact.SampleRun;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;

/** Compacts a run, and says a word before each call to the file system: {@code HOME}. */
final class CompactProcess {
  private CompactProcess() {}

  public static void main(String[] args) throws Exception {
    Store store = new LocalStore(Path.of(args[0]));
    Store telling =
        (Store)
            Proxy.newProxyInstance(
                Store.class.getClassLoader(),
                new Class<?>[] {Store.class},
                (proxy, method, arguments) -> {
                  System.out.println(method.getName());
                  System.out.flush();
                  try {
                    return method.invoke(store, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                });
    CompactOptions options =
        new CompactOptions(
            1 << 20, 2, AsWritten.REPLACED, Duration.ZERO, CompactOptions.Unfinished.REFUSE);
    new Compactor(new Home("telling", telling), options)
        .compact(SampleRun.RUN, Output.silent(), () -> false);
    System.out.println("compacted");
  }
}
