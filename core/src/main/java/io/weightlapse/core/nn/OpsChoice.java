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

  /** The fastest of planes. */
  static PlaneOps bestForPlanes() {
    return PlanesHolder.BEST;
  }

  /** Loaded at first use, so that who needs one sort is not warned of the other. */
  private static final class Holder {
    private static final Ops BEST =
        choose(Ops.class, "VectorOps", new ScalarOps(), "wide layers train several times slower");
  }

  private static final class PlanesHolder {
    private static final PlaneOps BEST =
        choose(
            PlaneOps.class,
            "VectorPlaneOps",
            new ScalarPlaneOps(),
            "planes take several times longer");
  }

  private static <T> T choose(Class<T> type, String name, T fallback, String loss) {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      System.getLogger(OpsChoice.class.getPackageName())
          .log(Level.WARNING, "{0}: the JVM runs without --add-modules={1}", loss, MODULE);
      scalar = true;
      return fallback;
    }
    try {
      // by name: this class must load where the module is absent
      return Class.forName(OpsChoice.class.getPackageName() + "." + name)
          .asSubclass(type)
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name + " is gone", e);
    }
  }
}
