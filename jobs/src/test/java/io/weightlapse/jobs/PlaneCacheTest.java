// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.landscape.PlaneEvaluator;
import io.weightlapse.core.landscape.PointSums;
import io.weightlapse.core.landscape.Points;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PlaneCacheTest {
  private final List<String> closed = new ArrayList<>();
  private int prepared;

  @AfterEach
  void forget() {
    PlaneCache.forget("job");
    PlaneCache.forget("other");
  }

  private static PlaneCache.Key key(String job, long step, int shard) {
    return new PlaneCache.Key(job, "", step, 0, shard);
  }

  /** Takes one of 10 bytes and gives it back. */
  private void use(PlaneCache.Key key, long most) {
    PlaneCache.Prepared p = PlaneCache.take(key, () -> prepare(key));
    PlaneCache.give(key, p, most);
  }

  private PlaneCache.Prepared prepare(PlaneCache.Key key) {
    prepared++;
    PlaneEvaluator evaluator =
        new PlaneEvaluator() {
          @Override
          public Shard prepare(Dataset data, int from, int to) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void close() {
            closed.add(key.job() + " " + key.step() + " " + key.shard());
          }
        };
    PlaneEvaluator.Shard shard =
        new PlaneEvaluator.Shard() {
          @Override
          public PointSums evaluate(Points points) {
            throw new UnsupportedOperationException();
          }

          @Override
          public void close() {}
        };
    return new PlaneCache.Prepared(evaluator, shard, 10);
  }

  @Test
  void whatFitsStaysWhereShardsAreAskedForInTurn() {
    for (int round = 0; round < 4; round++) {
      for (int shard = 0; shard < 5; shard++) {
        use(key("job", 7, shard), 35);
      }
    }
    assertThat(prepared).isEqualTo(5 + 3 * 2); // three stay, two are made each time
    assertThat(closed).hasSize(4 * 2).doesNotContain("job 7 0", "job 7 1", "job 7 2");
  }

  @Test
  void otherStepsAndJobsMakeRoom() {
    use(key("other", 7, 0), 25);
    use(key("job", 6, 0), 25);
    use(key("job", 7, 0), 25);
    assertThat(closed).containsExactly("other 7 0");
    use(key("job", 7, 1), 25);
    assertThat(closed).containsExactly("other 7 0", "job 6 0");
    use(key("job", 7, 0), 25);
    assertThat(prepared).isEqualTo(4);
    PlaneCache.forget("job");
    assertThat(closed).hasSize(4);
  }

  @Test
  void oneThatIsInUseIsNotGivenToAnother() {
    PlaneCache.Key key = key("job", 7, 0);
    PlaneCache.Prepared first = PlaneCache.take(key, () -> prepare(key));
    PlaneCache.Prepared second = PlaneCache.take(key, () -> prepare(key));
    assertThat(first).isNotSameAs(second);
    PlaneCache.give(key, first, 100);
    PlaneCache.give(key, second, 100);
    assertThat(PlaneCache.take(key, () -> prepare(key))).isSameAs(second);
    assertThat(PlaneCache.take(key, () -> prepare(key))).isSameAs(first);
    assertThat(prepared).isEqualTo(2);
    first.close();
    second.close();
  }
}
