// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.event.RunState;
import io.weightlapse.history.RunInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunSearchTest {
  private final List<RunInfo> runs =
      List.of(
          run("a-1", "xor", "Exclusive or", 1, RunState.DONE, 500, 0.5),
          run("b-2", "mnist-mlp", "MNIST digits", 2, RunState.RUNNING, 900, 0.1),
          run("c-3", "xor", "Exclusive or, deep", 3, RunState.FAILED, 20, Double.NaN));

  private static RunInfo run(
      String id, String experiment, String title, int at, RunState state, long steps, double loss) {
    Instant time = Instant.EPOCH.plusSeconds(at);
    Map<String, Double> metrics = Map.of("train.loss", loss);
    return new RunInfo(id, experiment, title, time, time, state, 1, 2, steps, metrics, 0, "");
  }

  private static RunSearch search(String text, String state, String experiment, String sort) {
    RunSearch.Sort order = RunSearch.Sort.valueOf(sort);
    return new RunSearch(text, state, experiment, order, 0, 60);
  }

  private List<String> found(String text, String state, String experiment, String sort) {
    return search(text, state, experiment, sort).matching(runs).stream().map(RunInfo::run).toList();
  }

  @Test
  void findsEveryWordInIdTitleOrExperiment() {
    assertThat(found("", "", "", "NEWEST")).containsExactly("c-3", "b-2", "a-1");
    assertThat(found("XOR  deep", "", "", "NEWEST")).containsExactly("c-3");
    assertThat(found("b-2", "", "", "NEWEST")).containsExactly("b-2");
    assertThat(found("nothing", "", "", "NEWEST")).isEmpty();
  }

  @Test
  void filtersByStateAndExperiment() {
    assertThat(found("", "failed", "", "NEWEST")).containsExactly("c-3");
    assertThat(found("", "", "xor", "OLDEST")).containsExactly("a-1", "c-3");
  }

  @Test
  void sortsRunsWithoutALossLast() {
    assertThat(found("", "", "", "LOSS")).containsExactly("b-2", "a-1", "c-3");
    assertThat(found("", "", "", "STEPS")).containsExactly("b-2", "a-1", "c-3");
    assertThat(found("", "", "", "EXPERIMENT")).containsExactly("b-2", "c-3", "a-1");
    assertThat(found("", "", "", "NAME")).containsExactly("a-1", "b-2", "c-3");
  }

  @Test
  void cutsPages() {
    List<RunInfo> many = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      many.addAll(runs);
    }
    RunSearch.Sort sort = RunSearch.Sort.NAME;
    assertThat(new RunSearch("", "", "", sort, 28, 10).page(many)).hasSize(2);
    assertThat(new RunSearch("", "", "", sort, 99, 10).page(many)).isEmpty();
    assertThat(new RunSearch("", "", "", sort, 3, 10).page(many)).hasSize(10);
  }

  @Test
  void saysWhatIsWrong() {
    RunSearch.Sort sort = RunSearch.Sort.NAME;
    assertThatThrownBy(() -> new RunSearch("", "", "", sort, 0, 201))
        .hasMessage("limit must be 1..200: was 201");
    assertThatThrownBy(() -> new RunSearch("", "", "", sort, -1, 10))
        .hasMessage("offset must be >= 0: was -1");
    assertThatThrownBy(() -> new RunSearch("", "gone", "", sort, 0, 10))
        .hasMessage("state must be running, done, stopped or failed: was gone");
  }
}
