// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {
  @TempDir Path folder;

  @Test
  void checksThatItIsWritable() throws IOException {
    Home home = Home.open(folder.resolve("new").toString());
    home.check();
    assertThat(home.folder().orElseThrow()).isEmptyDirectory();
    assertThat(Home.open(folder.toUri().toString()).folder()).contains(folder);
  }

  @Test
  void saysInOneLineThatItIsNotWritable() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> Home.open(file.toString()).check())
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("home " + file + " is not writable: ")
        .hasMessageNotContaining("\n");
    assertThatThrownBy(() -> Home.open("/proc/weightlapse").check())
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("home /proc/weightlapse is not writable: ")
        .hasMessageNotContaining("\n");
  }

  @Test
  void namesALocationThatCannotBeOpened() {
    assertThatThrownBy(() -> Home.open("nosuch://bucket/x"))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("home nosuch://bucket/x cannot be opened: ");
    assertThatThrownBy(() -> Home.open("file:foo"))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "home file:foo cannot be opened: a file URI must be file:/PATH or file:///PATH");
    assertThatThrownBy(() -> Home.open(" "))
        .hasMessage("home must be a folder or a URI: was empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "a\\b",
        "a\0b",
        "a\nb",
        "-x",
        "_x",
        ".x",
        "a b",
        "ä",
        "a%2fb",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      })
  void nothingEscapesTheHome(String run) throws IOException {
    Home home = Home.open(folder.toString());
    assertThatThrownBy(() -> home.runFolder(run)).hasMessageContaining("run must be letters");
    assertThatThrownBy(() -> new HistorySink(home, run, "train"))
        .hasMessageContaining("run must be letters");
    assertThatThrownBy(() -> new HistorySink(home, "x", run))
        .hasMessageContaining("writer must be letters");
    assertThatThrownBy(() -> new HistorySource(home, run))
        .hasMessageContaining("run must be letters");
    assertThat(new Runs(home).info(run)).isEmpty();
    assertThat(new Runs(home).exists(run)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a/../x", "/x", "a//b", "a\\b", "a\0b", "."})
  void pathsStayInside(String path) {
    assertThatThrownBy(() -> Home.open(folder.toString()).read(path))
        .hasMessageStartingWith("path must stay inside the home: was ");
  }
}
