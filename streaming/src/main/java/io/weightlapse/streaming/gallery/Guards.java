// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import java.util.Locale;
import java.util.Set;

/**
 * Keeps other web sites out of a server that listens on this machine: a page elsewhere can make a
 * browser ask it, under a name that it has resolved to 127.0.0.1, but not with our Host header.
 */
final class Guards {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private final String host;

  Guards(String host) {
    this.host = host;
  }

  /** Headers of every answer. */
  void headers(Context ctx) {
    ctx.header(
        "Content-Security-Policy",
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'");
    ctx.header("X-Content-Type-Options", "nosniff");
    ctx.header("Referrer-Policy", "no-referrer");
    ctx.header("Cross-Origin-Resource-Policy", "same-origin");
    ctx.header("Cache-Control", "no-cache");
  }

  /** Refuses what the gallery does not answer; returns whether the request may go on. */
  boolean admit(Context ctx) {
    if (ctx.method() != HandlerType.GET && ctx.method() != HandlerType.HEAD) {
      ctx.header("Allow", "GET, HEAD");
      return refuse(ctx, HttpStatus.METHOD_NOT_ALLOWED, "the gallery answers GET and HEAD only");
    }
    if (!knows(ctx.header("Host"))) {
      return refuse(ctx, HttpStatus.FORBIDDEN, "the gallery answers on this machine's names only");
    }
    String path = java.net.URLDecoder.decode(ctx.path(), java.nio.charset.StandardCharsets.UTF_8);
    if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0 || path.contains("..")) {
      return refuse(ctx, HttpStatus.BAD_REQUEST, "no such path");
    }
    return true;
  }

  private boolean knows(String header) {
    if (header == null) {
      return false;
    }
    String name = header.replaceFirst(":\\d{1,5}$", "").toLowerCase(Locale.ROOT);
    return LOOPBACK.contains(name) || (name.equals(host) && !host.equals("0.0.0.0"));
  }

  private static boolean refuse(Context ctx, HttpStatus status, String why) {
    ctx.status(status).contentType("text/plain; charset=utf-8").result(why);
    ctx.skipRemainingHandlers();
    return false;
  }
}
