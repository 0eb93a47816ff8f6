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

  /** What may be changed: trainings of the playground, and nothing else. */
  static final String COMMANDS = "/api/playground";

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
    boolean commands = ctx.path().startsWith(COMMANDS);
    boolean reads = ctx.method() == HandlerType.GET || ctx.method() == HandlerType.HEAD;
    if (!reads && !(commands && ctx.method() == HandlerType.POST)) {
      ctx.header("Allow", commands ? "GET, HEAD, POST" : "GET, HEAD");
      return refuse(ctx, HttpStatus.METHOD_NOT_ALLOWED, "the gallery answers GET and HEAD only");
    }
    if (!knows(ctx.header("Host"))) {
      return refuse(ctx, HttpStatus.FORBIDDEN, "the gallery answers on this machine's names only");
    }
    if (!reads && !ownPage(ctx)) {
      return refuse(ctx, HttpStatus.FORBIDDEN, "only the gallery's own pages may ask for that");
    }
    String path = java.net.URLDecoder.decode(ctx.path(), java.nio.charset.StandardCharsets.UTF_8);
    if (path.indexOf('\\') >= 0 || path.indexOf('\0') >= 0 || path.contains("..")) {
      return refuse(ctx, HttpStatus.BAD_REQUEST, "no such path");
    }
    return true;
  }

  /**
   * Whether a page of this very address asks. A browser says where a request comes from, lets no
   * page elsewhere add the header, and asks before it sends JSON to another address.
   */
  private static boolean ownPage(Context ctx) {
    String site = ctx.header("Sec-Fetch-Site");
    return ("http://" + ctx.header("Host")).equalsIgnoreCase(String.valueOf(ctx.header("Origin")))
        && (site == null || site.equals("same-origin"))
        && "1".equals(ctx.header("X-Weightlapse"))
        && String.valueOf(ctx.header("Content-Type")).startsWith("application/json");
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
