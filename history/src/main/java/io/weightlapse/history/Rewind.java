// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.parquet.schema.MessageType;

/**
 * Takes a run's history back to the step of its checkpoint, before a training goes on from there:
 * what a killed training stored after its last checkpoint will be written once more. Killed itself,
 * it can be done again; each file is there whole, before or after.
 */
public final class Rewind {
  /** What the writers of trainings are called, or how their names begin. */
  public static final String TRAIN = "train";

  private final Home home;
  private final String run;
  private final String prefix;
  private final long step;

  private Rewind(Home home, String run, String prefix, long step) {
    this.home = home;
    this.run = run;
    this.prefix = prefix;
    this.step = step;
  }

  /**
   * Removes all that trainings stored of steps beyond that one, and what they left unfinished. The
   * earlier trainings can publish no more, should one of them only have been paused.
   */
  public static void to(Home home, String run, long step) throws IOException {
    to(home, run, TRAIN, step);
  }

  /**
   * The same for some writers.
   *
   * @param prefix how their names begin
   */
  public static void to(Home home, String run, String prefix, long step) throws IOException {
    Rewind rewind = new Rewind(home, run, prefix, step);
    rewind.takeOver();
    for (String layer : home.names(home.weightsFolder(run))) {
      rewind.folder(home.weightsFolder(run) + "/" + layer, Tables.WEIGHTS);
    }
    rewind.folder(home.layerStatsFolder(run), StatsTable.SCHEMA);
    rewind.folder(home.metricsFolder(run), Tables.METRICS);
  }

  private void takeOver() throws IOException {
    for (String writer : home.names(home.runFolder(run) + "/_writers")) {
      if (writer.startsWith(prefix)) {
        new Claim(home, run, writer).take();
      }
    }
  }

  private void folder(String folder, MessageType table) throws IOException {
    for (Store.Entry e : home.store().list(folder)) {
      String path = folder + "/" + e.name();
      if (e.name().startsWith("_tmp-" + prefix)) {
        home.store().delete(path);
      } else if (e.name().startsWith(prefix) && e.name().endsWith(".parquet")) {
        file(path, table);
      }
    }
  }

  private void file(String path, MessageType table) throws IOException {
    long first;
    long last;
    try (TableReader footer = new TableReader(home.store().input(path), table, "step")) {
      first = footer.minStep();
      last = footer.maxStep();
    } catch (FileNotFoundException | NoSuchFileException e) {
      return;
    }
    if (last <= step) {
      return;
    }
    int slash = path.lastIndexOf('/');
    CoveredFiles.withdraw(home, run, path.substring(0, slash), path.substring(slash + 1)::equals);
    if (first > step) {
      home.store().delete(path);
    } else {
      FileRewrite.of(home, path, table, (index, at) -> at <= step);
    }
  }
}
