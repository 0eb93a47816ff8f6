// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.weightlapse.core.experiment.SplitSpec;
import io.weightlapse.core.experiment.TableData;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TablesTest {
  @TempDir Path temp;

  private static final TableData FLOWERS =
      new TableData(
          "flowers.csv",
          List.of("petal, cm", "sepal"),
          "kind",
          List.of("rose", "lily"),
          false,
          SplitSpec.NONE);

  private Dataset load(TableData spec, String text) {
    return load(spec, text, Split.TRAIN);
  }

  private Dataset load(TableData spec, String text, Split split) {
    ImageFixture.write(temp.resolve("flowers.csv"), text.getBytes(UTF_8));
    return DataSets.load(spec, split, new DataFolder(temp.toString())).orElseThrow();
  }

  @Test
  void quotesLineEndsAndByteOrderMarksAreRead() {
    Dataset data =
        load(
            FLOWERS,
            "\ufeffkind,\"petal, cm\",note,sepal\r\n"
                + "rose,1.5,\"a \"\"red\"\"\r\none\",-2\r\n"
                + "\"lily\",3e1,,\"4\"\n\n"
                + "rose,0,x,1");
    assertThat(data.features()).containsExactly(1.5f, -2, 30, 4, 0, 1);
    assertThat(data.targets()).containsExactly(1, 0, 0, 1, 1, 0);
    assertThat(DataSets.rows(FLOWERS, new DataFolder(temp.toString()))).isEqualTo(3);
  }

  @Test
  void regressionStandardisesFeaturesOnly() {
    TableData spec =
        new TableData("flowers.csv", List.of("a"), "b", List.of(), true, new SplitSpec(0, 2, 1));
    String text = "a,b\n1,10\n2,20\n3,30\n4,40\n5,50\n6,60\n";
    Dataset train = load(spec, text);
    assertThat(train.rows()).isEqualTo(4);
    float sum = 0;
    for (float x : train.features()) {
      sum += x;
    }
    assertThat(sum).isCloseTo(0, within(1e-5f));
    assertThat(train.outputs()).isEqualTo(1);
    assertThat(load(spec, text, Split.TEST).targets()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind,sepal;rose,1|flowers.csv: has no column petal, cm (has kind, sepal)",
        "'kind,\"petal, cm\",sepel;'|flowers.csv: has no column sepal; did you mean sepel? (has"
            + " kind, petal, cm, sepel)",
        "'\"petal, cm\",sepal,kind;1,2'|flowers.csv: must have 3 cells: had 2 in line 2",
        "'\"petal, cm\",sepal,kind;1,2,rose;1,NaN,rose'|flowers.csv: sepal must be a finite"
            + " number: was NaN in line 3",
        "'\"petal, cm\",sepal,kind;1,,rose'|flowers.csv: sepal must be a finite number: was empty"
            + " in line 2",
        "'\"petal, cm\",sepal,kind;1,2,tulip'|flowers.csv: kind must be one of rose, lily: was"
            + " tulip in line 2",
        "'\"petal, cm\",sepal,kind;1,2,\"rose'|flowers.csv: must close its quote: the file ended"
            + " in line 2",
        "'\"petal, cm\",sepal,kind;1,\"2\"3,rose'|flowers.csv: must have a comma after a quoted"
            + " cell: was 3 in line 2",
        "'\"petal, cm\",sepal,kind,kind;1,2,rose,rose'|flowers.csv: has column kind twice",
        "'\"petal, cm\",sepal,kind;'|flowers.csv: must have at least one row: was empty",
      })
  void brokenTablesAreNamed(String text, String message) {
    assertThatThrownBy(() -> load(FLOWERS, text.replace("'", "").replace(';', '\n')))
        .hasMessage(message);
  }

  @Test
  void emptyMissingAndForeignFilesAreNamed() {
    assertThatThrownBy(() -> load(FLOWERS, ""))
        .hasMessage("flowers.csv: must begin with a header line: was empty");
    TableData other =
        new TableData("other.csv", List.of("a"), "b", List.of(), false, SplitSpec.NONE);
    assertThatThrownBy(() -> load(other, ""))
        .hasMessage("no table other.csv in the working folder or in " + temp);
    ImageFixture.write(temp.resolve("flowers.csv"), "kind,s\u00e4\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> DataSets.load(FLOWERS, Split.TRAIN, new DataFolder(temp.toString())))
        .hasMessageStartingWith("flowers.csv: must be UTF-8");
    ImageFixture.write(temp.resolve("a.xlsx"), new byte[1]);
    TableData foreign =
        new TableData("a.xlsx", List.of("a"), "b", List.of(), false, SplitSpec.NONE);
    assertThatThrownBy(() -> load(foreign, ""))
        .hasMessage("data.table must end in .csv or .parquet: was a.xlsx");
  }
}
