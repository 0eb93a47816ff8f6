// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class UpdateBoardTest {
  private static INDArray update(int value) {
    return Nd4j.createFromArray(value, 0, 0, 0);
  }

  /** Three workers, of which one is elsewhere; the last step is the first worker's alone. */
  @Test
  void stepsComeWholeAndInTheOrderOfTheWorkers() throws Exception {
    UpdateBoard board = new UpdateBoard(3);
    board.enter();
    board.enter();
    assertThat(board.put(2, update(2))).isTrue();
    assertThat(board.put(1, update(1))).isTrue();
    CompletableFuture<List<INDArray>> waits =
        CompletableFuture.supplyAsync(() -> board.await(0, 4));
    assertThat(board.put(0, update(0))).isTrue();
    List<INDArray> all = waits.get();
    assertThat(all).hasSize(3);
    for (int i = 0; i < 3; i++) {
      assertThat(all.get(i).getInt(0)).isEqualTo(i);
    }
    assertThat(board.put(0, update(9))).as("it is there already").isFalse();
    board.release(0);
    assertThat(all.get(0).wasClosed()).as("another worker here needs it").isFalse();
    board.release(0);
    assertThat(all).allMatch(INDArray::wasClosed);
    assertThat(board.put(2, update(9))).as("of a step that is over").isFalse();
    assertThat(board.put(3, update(3))).isTrue();
    assertThat(board.await(1, 4)).hasSize(1);
    assertThat(board.leave()).isFalse();
    assertThat(board.leave()).isTrue();
  }

  @Test
  void nobodyWaitsForAWorkerThatStopped() throws Exception {
    UpdateBoard board = new UpdateBoard(2);
    board.enter();
    CompletableFuture<Object> waits =
        CompletableFuture.supplyAsync(() -> board.await(0, 2)).handle((all, e) -> e.getCause());
    board.stop();
    assertThat((Throwable) waits.get()).hasMessage("another worker has stopped");
    assertThatThrownBy(() -> board.await(0, 2)).hasMessage("another worker has stopped");
    assertThat(board.put(0, update(0))).isFalse();
  }

  @Test
  void updatesMayComeBeforeTheirTaskButNotAfterIt() {
    UpdateBoards boards = UpdateBoards.of("run/one", 2);
    UpdateBoard first = boards.begin(0);
    UpdateBoard early = boards.at(1);
    assertThat(early).isNotNull();
    assertThat(boards.begin(1)).isSameAs(early);
    assertThat(first.stopped()).as("the attempt before is over").isTrue();
    assertThat(boards.at(0)).isNull();
    UpdateBoards.clear("run");
    assertThat(early.stopped()).isTrue();
    assertThat(UpdateBoards.of("run/one", 2)).isNotSameAs(boards);
    UpdateBoards.clear("run");
  }
}
