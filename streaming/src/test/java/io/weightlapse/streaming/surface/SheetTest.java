// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.surface;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.core.landscape.PointState;
import io.weightlapse.streaming.view.plot.ValueScale;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class SheetTest {
  private static final ValueScale LINEAR = ValueScale.of(ValueScale.Kind.LINEAR);
  private static final ValueScale LOG = ValueScale.of(ValueScale.Kind.LOG);

  private static Map<String, double[]> arrays(Document xml) {
    Map<String, double[]> arrays = new HashMap<>();
    NodeList list = xml.getElementsByTagName("DataArray");
    for (int i = 0; i < list.getLength(); i++) {
      Element e = (Element) list.item(i);
      String name = ((Element) e.getParentNode()).getTagName() + "/" + e.getAttribute("Name");
      String text = e.getTextContent().strip();
      arrays.put(
          name,
          text.isEmpty()
              ? new double[0]
              : Arrays.stream(text.split("\\s+")).mapToDouble(Double::parseDouble).toArray());
    }
    return arrays;
  }

  private static Document parse(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(text)));
  }

  private static int attribute(Document xml, String name) {
    return Integer.parseInt(
        ((Element) xml.getElementsByTagName("Piece").item(0)).getAttribute(name));
  }

  /** A rectangular grid: rows and columns must not be mixed up. */
  @Test
  void vtpHasTheRightCells() throws Exception {
    Sheet sheet = Sheets.plane(9, 5);
    StringWriter text = new StringWriter();
    SheetVtp.surface(sheet, LINEAR, text);
    Document xml = parse(text.toString());
    Map<String, double[]> arrays = arrays(xml);
    int points = 9 * 5 - 3; // one NaN, one infinite, one pending
    assertThat(attribute(xml, "NumberOfPoints")).isEqualTo(points);
    double[] at = arrays.get("Points/");
    assertThat(at).hasSize(3 * points);
    double[] loss = arrays.get("PointData/loss");
    assertThat(loss).hasSize(points);
    assertThat(arrays.get("PointData/accuracy")).hasSize(points);
    double[] cells = arrays.get("Polys/connectivity");
    double[] offsets = arrays.get("Polys/offsets");
    assertThat(attribute(xml, "NumberOfPolys")).isEqualTo(offsets.length);
    assertThat(offsets[offsets.length - 1]).isEqualTo(cells.length);
    double dx = sheet.grid().alpha().at(1) - sheet.grid().alpha().at(0);
    double dy = sheet.grid().beta().at(1) - sheet.grid().beta().at(0);
    for (int c = 0; c < offsets.length; c++) {
      int[] corner = new int[4];
      for (int k = 0; k < 4; k++) {
        corner[k] = (int) cells[4 * c + k];
      }
      assertThat(at[3 * corner[1]] - at[3 * corner[0]]).isBetween(dx - 1e-9, dx + 1e-9);
      assertThat(at[3 * corner[2] + 1] - at[3 * corner[1] + 1]).isBetween(dy - 1e-9, dy + 1e-9);
      assertThat(at[3 * corner[3]]).isEqualTo(at[3 * corner[0]]);
    }
    for (int p = 0; p < points; p++) {
      assertThat((float) at[3 * p + 2]).isEqualTo((float) loss[p]);
      assertThat((float) Sheets.height(at[3 * p], at[3 * p + 1])).isEqualTo((float) loss[p]);
    }
    int whole = 0;
    for (int i = 0; i + 1 < 9; i++) {
      for (int j = 0; j + 1 < 5; j++) {
        whole +=
            sheet.grid().state(i, j) == PointState.OK
                    && sheet.grid().state(i + 1, j) == PointState.OK
                    && sheet.grid().state(i, j + 1) == PointState.OK
                    && sheet.grid().state(i + 1, j + 1) == PointState.OK
                ? 1
                : 0;
      }
    }
    assertThat(offsets).hasSize(whole);
  }

  @Test
  void vtpHasALineForEachWorker() throws Exception {
    StringWriter text = new StringWriter();
    SheetVtp.trajectory(Sheets.plane(9, 5), LOG, text);
    Document xml = parse(text.toString());
    Map<String, double[]> arrays = arrays(xml);
    assertThat(attribute(xml, "NumberOfLines")).isEqualTo(2);
    assertThat(arrays.get("Lines/offsets")).containsExactly(12, 24);
    assertThat(arrays.get("PointData/worker")).startsWith(-1, -1).endsWith(0, 0);
  }

  @Test
  void csvReadsBackBitForBit() throws IOException {
    Sheet sheet = Sheets.plane(4, 3);
    StringWriter text = new StringWriter();
    SheetCsv.surface(sheet, text);
    List<String> lines = text.toString().lines().toList();
    assertThat(lines).hasSize(1 + 12);
    assertThat(lines.get(0)).isEqualTo("step,i,j,alpha,beta,loss,accuracy,state");
    List<String> states = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cell = line.split(",");
      int i = Integer.parseInt(cell[1]);
      int j = Integer.parseInt(cell[2]);
      assertThat(Double.parseDouble(cell[3])).isEqualTo(sheet.grid().alpha().at(i));
      assertThat(Double.parseDouble(cell[4])).isEqualTo(sheet.grid().beta().at(j));
      assertThat(Float.floatToIntBits(Float.parseFloat(cell[5])))
          .isEqualTo(Float.floatToIntBits(sheet.grid().loss(i, j)));
      states.add(cell[7]);
    }
    assertThat(states).contains("ok", "nan", "inf", "pending");
    StringWriter path = new StringWriter();
    SheetCsv.trajectory(sheet, path);
    assertThat(path.toString().lines()).hasSize(25);
  }

  @ParameterizedTest
  @EnumSource(SheetPicture.Look.class)
  void pictureIsTheSameEveryTimeAndShowsWhatChanges(SheetPicture.Look look) {
    Sheet sheet = Sheets.plane(21, 13);
    SheetPicture.Options options = Sheets.options(look, LINEAR, 1);
    int[] once = pixels(new SheetPicture(sheet, options, Sheets.ENGLISH).draw());
    assertThat(once).isEqualTo(pixels(new SheetPicture(sheet, options, Sheets.ENGLISH).draw()));
    assertThat(once)
        .isNotEqualTo(
            pixels(new SheetPicture(sheet, Sheets.options(look, LOG, 1), Sheets.ENGLISH).draw()));
    assertThat(once)
        .isNotEqualTo(
            pixels(
                new SheetPicture(sheet, Sheets.options(look, LINEAR, 0.8), Sheets.ENGLISH).draw()));
    Sheet alone =
        new Sheet(sheet.run(), sheet.slice(), sheet.info(), sheet.step(), sheet.grid(), List.of());
    assertThat(once).isNotEqualTo(pixels(new SheetPicture(alone, options, Sheets.ENGLISH).draw()));
    long inside = Arrays.stream(once).filter(c -> (c & 0xffffff) != 0xffffff).count();
    assertThat(inside).isGreaterThan(once.length / 8);
  }

  @Test
  void drawsLinesFunctionsAndSurfacesWithoutAnyNumber() {
    for (Sheet sheet : List.of(Sheets.line(), Sheets.function(), Sheets.nothing())) {
      for (SheetPicture.Look look : SheetPicture.Look.values()) {
        for (ValueScale.Kind kind : ValueScale.Kind.values()) {
          BufferedImage image =
              new SheetPicture(
                      sheet, Sheets.options(look, ValueScale.of(kind), 0.95), Sheets.ENGLISH)
                  .draw();
          assertThat(image.getWidth()).isEqualTo(900);
        }
      }
    }
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }
}
