// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;

/** The kinds of answers. */
final class Answers {
  private Answers() {}

  static void json(Context ctx, JsonNode node) {
    ctx.contentType("application/json; charset=utf-8").result(node.toString());
  }

  /** Something to keep; the name may hold characters of {@code Names} only. */
  static void save(Context ctx, String name) {
    ctx.header("Content-Disposition", "attachment; filename=\"" + name + "\"");
  }

  static void file(Context ctx, Optional<StoredFile> file, String disposition) {
    if (file.isEmpty()) {
      ctx.status(HttpStatus.NOT_FOUND);
      return;
    }
    ctx.header("Content-Disposition", disposition);
    ctx.header("Cache-Control", "private, max-age=60");
    ctx.writeSeekableStream(file.get().content(), file.get().type(), file.get().bytes());
  }
}
