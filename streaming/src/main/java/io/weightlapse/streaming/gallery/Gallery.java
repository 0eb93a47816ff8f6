// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.RunInfo;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web page of the runs: animations and curves as they grow. It shows and changes nothing, and
 * listens on this machine only unless told otherwise. Building one does no I/O.
 */
public final class Gallery implements Closeable {
  /** Where it listens unless told otherwise. */
  public static final String HOST = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(Gallery.class);

  private final GalleryData data;
  private final String host;
  private final int port;
  private Assets assets;
  private Javalin server;

  /**
   * A gallery.
   *
   * @param host address to listen on
   * @param port port, or 0 for any that is free
   */
  public Gallery(GalleryData data, String host, int port) {
    Checks.require(port >= 0 && port <= 65535, "port must be 0..65535: was %d", port);
    this.data = data;
    this.host = host;
    this.port = port;
  }

  /** Begins to answer. */
  public Gallery start() throws IOException {
    assets = new Assets();
    Guards guards = new Guards(host);
    Javalin javalin =
        Javalin.create(
            config -> {
              config.showJavalinBanner = false;
              config.startupWatcherEnabled = false;
              config.router.caseInsensitiveRoutes = false;
            });
    javalin.before(guards::headers);
    javalin.before(guards::admit);
    javalin.get("/", ctx -> asset(ctx, "index.html"));
    javalin.get("/static/{name}", ctx -> asset(ctx, ctx.pathParam("name")));
    javalin.get("/runs/{run}", this::page);
    javalin.get("/api/runs", this::runs);
    javalin.get("/api/runs/{run}", this::run);
    javalin.get("/api/runs/{run}/metrics", this::metrics);
    javalin.get("/api/runs/{run}/frames", this::frames);
    javalin.get("/files/{run}/{file}", this::animation);
    javalin.get("/files/{run}/frames/{view}/{file}", this::frame);
    javalin.exception(Exception.class, this::failed);
    javalin.error(404, this::missing);
    try {
      javalin.start(host, port);
    } catch (JavalinBindException e) {
      javalin.stop();
      throw new UserException(
          "the gallery cannot listen on "
              + host
              + ":"
              + port
              + ": the port is in use; stop what uses it or choose another, 0 for any",
          1,
          e);
    }
    server = javalin;
    return this;
  }

  /** Fails unless it answers. */
  public void check() throws IOException {
    if (server == null || !server.jettyServer().started()) {
      throw new IOException("the gallery is not started");
    }
    data.runs();
  }

  /** The port that it listens on. */
  public int port() {
    Checks.require(server != null, "the gallery is not started");
    return server.port();
  }

  /** Its address for a browser. */
  public String url() {
    String name = host.equals("0.0.0.0") ? "127.0.0.1" : host;
    return "http://" + name + ":" + port() + "/";
  }

  /** The address of a run's page. */
  public String url(String run) {
    return url() + "runs/" + run;
  }

  private void asset(Context ctx, String name) {
    byte[] file = assets.file(name);
    if (file == null) {
      ctx.status(HttpStatus.NOT_FOUND);
    } else {
      ctx.contentType(Assets.type(name)).result(file);
    }
  }

  private void page(Context ctx) throws IOException {
    if (data.run(ctx.pathParam("run")).isPresent()) {
      asset(ctx, "run.html");
    } else {
      ctx.status(HttpStatus.NOT_FOUND);
    }
  }

  private void runs(Context ctx) throws IOException {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (RunInfo r : data.runs()) {
      array.add(GalleryJson.run(r, data.views(r.run())));
    }
    json(ctx, array);
  }

  private void run(Context ctx) throws IOException {
    Optional<RunInfo> info = data.run(ctx.pathParam("run"));
    if (info.isEmpty()) {
      ctx.status(HttpStatus.NOT_FOUND);
      return;
    }
    String run = info.get().run();
    ObjectNode node = GalleryJson.run(info.get(), data.views(run));
    GalleryJson.addFacts(node, data.manifest(run));
    json(ctx, node);
  }

  private void metrics(Context ctx) throws IOException {
    Optional<RunInfo> info = data.run(ctx.pathParam("run"));
    if (info.isPresent()) {
      json(ctx, GalleryJson.metrics(data.metrics(info.get().run())));
    } else {
      ctx.status(HttpStatus.NOT_FOUND);
    }
  }

  private void frames(Context ctx) throws IOException {
    Optional<RunInfo> info = data.run(ctx.pathParam("run"));
    if (info.isPresent()) {
      String run = info.get().run();
      json(ctx, GalleryJson.views(run, data.views(run)));
    } else {
      ctx.status(HttpStatus.NOT_FOUND);
    }
  }

  private static void json(Context ctx, JsonNode node) {
    ctx.contentType("application/json; charset=utf-8").result(node.toString());
  }

  private void frame(Context ctx) throws IOException {
    send(
        ctx,
        data.frame(ctx.pathParam("run"), ctx.pathParam("view"), ctx.pathParam("file")),
        "inline");
  }

  private void animation(Context ctx) throws IOException {
    String file = ctx.pathParam("file");
    // A page of its own may hold scripts: it is saved, never run under our address.
    boolean save = file.endsWith(".html") || ctx.queryParam("save") != null;
    send(ctx, data.animation(ctx.pathParam("run"), file), save ? "attachment" : "inline");
  }

  private static void send(Context ctx, Optional<StoredFile> file, String disposition) {
    if (file.isEmpty()) {
      ctx.status(HttpStatus.NOT_FOUND);
      return;
    }
    ctx.header("Content-Disposition", disposition);
    ctx.header("Cache-Control", "private, max-age=60");
    ctx.writeSeekableStream(file.get().content(), file.get().type(), file.get().bytes());
  }

  private void failed(Exception e, Context ctx) {
    LOG.warn("the gallery could not answer {}", ctx.path(), e);
    ctx.status(HttpStatus.INTERNAL_SERVER_ERROR)
        .contentType("text/plain; charset=utf-8")
        .result("the gallery could not answer; its log says why");
  }

  private void missing(Context ctx) {
    if (ctx.path().startsWith("/runs/")) {
      asset(ctx, "missing.html");
    } else {
      ctx.contentType("text/plain; charset=utf-8").result("nothing here");
    }
  }

  @Override
  public void close() {
    if (server != null) {
      server.stop();
      server = null;
    }
  }
}
