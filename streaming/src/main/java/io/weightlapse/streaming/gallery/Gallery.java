// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinBindException;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.playground.Playground;
import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The web pages of the runs: animations, curves, weights and surfaces as they grow, and a
 * playground that trains small networks. It changes no run, and listens on this machine only unless
 * told otherwise. Building one does no I/O.
 */
public final class Gallery implements Closeable {
  /** Where it listens unless told otherwise. */
  public static final String HOST = "127.0.0.1";

  /** Bytes of what a page may ask for: settings of a playground. */
  private static final long MOST_REQUEST = 16_384;

  private static final Logger LOG = LoggerFactory.getLogger(Gallery.class);

  private final GalleryData data;
  private final String host;
  private final int port;
  private Assets assets;
  private Streams streams;
  private Playground playground;
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
              config.http.maxRequestSize = MOST_REQUEST;
            });
    javalin.before(guards::headers);
    javalin.before(guards::admit);
    javalin.get("/", ctx -> page(ctx, Pages.INDEX));
    javalin.get("/static/{name}", ctx -> asset(ctx, ctx.pathParam("name")));
    javalin.get("/runs/{run}", ctx -> RunRoutes.with(data, ctx, (c, r) -> page(c, Pages.RUN)));
    javalin.get("/compare", ctx -> page(ctx, Pages.COMPARE));
    javalin.get("/playground", ctx -> page(ctx, Pages.PLAYGROUND));
    RecentRuns recent = new RecentRuns(data);
    streams = new Streams();
    playground = new Playground(data.home());
    new RunRoutes(data, recent).register(javalin);
    new WeightRoutes(data).register(javalin);
    new SurfaceRoutes(data).register(javalin);
    new FigureRoutes(data).register(javalin);
    new LiveRoutes(data, recent, streams).register(javalin);
    new PlaygroundRoutes(playground, streams).register(javalin);
    javalin.exception(UserException.class, Gallery::wrong);
    javalin.exception(IllegalArgumentException.class, Gallery::wrong);
    javalin.exception(Exception.class, this::failed);
    javalin.error(404, this::missing);
    try {
      javalin.start(host, port);
    } catch (JavalinBindException e) {
      stop(javalin);
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
    listOnce();
    return this;
  }

  /** Lists the runs before anybody asks: the first list of a process takes longest. */
  private void listOnce() {
    Thread thread =
        new Thread(
            () -> {
              try {
                data.runs();
              } catch (IOException | RuntimeException e) {
                LOG.debug("runs cannot be listed yet", e); // whoever asks is told
              }
            },
            "weightlapse-list");
    thread.setDaemon(true);
    thread.start();
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

  private void page(Context ctx, Pages page) {
    ctx.contentType("text/html; charset=utf-8").result(assets.page(page));
  }

  private void asset(Context ctx, String name) {
    byte[] file = assets.file(name);
    if (file == null) {
      ctx.status(HttpStatus.NOT_FOUND);
    } else {
      ctx.contentType(Assets.type(name)).result(file);
    }
  }

  private static void wrong(Exception e, Context ctx) {
    ctx.status(HttpStatus.BAD_REQUEST)
        .contentType("text/plain; charset=utf-8")
        .result(String.valueOf(e.getMessage()));
  }

  private void failed(Exception e, Context ctx) {
    LOG.warn("the gallery could not answer {}", ctx.path(), e);
    ctx.status(HttpStatus.INTERNAL_SERVER_ERROR)
        .contentType("text/plain; charset=utf-8")
        .result("the gallery could not answer; its log says why");
  }

  private void missing(Context ctx) {
    if (ctx.path().startsWith("/runs/")) {
      page(ctx, Pages.MISSING);
    } else {
      ctx.contentType("text/plain; charset=utf-8").result("nothing here");
    }
  }

  @Override
  public void close() {
    if (server != null) {
      stop(server);
      server = null;
    }
  }

  private void stop(Javalin javalin) {
    streams.close();
    playground.close();
    javalin.stop();
  }
}
