// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.lang.System.Logger.Level;

/** Which inner loops this JVM can run. */
final class OpsChoice {
  private static final String MODULE = "jdk.incubator.vector";

  private static volatile boolean scalar;

  private OpsChoice() {}

  /** Whether they were asked for and are not the fast ones. */
  static boolean scalar() {
    return scalar;
  }

  /** The fastest. */
  static Ops best() {
    return Holder.BEST;
  }

  private static final class Holder {
    private static final Ops BEST = choose();

    private static Ops choose() {
      if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
        System.getLogger(OpsChoice.class.getPackageName())
            .log(
                Level.WARNING,
                "wide layers train several times slower: the JVM runs without --add-modules={0}",
                MODULE);
        scalar = true;
        return new ScalarOps();
      }
      try {
        // by name: this class must load where the module is absent
        return Class.forName(OpsChoice.class.getPackageName() + ".VectorOps")
            .asSubclass(Ops.class)
            .getDeclaredConstructor()
            .newInstance();
      } catch (ReflectiveOperationException e) {
        throw new LinkageError("VectorOps is gone", e);
      }
    }
  }
}
