// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class AheadTest {
  private final List<Integer> asked = Collections.synchronizedList(new ArrayList<>());

  private final Pictures numbered =
      new Pictures() {
        @Override
        public int count() {
          return 6;
        }

        @Override
        public BufferedImage picture(int index) throws IOException {
          asked.add(index);
          if (index == 5) {
            throw new LostFrameException("frame 5 is gone", null);
          }
          return new BufferedImage(index + 1, 1, BufferedImage.TYPE_INT_RGB);
        }
      };

  @Test
  void givesThePictureAskedForInAnyOrderAndReadsTwoAheadAtMost() throws IOException {
    try (Ahead ahead = new Ahead(numbered)) {
      assertThat(ahead.count()).isEqualTo(6);
      for (int index : new int[] {0, 1, 2, 3, 0, 4, 2, 2}) {
        assertThat(ahead.picture(index).getWidth()).isEqualTo(index + 1);
        assertThat(asked).allMatch(k -> k <= 5);
      }
    }
    asked.clear();
    try (Ahead ahead = new Ahead(numbered)) {
      assertThat(ahead.picture(0).getWidth()).isEqualTo(1);
    }
    assertThat(asked).contains(0).isSubsetOf(0, 1, 2);
  }

  @Test
  void whatIsWrongWithAPictureIsSaidWhenItIsAskedFor() throws IOException {
    try (Ahead ahead = new Ahead(numbered)) {
      assertThat(ahead.picture(4).getWidth()).isEqualTo(5);
      assertThatThrownBy(() -> ahead.picture(5))
          .isInstanceOf(LostFrameException.class)
          .hasMessage("frame 5 is gone");
    }
  }
}
