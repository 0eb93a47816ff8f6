// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.history;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.CodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/**
 * Decompresses ZSTD pages at once, array to array; Parquet's own way goes through streams. Other
 * codecs, of files that are not ours, go that way.
 */
public final class PageCodecs implements CompressionCodecFactory {
  private CodecFactory others;

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName name) {
    return others().getCompressor(name);
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName name) {
    return name == CompressionCodecName.ZSTD ? new ZstdPages() : others().getDecompressor(name);
  }

  private CodecFactory others() {
    if (others == null) {
      others = new CodecFactory(new Configuration(), 0);
    }
    return others;
  }

  @Override
  public void release() {
    if (others != null) {
      others.release();
    }
  }

  private static final class ZstdPages implements BytesInputDecompressor {
    @Override
    public BytesInput decompress(BytesInput bytes, int size) throws IOException {
      byte[] page = new byte[size];
      ByteBuffer packed = bytes.toByteBuffer();
      byte[] from = packed.hasArray() ? packed.array() : new byte[packed.remaining()];
      int offset = 0;
      int length = packed.remaining();
      if (packed.hasArray()) {
        offset = packed.arrayOffset() + packed.position();
      } else {
        packed.duplicate().get(from);
      }
      long n = Zstd.decompressByteArray(page, 0, size, from, offset, length);
      if (n != size) {
        throw new IOException(
            Zstd.isError(n)
                ? "a page cannot be decompressed: " + Zstd.getErrorName(n)
                : "a page must have " + size + " bytes: was " + n);
      }
      return BytesInput.from(page);
    }

    @Override
    public void decompress(ByteBuffer input, int length, ByteBuffer output, int size)
        throws IOException {
      output.put(decompress(BytesInput.from(input), size).toByteBuffer());
    }

    @Override
    public void release() {}
  }
}
