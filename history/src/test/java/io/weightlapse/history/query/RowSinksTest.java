// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowSinksTest {
  private static final List<String> NAMES = List.of("step", "text", "list");

  private static void write(RowSink sink) throws IOException {
    sink.begin(NAMES);
    sink.row(new Object[] {1L, "plain", List.of(1.5f, Float.NaN)});
    sink.row(new Object[] {Double.POSITIVE_INFINITY, "a \"b\",\r\nc", Map.of("x", 1)});
    sink.row(new Object[] {null, "", null});
    sink.end();
  }

  @Test
  void csvQuotesWhatMustBe() throws IOException {
    StringBuilder out = new StringBuilder();
    write(new CsvRows(out));
    assertThat(out)
        .hasToString(
            "step,text,list\r\n"
                + "1,plain,\"[1.5,\"\"NaN\"\"]\"\r\n"
                + "Infinity,\"a \"\"b\"\",\r\nc\",\"{\"\"x\"\":1}\"\r\n"
                + ",\"\",\r\n");
  }

  @Test
  void jsonHasAnObjectALine() throws IOException {
    StringBuilder out = new StringBuilder();
    write(new JsonRows(out));
    assertThat(out)
        .hasToString(
            """
            {"step":1,"text":"plain","list":[1.5,"NaN"]}
            {"step":"Infinity","text":"a \\"b\\",\\r\\nc","list":{"x":1}}
            {"step":null,"text":"","list":null}
            """);
    StringBuilder twice = new StringBuilder();
    JsonRows rows = new JsonRows(twice);
    rows.begin(List.of("a", "a", "a"));
    rows.row(new Object[] {1, 2, 3});
    assertThat(twice).hasToString("{\"a\":1,\"a_2\":2,\"a_3\":3}\n");
  }

  @Test
  void tablesAreAsWideAsTheyMustBe() throws IOException {
    StringBuilder out = new StringBuilder();
    write(new TableRows(out, 200));
    assertThat(out)
        .hasToString(
            """
                step  text       list
                   1  plain      [1.5,"NaN"]
            Infinity  a "b",  c  {"x":1}
                   -             -
            3 rows
            """);
  }

  @Test
  void wideTablesAreCutIntoBlocks() throws IOException {
    StringBuilder out = new StringBuilder();
    TableRows rows = new TableRows(out, 20);
    rows.begin(List.of("k", "aaaaaaaaaa", "bbbbbbbbbb", "cc", "d"));
    rows.row(new Object[] {1, 2, 3, 4, "x"});
    rows.end();
    assertThat(out)
        .hasToString(
            """
            k  aaaaaaaaaa
            1           2
            k  bbbbbbbbbb  cc  d
            1           3   4  x
            1 row
            """);
  }

  @Test
  void longTablesComeInPages() throws IOException {
    StringBuilder out = new StringBuilder();
    TableRows rows = new TableRows(out, 80);
    rows.begin(List.of("n"));
    for (int i = 0; i < 1200; i++) {
      rows.row(new Object[] {i});
    }
    rows.end();
    assertThat(out.toString().lines().filter(l -> l.strip().equals("n"))).hasSize(3);
    assertThat(out).endsWith("1199\n1,200 rows\n");
    StringBuilder none = new StringBuilder();
    TableRows empty = new TableRows(none, 80);
    empty.begin(List.of("n"));
    empty.end();
    assertThat(none).hasToString("n\n0 rows\n");
  }
}
