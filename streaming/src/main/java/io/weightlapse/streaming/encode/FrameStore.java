// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import io.weightlapse.core.util.Checks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The frames of one view of one run, as files {@code frames/<view>/00012.png} in the run's folder
 * of animations. A frame is there whole or not at all. Making a store touches no file.
 */
public final class FrameStore {
  private static final Pattern VIEW = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern FRAME = Pattern.compile("(\\d{5,9})\\.png");
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path runFolder;
  private final String view;
  private final Path folder;
  private boolean cleaned;

  /**
   * The frames of a view.
   *
   * @param runFolder {@code animations/<run>}
   * @param view lower-case letters, digits and dashes
   */
  public FrameStore(Path runFolder, String view) {
    Checks.require(
        VIEW.matcher(view).matches(),
        "view must be lower-case letters, digits and dashes, at most 64: was %s",
        view);
    this.runFolder = runFolder;
    this.view = view;
    this.folder = runFolder.resolve("frames").resolve(view);
  }

  /** Where the animation of these frames belongs: {@code <view>.<extension>}. */
  public Path animation(String extension) {
    return runFolder.resolve(view + "." + extension);
  }

  /** The folder of the frames. */
  public Path folder() {
    return folder;
  }

  /** Removes the frames from an index on. */
  public void trim(int count) throws IOException {
    for (int index : list()) {
      if (index >= count) {
        Files.deleteIfExists(file(index));
      }
    }
  }

  /** The file of a frame. */
  public Path file(int index) {
    Checks.atLeast("frame", index, 0);
    return folder.resolve(String.format(Locale.ROOT, "%05d.png", index));
  }

  /** Whether a frame is stored that shows what that fingerprint is of. */
  public boolean has(int index, String fingerprint) throws IOException {
    try {
      return PngWriter.fingerprint(file(index)).equals(fingerprint);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The frames stored, rising. */
  public List<Integer> list() throws IOException {
    List<Integer> frames = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Matcher m = FRAME.matcher(file.getFileName().toString());
        if (m.matches() && file.equals(file(Integer.parseInt(m.group(1))))) {
          frames.add(Integer.parseInt(m.group(1)));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    Collections.sort(frames);
    return frames;
  }

  /**
   * Stores a frame, in place of one of that index.
   *
   * @param fingerprint of what it shows
   */
  public void write(int index, String fingerprint, BufferedImage picture) throws IOException {
    Path file = file(index);
    if (!cleaned) {
      cleaned = true;
      removeLeftBehind();
    }
    AtomicFile.write(file, out -> PngWriter.write(picture, fingerprint, out));
  }

  /**
   * Reads a frame.
   *
   * @throws LostFrameException if it is not there, or is no picture: trying again is of no use
   */
  public BufferedImage read(int index) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file(index));
    } catch (NoSuchFileException e) {
      throw new LostFrameException("frame " + file(index) + " is gone", e);
    }
    BufferedImage image;
    try {
      image = PngReader.read(bytes);
    } catch (IOException e) {
      throw new LostFrameException("frame must be a PNG picture: was " + file(index), e);
    }
    if (image == null) {
      throw new LostFrameException("frame must be a PNG picture: was " + file(index), null);
    }
    return image;
  }

  /** The frames from 0 on, as an encoder takes them. */
  public Pictures pictures(int count) {
    return new Pictures() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public BufferedImage picture(int index) throws IOException {
        return read(index);
      }
    };
  }

  /** What a killed process left; younger files may be another process's work. */
  private void removeLeftBehind() throws IOException {
    Instant before = Instant.now().minus(LEFT_BEHIND);
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder, ".*" + AtomicFile.PARTIAL)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException e) {
      // nothing was ever written, or another process removed it
    }
  }
}
