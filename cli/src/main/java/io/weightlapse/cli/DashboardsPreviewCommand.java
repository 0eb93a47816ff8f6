// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.dashboards.client.Connection;
import io.weightlapse.dashboards.preview.Preview;
import io.weightlapse.local.EmbeddedDatabase;
import io.weightlapse.streaming.sink.PostgresTarget;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse dashboards preview DIR}. */
@Command(
    name = "preview",
    mixinStandardHelpOptions = true,
    description = {
      "Draws the dashboards as PNG files, without a Grafana: the same queries, asked of the same",
      "database, on the same grid."
    })
final class DashboardsPreviewCommand implements Callable<Integer> {
  private static final String EMBEDDED = "embedded";
  private static final Pattern CHOICE = Pattern.compile("(\\w+)=(.+)");
  private static final Pattern IN_GALLERY =
      Pattern.compile("https?://[^/]+/files/([A-Za-z0-9._-]+)/([A-Za-z0-9._-]+)[.]gif.*");

  @Mixin private Common common;

  @Parameters(paramLabel = "DIR", description = "A folder; it is made, files of ours are replaced.")
  private Path folder;

  @Option(
      names = "--postgres",
      paramLabel = "embedded|JDBC URL",
      defaultValue = EMBEDDED,
      description = {
        "The database with the rows: the one in the home, also while it is being written, or a",
        "jdbc:postgresql: URL (user and password from WEIGHTLAPSE_POSTGRES_USER and",
        "WEIGHTLAPSE_POSTGRES_PASSWORD)."
      })
  private String postgres;

  @Option(
      names = "--prometheus",
      paramLabel = "URL",
      description = "A Prometheus; without, its panels say so.")
  private String prometheus;

  @Option(
      names = "--var",
      paramLabel = "NAME=VALUE",
      description = {
        "What is chosen of a variable, such as run=xor-1; again for several runs (else what a",
        "dashboard shows first: the newest run, the latest step)."
      })
  private List<String> choices = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    Output out = common.output();
    Map<String, List<String>> chosen = chosen();
    Optional<URI> address =
        Optional.ofNullable(prometheus).map(p -> Connection.address("--prometheus", p));
    if (!postgres.equals(EMBEDDED)) {
      PostgresTarget target = PostgresTarget.of(postgres, System.getenv());
      return draw(out, target, chosen, address);
    }
    Path data = common.folder().resolve("postgres");
    if (!Files.isDirectory(data)) {
      throw new UserException(
          "--postgres must be a JDBC URL where the home has no rows: none were stored in "
              + common.folder());
    }
    Optional<String> running = EmbeddedDatabase.running(data); // of stream or demo
    if (running.isPresent()) {
      return draw(out, new PostgresTarget(running.get(), "", ""), chosen, address);
    }
    try (EmbeddedDatabase database = new EmbeddedDatabase(data, 0)) {
      try {
        database.start();
      } catch (IOException e) {
        throw new UserException(e.getMessage(), 1, e);
      }
      return draw(out, new PostgresTarget(database.url(), "", ""), chosen, address);
    }
  }

  private Map<String, List<String>> chosen() {
    Map<String, List<String>> all = new HashMap<>();
    for (String choice : choices) {
      Matcher m = CHOICE.matcher(choice);
      if (!m.matches()) {
        throw new UserException("--var must be NAME=VALUE: was " + choice);
      }
      all.computeIfAbsent(m.group(1), n -> new ArrayList<>()).add(m.group(2));
    }
    return all;
  }

  private int draw(
      Output out,
      PostgresTarget target,
      Map<String, List<String>> chosen,
      Optional<URI> prometheusAddress)
      throws IOException {
    Properties login = new Properties();
    if (!target.user().isEmpty()) {
      login.put("user", target.user());
    }
    if (!target.password().isEmpty()) {
      login.put("password", target.password());
    }
    login.put("connectTimeout", "10");
    login.put("ApplicationName", "weightlapse preview");
    try (java.sql.Connection connection = DriverManager.getConnection(target.url(), login)) {
      connection.setReadOnly(true);
      Preview preview = new Preview(connection, prometheusAddress, chosen, this::image);
      for (Path file : preview.write(folder)) {
        out.line(file.toString());
      }
      return 0;
    } catch (SQLException e) {
      String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      String safe = target.password().isEmpty() ? line : line.replace(target.password(), "***");
      throw new UserException("postgres: " + target + ": " + safe, 1, null);
    }
  }

  /** The picture that the gallery has at an address: the last frame of an animation of the home. */
  private Optional<BufferedImage> image(String address) {
    Matcher m = IN_GALLERY.matcher(address);
    if (!m.matches()) {
      return Optional.empty();
    }
    Path frames =
        common
            .folder()
            .resolve("animations")
            .resolve(m.group(1))
            .resolve("frames")
            .resolve(m.group(2));
    if (!Files.isDirectory(frames)) {
      return Optional.empty();
    }
    try (var files = Files.list(frames)) {
      Optional<Path> last =
          files.filter(f -> f.getFileName().toString().endsWith(".png")).max(Path::compareTo);
      return last.isEmpty()
          ? Optional.empty()
          : Optional.ofNullable(ImageIO.read(last.get().toFile()));
    } catch (IOException e) {
      return Optional.empty(); // the panel says that it is not drawn
    }
  }
}
