// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.preview;

import com.fasterxml.jackson.databind.JsonNode;
import io.weightlapse.core.util.UserException;
import io.weightlapse.dashboards.Dashboards;
import io.weightlapse.dashboards.model.Dashboard;
import io.weightlapse.dashboards.model.GrafanaVersion;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/**
 * Draws the dashboards as PNG files: the queries that Grafana would ask, asked of the same
 * database, and drawn on the same grid, without a Grafana.
 */
public final class Preview {
  private final Connection connection;
  private final Optional<Prometheus> prometheus;
  private final Map<String, List<String>> choices;
  private final Function<String, Optional<BufferedImage>> images;

  /**
   * Asks nothing yet.
   *
   * @param connection to the sink's database; only read from
   * @param prometheus address of a Prometheus; its panels stay empty without
   * @param choices values of variables by their names; Grafana's own first choice for the others
   * @param images the pictures of the gallery by their addresses
   */
  public Preview(
      Connection connection,
      Optional<URI> prometheus,
      Map<String, List<String>> choices,
      Function<String, Optional<BufferedImage>> images) {
    this.connection = connection;
    this.prometheus = prometheus.map(Prometheus::new);
    this.choices = Map.copyOf(choices);
    this.images = images;
  }

  /**
   * Draws all dashboards; the folder is made.
   *
   * @return the files, called by the dashboards' uids
   */
  public List<Path> write(Path folder) throws IOException, SQLException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (Dashboard d : Dashboards.all(Dashboards.GALLERY)) {
      BufferedImage image = draw(d.toJson(GrafanaVersion.DEFAULT));
      Path file = folder.resolve(d.uid() + ".png");
      Path temporary = folder.resolve(d.uid() + ".png.tmp");
      store(image, temporary);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
      files.add(file);
    }
    return files;
  }

  private static void store(BufferedImage image, Path file) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
      ImageWriteParam small = writer.getDefaultWriteParam();
      small.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      small.setCompressionQuality(0); // of a format without losses: as small as it gets
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, null), small);
    } finally {
      writer.dispose();
    }
  }

  /** Draws one, as Grafana would import it. */
  BufferedImage draw(JsonNode dashboard) throws SQLException {
    Map<String, List<String>> values = Choices.of(dashboard, choices, this::rows);
    Interpolation chosen = new Interpolation(values, range(values.getOrDefault("run", List.of())));
    List<LinesPicture.Mark> marks = new ArrayList<>();
    for (JsonNode a : dashboard.at("/annotations/list")) {
      String sql = a.at("/target/rawSql").asText();
      if (!sql.isEmpty()) {
        Color colour = Colours.named(a.path("iconColor").asText());
        for (Object time : rows(chosen.of(sql)).values("timeend")) {
          marks.add(new LinesPicture.Mark(((Timestamp) time).getTime() / 1e3, colour));
        }
      }
    }
    return DashboardPicture.draw(
        dashboard, chosen, new PanelPicture(this::rows, prometheus, chosen, marks, images));
  }

  private Frame rows(String sql) throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery(sql)) {
      return Frame.of(rows);
    }
  }

  /**
   * From the start of the first of these runs to the end of the last, of the latest without any.
   */
  private TimeRange range(List<String> runs) throws SQLException {
    String sql =
        "SELECT min(started), max(coalesce(ended, now())) FROM"
            + " (SELECT * FROM weightlapse.runs WHERE started IS NOT NULL"
            + (runs.isEmpty() ? "" : " AND run = ANY(?)")
            + " ORDER BY started DESC LIMIT 20) AS r";
    try (var s = connection.prepareStatement(sql)) {
      if (!runs.isEmpty()) {
        s.setArray(1, connection.createArrayOf("text", runs.toArray()));
      }
      try (ResultSet row = s.executeQuery()) {
        row.next();
        if (row.getTimestamp(1) == null) {
          throw new UserException(
              "there is nothing to draw: no run of that name is stored", 1, null);
        }
        Instant from = row.getTimestamp(1).toInstant();
        Instant to = row.getTimestamp(2).toInstant();
        return new TimeRange(from, to.isAfter(from) ? to : from.plusSeconds(1)).withMargin();
      }
    }
  }
}
