// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GridOrderTest {
  @Test
  void everyPointIsInExactlyOnePart() {
    int[] sizes = {1, 2, 3, 7, 9, 16, 17, 25, 51, 100, 129};
    for (int rows : sizes) {
      for (int cols : sizes) {
        for (int most : new int[] {1, 5, 64, 1 << 20}) {
          check(rows, cols, most);
        }
      }
    }
  }

  private static void check(int rows, int cols, int most) {
    int[] seen = new int[rows * cols];
    Set<List<Integer>> firsts = new HashSet<>();
    for (GridPart part : GridOrder.parts(rows, cols, most)) {
      assertThat(part.points()).isLessThanOrEqualTo(most);
      assertThat(part.within(rows, cols)).isTrue();
      assertThat(firsts.add(List.of(part.row0(), part.col0()))).isTrue();
      for (int index : part.indices(cols)) {
        seen[index]++;
      }
    }
    assertThat(seen).containsOnly(1);
  }

  @Test
  void theFirstPartIsAboutTheWholeGrid() {
    GridPart first = GridOrder.parts(51, 25, 1000).get(0);
    assertThat(first).isEqualTo(new GridPart(0, 13, 4, 0, 13, 2));
    assertThat(GridOrder.parts(7, 5, 1000)).containsExactly(GridPart.rows(0, 7, 5));
  }

  @Test
  void partsSayWhatIsWrong() {
    assertThatThrownBy(() -> new GridPart(0, 0, 1, 0, 1, 1)).hasMessage("rows must be >= 1: was 0");
    assertThatThrownBy(() -> new GridPart(0, 1, 1, -1, 1, 1))
        .hasMessage("col0 must be >= 0: was -1");
    assertThat(new GridPart(2, 2, 3, 0, 1, 7).within(6, 1)).isTrue();
    assertThat(new GridPart(2, 2, 3, 0, 1, 7).within(5, 1)).isFalse();
    assertThat(new GridPart(0, Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 1, 1).within(9, 9))
        .isFalse();
  }
}
