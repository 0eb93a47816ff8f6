// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.weights;

import static io.weightlapse.core.util.Checks.require;

import io.weightlapse.core.nn.NetworkSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** What {@code numpy.savez} writes and {@code numpy.load} reads: a zip of arrays. */
public final class Npz implements TensorFile {
  private static final String ENTRY = ".npy";
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  @Override
  public String extension() {
    return ".npz";
  }

  @Override
  public Contents read(Path file) throws IOException {
    List<Tensor> tensors = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.endsWith(ENTRY)) {
          tensors.add(
              Npy.read(name.substring(0, name.length() - ENTRY.length()), bytes(zip, entry)));
        }
      }
    } catch (ZipException e) {
      throw new IllegalArgumentException("it is no whole zip file: " + e.getMessage(), e);
    }
    return new Contents(tensors, Optional.empty());
  }

  private static byte[] bytes(ZipFile zip, ZipEntry entry) throws IOException {
    long size = entry.getSize();
    require(
        size >= 0 && size < Integer.MAX_VALUE - 8,
        "array %s must have at most 2^31 - 9 bytes: was %d",
        entry.getName(),
        size);
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes((int) size);
      CRC32 crc = new CRC32(); // ZipFile leaves that to its callers
      crc.update(bytes);
      require(
          entry.getCrc() < 0 || crc.getValue() == entry.getCrc(),
          "array %s is damaged: its checksum differs",
          entry.getName());
      return bytes;
    }
  }

  @Override
  public void write(Path file, NetworkSpec network, float[] parameters) throws IOException {
    WholeFile.write(
        file,
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          for (Tensor tensor : StateDict.tensors(network, parameters)) {
            byte[] bytes = Npy.write(tensor);
            CRC32 crc = new CRC32();
            crc.update(bytes);
            ZipEntry entry = new ZipEntry(tensor.name() + ENTRY);
            entry.setMethod(ZipEntry.STORED); // so that numpy can map it
            entry.setSize(bytes.length);
            entry.setCrc(crc.getValue());
            entry.setTimeLocal(EPOCH); // the same bytes for the same weights
            zip.putNextEntry(entry);
            zip.write(bytes);
            zip.closeEntry();
          }
          zip.finish();
        });
  }
}
