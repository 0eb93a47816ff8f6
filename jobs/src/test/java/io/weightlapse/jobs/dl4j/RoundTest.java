// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.event.Event;
import io.weightlapse.core.experiment.SnapshotPolicy;
import io.weightlapse.core.experiment.SnapshotRule;
import io.weightlapse.core.experiment.WorkerChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoundTest {
  @ParameterizedTest
  @CsvSource({"1,1,7", "1,3,7", "2,3,25", "3,5,31", "4,10,9", "5,1,5", "7,2,100"})
  void roundsDealEveryMinibatchOnce(int workers, int frequency, int perEpoch) {
    List<Integer> dealt = new ArrayList<>();
    int first = 0;
    long updates = 0;
    for (int index = 0; first < perEpoch; index++) {
      Round round = Round.of(index, 2, first, perEpoch, workers, frequency, updates);
      int most = 0;
      for (int w = 0; w < workers; w++) {
        int count = 0;
        for (int m = round.first() + w; m < round.end(); m += workers) {
          dealt.add(m);
          count++;
          assertThat(round.stepAfter(m)).isEqualTo(2L * perEpoch + m + 1);
        }
        assertThat(round.share(w, workers)).isEqualTo(count).isLessThanOrEqualTo(frequency);
        most = Math.max(most, count);
      }
      assertThat(round.mostUpdates(workers)).isEqualTo(most);
      assertThat(round.step()).isEqualTo(2L * perEpoch + round.end());
      first = round.end();
      updates += most;
      assertThat(round.endsEpoch()).isEqualTo(first == perEpoch);
    }
    assertThat(dealt)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, perEpoch).boxed().toList());
  }

  @Test
  void keepsWhatThePolicyKeepsInsideIt() {
    SnapshotPolicy every8 = new SnapshotPolicy(8, 0, List.of("l2"));
    assertThat(Round.of(0, 0, 0, 100, 2, 3, 0).keeps(every8, Event.MODEL, "l2", false))
        .isFalse(); // 1..6
    assertThat(Round.of(1, 0, 6, 100, 2, 3, 3).keeps(every8, Event.MODEL, "l2", false))
        .isTrue(); // 7..12
    assertThat(Round.of(1, 0, 6, 100, 2, 3, 3).keeps(every8, Event.MODEL, "l1", false)).isFalse();
    assertThat(Round.of(0, 0, 0, 100, 2, 3, 0).keeps(every8, Event.MODEL, "l2", true)).isTrue();
    SnapshotPolicy epochs = new SnapshotPolicy(0, 2, List.of());
    assertThat(Round.of(0, 0, 0, 6, 2, 3, 0).keeps(epochs, Event.MODEL, "l1", false)).isFalse();
    assertThat(Round.of(0, 1, 0, 6, 2, 3, 0).keeps(epochs, Event.MODEL, "l1", false)).isTrue();
    assertThat(Round.of(0, 1, 0, 7, 2, 3, 0).keeps(epochs, Event.MODEL, "l1", false)).isFalse();
  }

  @Test
  void keepsTheWorkersThatThePolicyNames() {
    SnapshotRule rule =
        new SnapshotRule(2, 0, 0, List.of(), 0, 0, List.of(), WorkerChoice.of(List.of(1)));
    SnapshotPolicy second = new SnapshotPolicy(List.of(rule));
    SnapshotPolicy average = new SnapshotPolicy(2, 0, List.of());
    Round round = Round.of(0, 0, 0, 100, 2, 3, 0);
    assertThat(round.keeps(second, Event.MODEL, "l1", false)).isTrue();
    assertThat(round.keeps(second, 1, "l1", false)).isTrue();
    assertThat(round.keeps(second, 0, "l1", false)).isFalse();
    assertThat(round.keeps(average, 0, "l1", true)).isFalse();
    assertThat(round.keeps(average, Event.MODEL, "l1", true)).isTrue();
  }
}
