// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.encode;

import io.weightlapse.core.util.Checks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Makes videos, by FFmpeg. Holds one picture and what the codec looks ahead. */
public final class VideoEncoder implements Encoder {
  /** A kind of file and the codec in it. */
  public enum Kind {
    /** H.264, which plays everywhere. */
    MP4("mp4", "libopenh264"),
    /** VP9: smaller, and slower to make. */
    WEBM("webm", "libvpx-vp9");

    final String extension;
    final String codec;

    Kind(String extension, String codec) {
      this.extension = extension;
      this.codec = codec;
    }
  }

  private final Kind kind;
  private final Pace pace;

  /** Makes videos of a kind. */
  public VideoEncoder(Kind kind, Pace pace) {
    this.kind = kind;
    this.pace = pace;
  }

  @Override
  public String extension() {
    return kind.extension;
  }

  @Override
  public void encode(Pictures pictures, Path target) throws IOException {
    Checks.atLeast("pictures", pictures.count(), 1);
    Path folder = target.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    // FFmpeg seeks in what it writes: a file of its own, renamed when it is whole
    Path partial =
        folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + AtomicFile.PARTIAL);
    try {
      try (VideoWriter video = VideoWriter.open(kind, pace, partial, pictures.picture(0))) {
        for (int k = 0; k < pictures.count(); k++) {
          video.add(pictures.picture(k));
        }
        video.end();
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
