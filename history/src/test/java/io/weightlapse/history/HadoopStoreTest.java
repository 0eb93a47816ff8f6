// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The same promises over Hadoop's interface. */
class HadoopStoreTest extends HistorySinkTest {
  @Override
  Home home() {
    RawLocalFileSystem fs = new RawLocalFileSystem();
    try {
      fs.initialize(URI.create("file:///"), new Configuration());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return new Home("hadoop:" + folder, new HadoopStore(fs, new Path(folder.toUri())));
  }

  @Override
  boolean replacesAtOnce() {
    return false;
  }

  @Test
  void checksAndCreatesOnce() throws IOException {
    home().check();
    Runs runs = new Runs(home());
    runs.create(started());
    Assertions.assertThatThrownBy(() -> runs.create(started()))
        .isInstanceOf(UserException.class)
        .hasMessage("run contract-1 exists already in " + home());
  }
}
