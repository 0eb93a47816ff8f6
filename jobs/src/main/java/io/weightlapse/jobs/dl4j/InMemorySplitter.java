// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.nd4j.common.util.SerializationUtils;
import org.nd4j.parameterserver.distributed.v2.chunks.VoidChunk;
import org.nd4j.parameterserver.distributed.v2.messages.VoidMessage;
import org.nd4j.parameterserver.distributed.v2.util.MessageSplitter;

/** DL4J's splitter of messages without its temporary file for each message. */
final class InMemorySplitter extends MessageSplitter {
  @Override
  public Collection<VoidChunk> split(VoidMessage message, int most) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SerializationUtils.serialize(message, out);
    byte[] bytes = out.toByteArray();
    int count = (bytes.length + most - 1) / most;
    List<VoidChunk> chunks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chunks.add(
          VoidChunk.builder()
              .messageId(UUID.randomUUID().toString())
              .originalId(message.getMessageId())
              .chunkId(i)
              .numberOfChunks(count)
              .splitSize(most)
              .payload(Arrays.copyOfRange(bytes, i * most, Math.min(bytes.length, (i + 1) * most)))
              .totalSize(bytes.length)
              .build());
    }
    return chunks;
  }
}
