// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.SurfaceGrid;
import java.io.IOException;
import java.io.Writer;

/** A surface and its trajectory as CSV, numbers as Java writes them: read back bit for bit. */
public final class SheetCsv {
  private SheetCsv() {}

  /** One line a point, pending ones too: step, i, j, alpha, beta, loss, accuracy, state. */
  public static void surface(Sheet sheet, Writer to) throws IOException {
    SurfaceGrid g = sheet.grid();
    to.write("step,i,j,alpha,beta,loss,accuracy,state\n");
    for (int i = 0; i < g.alpha().count(); i++) {
      for (int j = 0; j < g.beta().count(); j++) {
        to.write(
            sheet.step()
                + ","
                + i
                + ","
                + j
                + ","
                + g.alpha().at(i)
                + ","
                + g.beta().at(j)
                + ","
                + g.loss(i, j)
                + ","
                + g.accuracy(i, j)
                + ","
                + g.state(i, j).label()
                + "\n");
      }
    }
  }

  /** One line a snapshot: step, worker, alpha, beta, residual, loss, accuracy. */
  public static void trajectory(Sheet sheet, Writer to) throws IOException {
    to.write("step,worker,alpha,beta,residual,loss,accuracy\n");
    for (PathPoint p : sheet.path()) {
      to.write(
          p.step()
              + ","
              + p.worker()
              + ","
              + p.alpha()
              + ","
              + p.beta()
              + ","
              + p.residual()
              + ","
              + p.loss()
              + ","
              + p.accuracy()
              + "\n");
    }
  }
}
