// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.RootLoggerComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/**
 * Sends the logs of Spark, Kafka and the web server to a file, so that a user sees our lines only.
 */
public final class JobLog {
  /** Environment variable: {@code console} for standard error, as containers want it. */
  public static final String VARIABLE = "WEIGHTLAPSE_LOG";

  private static final String PATTERN = "%d{ISO8601} %-5p %c{1.} [%t] %m%n%ex";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static volatile Path file;

  private JobLog() {}

  /**
   * Logs to {@code logs/} under a home on this machine, or under the user's own folder; where
   * neither can be written, nowhere. {@link #VARIABLE} changes that.
   *
   * @param name first part of the file's name
   */
  public static void toFile(String home, String name) {
    String where = System.getenv().getOrDefault(VARIABLE, "file");
    switch (where) {
      case "file" -> toFile(folder(home).resolve("logs"), name);
      case "console" -> toConsole();
      default -> throw new UserException(VARIABLE + " must be file or console: was " + where);
    }
  }

  private static void toConsole() {
    file = null;
    ConfigurationBuilder<BuiltConfiguration> b = builder();
    b.add(
        b.newAppender("console", "Console")
            .addAttribute("target", "SYSTEM_ERR")
            .add(b.newLayout("PatternLayout").addAttribute("pattern", PATTERN)));
    configure(b, b.newRootLogger(Level.WARN).add(b.newAppenderRef("console")));
  }

  private static ConfigurationBuilder<BuiltConfiguration> builder() {
    ConfigurationBuilder<BuiltConfiguration> b =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    return b.setStatusLevel(Level.OFF).setConfigurationName("weightlapse");
  }

  private static void configure(
      ConfigurationBuilder<BuiltConfiguration> b, RootLoggerComponentBuilder root) {
    b.add(root);
    b.add(b.newLogger("io.javalin", Level.OFF)); // its errors reach us as exceptions
    Configurator.reconfigure(b.build());
  }

  private static void toFile(Path folder, String name) {
    ConfigurationBuilder<BuiltConfiguration> b = builder();
    RootLoggerComponentBuilder root = b.newRootLogger(Level.WARN);
    try {
      Files.createDirectories(folder);
      file = folder.resolve(name + "-" + TIME.format(Instant.now()) + ".log");
      b.add(
          b.newAppender("file", "File")
              .addAttribute("fileName", file.toString())
              .addAttribute("createOnDemand", true)
              .add(b.newLayout("PatternLayout").addAttribute("pattern", PATTERN)));
      root.add(b.newAppenderRef("file"));
    } catch (IOException e) {
      file = null; // the command itself will say that the home cannot be written
      b.add(b.newAppender("nowhere", "Null")); // without any appender Spark would log to stderr
      root.add(b.newAppenderRef("nowhere"));
    }
    configure(b, root);
  }

  /** The file, if one was opened and holds something. */
  public static java.util.Optional<Path> file() {
    return file != null && Files.exists(file)
        ? java.util.Optional.of(file)
        : java.util.Optional.empty();
  }

  private static Path folder(String home) {
    if (home.startsWith("file:")) {
      String path = URI.create(home).getPath();
      return path == null ? own() : Path.of(path);
    }
    return home.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") ? own() : Path.of(home);
  }

  private static Path own() {
    return Path.of(System.getProperty("user.home"), ".weightlapse");
  }
}
