// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.landscape.Axis;
import io.weightlapse.core.landscape.NamedSlice;
import io.weightlapse.core.landscape.PathPoint;
import io.weightlapse.core.landscape.Slice;
import io.weightlapse.core.landscape.SliceInfo;
import io.weightlapse.core.landscape.SurfaceGrid;
import io.weightlapse.core.nn.NetworkSpec;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.history.Runs;
import io.weightlapse.history.Slices;
import io.weightlapse.history.SurfaceParquet;
import io.weightlapse.history.SurfaceReader;
import io.weightlapse.history.TrajectoryTable;
import io.weightlapse.streaming.encode.PngWriter;
import io.weightlapse.streaming.surface.Sheet;
import io.weightlapse.streaming.surface.SheetCsv;
import io.weightlapse.streaming.surface.SheetPicture;
import io.weightlapse.streaming.surface.SheetVtp;
import io.weightlapse.streaming.view.Labels;
import io.weightlapse.streaming.view.plot.NiceRange;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weightlapse export}: a stored surface as a file for other programs, or as a picture. */
@Command(
    name = "export",
    mixinStandardHelpOptions = true,
    description = "Writes a stored surface as CSV, Parquet, VTP for ParaView, or PNG.")
final class ExportCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private PictureOptions picture;

  @Parameters(paramLabel = "RUN", description = "Id of a stored run.")
  private String run;

  @Option(
      names = "--slice",
      paramLabel = "ID",
      required = true,
      description = "Such as plane-filter, line-step-0 or neurons-l1-n0-w0-w1.")
  private String id;

  @Option(
      names = "--format",
      paramLabel = "csv|parquet|vtp|png",
      defaultValue = "png",
      description = "What to write (default: ${DEFAULT-VALUE}).")
  private String format;

  @Option(
      names = "--step",
      paramLabel = "N",
      description = "Of which snapshot (default: the last that has the surface).")
  private Long step;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where to (default: RUN-ID-step.FORMAT in this folder).")
  private Path out;

  @Override
  public Integer call() throws IOException {
    if (!List.of("csv", "parquet", "vtp", "png").contains(format)) {
      throw new UserException("--format must be csv, parquet, vtp or png: was " + format);
    }
    SheetPicture.Options look = picture.options(); // mistakes are said first
    Sheet sheet = sheet();
    Path file = out != null ? out : Path.of(run + "-" + id + "-" + sheet.step() + "." + format);
    Output said = common.output();
    if (file.toAbsolutePath().getParent() == null
        || !Files.isDirectory(file.toAbsolutePath().getParent())) {
      throw new UserException("--out must lie in a folder that exists: was " + file);
    }
    switch (format) {
      case "csv" -> {
        text(file, to -> SheetCsv.surface(sheet, to));
        if (!sheet.path().isEmpty()) {
          said.line(text(beside(file), to -> SheetCsv.trajectory(sheet, to)));
        }
      }
      case "vtp" -> {
        text(file, to -> SheetVtp.surface(sheet, look.scale(), to));
        if (!sheet.path().isEmpty()) {
          said.line(text(beside(file), to -> SheetVtp.trajectory(sheet, look.scale(), to)));
        }
      }
      case "parquet" -> whole(file, part -> SurfaceParquet.write(part, sheet.step(), sheet.grid()));
      default -> {
        checkDrawable(sheet.grid().alpha());
        checkDrawable(sheet.grid().beta());
        png(file, new SheetPicture(sheet, look, new Labels(Locale.ENGLISH)));
      }
    }
    said.line(file.toString());
    return 0;
  }

  private Sheet sheet() throws IOException {
    Home home = common.home();
    NetworkSpec network = new Runs(home).manifest(run).experiment().network();
    Slice slice =
        Slice.of(id, network)
            .orElseThrow(
                () ->
                    new UserException(
                        "--slice must be neurons-LAYER-nN-wI-wJ (b for the bias), or line-, plane-"
                            + " or function-NAME: was "
                            + id));
    SurfaceReader reader = new SurfaceReader(home, run, slice);
    List<Long> steps = reader.steps();
    if (steps.isEmpty()) {
      throw new UserException("run " + run + " has no surface " + id + known(home));
    }
    long wanted = step == null ? steps.get(steps.size() - 1) : step;
    SurfaceGrid grid =
        reader
            .surface(wanted)
            .orElseThrow(
                () ->
                    new UserException(
                        "run "
                            + run
                            + " has no surface "
                            + id
                            + " of step "
                            + wanted
                            + "; it has those of "
                            + shortened(steps)));
    Optional<SliceInfo> info =
        slice instanceof NamedSlice named ? new Slices(home, run).info(named) : Optional.empty();
    boolean here = info.isPresent() && info.get().recipe().originStep() == wanted;
    List<PathPoint> path =
        here ? new TrajectoryTable(home, run, (NamedSlice) slice).read() : List.of();
    return new Sheet(run, slice, info, wanted, grid, path);
  }

  private String known(Home home) throws IOException {
    List<String> there = home.names(home.surfacesFolder(run));
    return there.isEmpty()
        ? ": it has none"
        : "; it has " + shortened(there.stream().map(n -> n.replaceFirst("^slice=", "")).toList());
  }

  private static String shortened(List<?> list) {
    List<String> texts = list.stream().map(String::valueOf).toList();
    return texts.size() <= 8
        ? String.join(", ", texts)
        : String.join(", ", texts.subList(0, 8)) + " and " + (texts.size() - 8) + " more";
  }

  private static Path beside(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        dot < 0
            ? name + "-trajectory"
            : name.substring(0, dot) + "-trajectory" + name.substring(dot));
  }

  private interface Content {
    void write(Writer to) throws IOException;
  }

  private interface Writing {
    void write(Path file) throws IOException;
  }

  private static String text(Path file, Content content) throws IOException {
    whole(
        file,
        part -> {
          try (Writer to = Files.newBufferedWriter(part)) {
            content.write(to);
          }
        });
    return file.toString();
  }

  private static void png(Path file, SheetPicture picture) throws IOException {
    whole(
        file,
        part -> {
          try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(part))) {
            PngWriter.write(picture.draw(), "", to);
          }
        });
  }

  /** A file is there whole or not at all; what is no file, such as a pipe, is written as it is. */
  private static void whole(Path file, Writing writing) throws IOException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      writing.write(file);
      return;
    }
    Path part = file.resolveSibling("_tmp-" + file.getFileName());
    try {
      writing.write(part);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Axes of pictures have their bounds; files of numbers have none. */
  private static void checkDrawable(Axis axis) {
    if (!NiceRange.drawable(axis.from()) || !NiceRange.drawable(axis.to())) {
      throw new UserException(
          "the range of a picture must lie within +-1e30: was "
              + axis.from()
              + ":"
              + axis.to()
              + "; --format csv has no such bound");
    }
  }
}
