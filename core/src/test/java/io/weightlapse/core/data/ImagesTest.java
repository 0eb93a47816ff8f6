// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import static io.weightlapse.core.data.ImageFixture.cifar;
import static io.weightlapse.core.data.ImageFixture.gzip;
import static io.weightlapse.core.data.ImageFixture.images;
import static io.weightlapse.core.data.ImageFixture.labels;
import static io.weightlapse.core.data.ImageFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.experiment.ImageData;
import io.weightlapse.core.experiment.SplitSpec;
import io.weightlapse.core.util.UserException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagesTest {
  @TempDir Path temp;
  private DataFolder home;
  private Path small;

  @BeforeEach
  void files() {
    home = new DataFolder(temp.toString());
    small = temp.resolve("small");
    write(small.resolve("train-images-idx3-ubyte.gz"), gzip(images(20)));
    write(small.resolve("train-labels-idx1-ubyte"), labels(20));
    write(small.resolve("t10k-images-idx3-ubyte"), images(5));
    write(small.resolve("t10k-labels-idx1-ubyte.gz"), gzip(labels(5)));
  }

  private Dataset load(ImageData spec, Split split) {
    return DataSets.load(spec, split, home).orElseThrow();
  }

  private void fails(String set, String message) {
    assertThatThrownBy(() -> load(ImageData.of(set), Split.TRAIN))
        .isInstanceOf(UserException.class)
        .hasMessage(message);
  }

  @Test
  void idxFilesReadPackedAndPlain() {
    ImageData spec = ImageData.of("small");
    Dataset train = load(spec, Split.TRAIN);
    assertThat(DataSets.rows(spec, home)).isEqualTo(20).isEqualTo(train.rows());
    assertThat(train.inputs()).isEqualTo(6);
    assertThat(train.outputs()).isEqualTo(10);
    assertThat(train.label(13)).isEqualTo(3);
    assertThat(train.features()[13 * 6 + 2]).isEqualTo(132 / 255f);
    assertThat(load(spec, Split.TEST).rows()).isEqualTo(5);
    assertThat(DataSets.load(spec, Split.VALIDATION, home)).isEmpty();
    assertThat(load(ImageData.of(small.toString()), Split.TRAIN).hash()).isEqualTo(train.hash());
  }

  @Test
  void validationIsDealtFromTheTrainingFileInTorchsOrder() {
    ImageData spec =
        new ImageData("small", 10, List.of(0.5), List.of(0.25), new SplitSpec(5, 0, 0));
    Dataset train = load(spec, Split.TRAIN);
    Dataset validation = load(spec, Split.VALIDATION);
    assertThat(train.rows()).isEqualTo(15).isEqualTo(DataSets.rows(spec, home));
    assertThat(validation.rows()).isEqualTo(5);
    int[] order = Deal.rows(spec.split(), Split.TRAIN, 20);
    for (int i = 0; i < 15; i++) {
      assertThat(train.label(i)).isEqualTo(order[i] % 10);
      assertThat(train.features()[i * 6]).isEqualTo((10 * order[i] / 255f - 0.5f) / 0.25f);
    }
  }

  @Test
  void cifarBatchesReadInTheirOrder() {
    write(temp.resolve("tiny/data_batch_1.bin"), cifar(3, 0));
    write(temp.resolve("tiny/data_batch_2.bin"), cifar(2, 3));
    write(temp.resolve("tiny/test_batch.bin"), cifar(4, 7));
    ImageData spec =
        new ImageData("tiny", 10, List.of(0.5, 0.25, 0.0), List.of(1.0), SplitSpec.NONE);
    Dataset train = load(spec, Split.TRAIN);
    assertThat(train.rows()).isEqualTo(5).isEqualTo(DataSets.rows(spec, home));
    assertThat(train.inputs()).isEqualTo(3072);
    assertThat(train.label(4)).isEqualTo(4);
    assertThat(train.features()[4 * 3072]).isCloseTo(4 / 255f - 0.5f, within(1e-6f));
    assertThat(train.features()[4 * 3072 + 1024]).isCloseTo(5 / 255f - 0.25f, within(1e-6f));
    assertThat(train.features()[4 * 3072 + 3071]).isEqualTo(6 / 255f);
    assertThat(load(spec, Split.TEST).label(0)).isEqualTo(7);
  }

  @Test
  void floatImagesAreTakenAsTheyAre() {
    ByteBuffer buffer = ByteBuffer.allocate(12 + 4 * 4).putInt(0xd02).putInt(2).putInt(2);
    buffer.putFloat(1.5f).putFloat(-2).putFloat(3).putFloat(4);
    write(temp.resolve("own/train-images-idx2-ubyte"), buffer.array());
    write(temp.resolve("own/train-labels-idx1-ubyte"), labels(2));
    assertThat(load(ImageData.of("own"), Split.TRAIN).features()).containsExactly(1.5f, -2, 3, 4);
    assertThat(DataSets.load(ImageData.of("own"), Split.TEST, home)).isEmpty();
    buffer.putFloat(20, Float.NaN);
    write(temp.resolve("own/train-images-idx2-ubyte"), buffer.array());
    fails("own", "own/train-images-idx2-ubyte: number must be finite: was NaN at byte 20");
  }

  @Test
  void labelsOutOfRangeAreNamed() {
    byte[] bytes = labels(20);
    bytes[8 + 11] = 77;
    write(small.resolve("train-labels-idx1-ubyte"), bytes);
    fails("small", "small/train-labels-idx1-ubyte: label must be 0..9: was 77 at byte 19");
    byte[] batch = cifar(3, 0);
    batch[2 * 3073] = 10;
    write(temp.resolve("tiny/data_batch_1.bin"), batch);
    fails("tiny", "tiny/data_batch_1.bin: label must be 0..9: was 10 at byte 6146");
  }

  @Test
  void truncatedFilesAreNamed() {
    write(small.resolve("train-labels-idx1-ubyte"), Arrays.copyOf(labels(20), 21));
    fails("small", "small/train-labels-idx1-ubyte: must have 20 labels: ended at byte 21");
    write(small.resolve("train-labels-idx1-ubyte"), labels(20));
    write(small.resolve("train-images-idx3-ubyte.gz"), gzip(Arrays.copyOf(images(20), 100)));
    fails(
        "small",
        "small/train-images-idx3-ubyte.gz: must have 20 rows of 6 bytes: ended at byte 100"
            + " unpacked");
    byte[] packed = gzip(images(20));
    write(small.resolve("train-images-idx3-ubyte.gz"), Arrays.copyOf(packed, packed.length - 12));
    assertThatThrownBy(() -> load(ImageData.of("small"), Split.TRAIN))
        .hasMessageStartingWith("small/train-images-idx3-ubyte.gz: cannot be read")
        .hasMessageContaining("Unexpected end of ZLIB input stream");
    write(temp.resolve("tiny/data_batch_1.bin"), Arrays.copyOf(cifar(3, 0), 9000));
    fails(
        "tiny", "tiny/data_batch_1.bin: must have whole images of 3073 bytes: ended at byte 9000");
  }

  @Test
  void wrongHeadersAndTailsAreNamed() {
    byte[] bytes = labels(20);
    bytes[3] = 3;
    write(small.resolve("train-labels-idx1-ubyte"), bytes);
    fails("small", "small/train-labels-idx1-ubyte: magic must be 00000801: was 00000803 at byte 0");
    write(small.resolve("train-labels-idx1-ubyte"), labels(21));
    fails("small", "small/train-labels-idx1-ubyte: must have 20 rows: had 21 at byte 4");
    write(small.resolve("train-labels-idx1-ubyte"), Arrays.copyOf(labels(20), 40));
    fails("small", "small/train-labels-idx1-ubyte: must end: more bytes follow at byte 28");
    write(small.resolve("train-labels-idx1-ubyte"), new byte[0]);
    fails("small", "small/train-labels-idx1-ubyte: must have a header: ended at byte 0");
    write(small.resolve("train-images-idx3-ubyte.gz"), images(20));
    assertThatThrownBy(() -> load(ImageData.of("small"), Split.TRAIN))
        .hasMessage("small/train-images-idx3-ubyte.gz: cannot be read: Not in GZIP format");
  }

  @Test
  void knownSetsMustHaveTheirSize() {
    write(temp.resolve("mnist/train-images-idx3-ubyte"), images(20));
    write(temp.resolve("mnist/train-labels-idx1-ubyte"), labels(20));
    fails("mnist", "mnist/train-images-idx3-ubyte: must have 60000 rows: had 20 at byte 4");
    write(temp.resolve("cifar-10-batches-bin/data_batch_1.bin"), cifar(1, 0));
    fails("cifar10", "cifar-10-batches-bin: must have 50000 images: had 1");
  }

  @Test
  void missingFilesSayWhatToPutWhere() {
    fails(
        "fashion-mnist",
        "no images of fashion-mnist: put train-images-idx3-ubyte, train-labels-idx1-ubyte,"
            + " t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte (each as it is or with .gz) into "
            + temp.resolve("fashion-mnist")
            + ", or run: weightlapse data fetch fashion-mnist");
    fails(
        "cifar10",
        "no images of cifar10: put data_batch_1.bin ... data_batch_5.bin, test_batch.bin into "
            + temp.resolve("cifar-10-batches-bin")
            + ", or run: weightlapse data fetch cifar10");
  }

  @Test
  void meansMustFitTheChannels() {
    ImageData spec =
        new ImageData("small", 10, List.of(0.0, 0.0, 0.0, 0.0), List.of(1.0), SplitSpec.NONE);
    assertThatThrownBy(() -> load(spec, Split.TRAIN))
        .hasMessage(
            "data.mean and data.deviation must have one number or one for each channel: had 4 for"
                + " images of 6 numbers");
  }

  @Test
  void theFolderIsListed() {
    write(temp.resolve("tiny/data_batch_1.bin"), cifar(3, 0));
    write(temp.resolve("broken/train-images-idx3-ubyte"), new byte[3]);
    write(temp.resolve("broken/train-labels-idx1-ubyte"), labels(3));
    write(temp.resolve("flowers.csv"), new byte[0]);
    write(temp.resolve("other/readme"), new byte[0]);
    assertThat(LocalSet.list(home))
        .containsExactly(
            new LocalSet(
                "broken",
                "IDX",
                0,
                0,
                "broken/train-images-idx3-ubyte: must have a header: ended at byte 3"),
            new LocalSet("flowers.csv", "table", 0, 0, ""),
            new LocalSet("small", "IDX", 20, 5, ""),
            new LocalSet("tiny", "CIFAR", 3, 0, ""));
    assertThat(LocalSet.list(new DataFolder(temp.resolve("no").toString()))).isEmpty();
  }
}
