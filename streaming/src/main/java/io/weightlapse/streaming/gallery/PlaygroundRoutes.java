// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.weightlapse.core.util.UserException;
import io.weightlapse.streaming.playground.Playground;
import io.weightlapse.streaming.playground.PlaygroundSession;
import io.weightlapse.streaming.playground.PlaygroundSettings;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Trainings that a page starts, steers, watches and stores. */
final class PlaygroundRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Playground playground;
  private final Streams streams;
  private final Semaphore storing = new Semaphore(1);

  PlaygroundRoutes(Playground playground, Streams streams) {
    this.playground = playground;
    this.streams = streams;
  }

  void register(Javalin javalin) {
    javalin.post(Guards.COMMANDS, this::open);
    javalin.post(Guards.COMMANDS + "/{id}", ctx -> with(ctx, this::steer));
    javalin.post(Guards.COMMANDS + "/{id}/run", ctx -> with(ctx, this::store));
    javalin.get("/events/playground/{id}", ctx -> with(ctx, this::watch));
  }

  private interface SessionHandler {
    void answer(Context ctx, PlaygroundSession session) throws IOException;
  }

  private void with(Context ctx, SessionHandler handler) throws IOException {
    Optional<PlaygroundSession> session = playground.session(ctx.pathParam("id"));
    if (session.isPresent()) {
      handler.answer(ctx, session.get());
    } else {
      ctx.status(HttpStatus.NOT_FOUND);
    }
  }

  private static JsonNode body(Context ctx) {
    try {
      JsonNode node = JSON.readTree(ctx.body());
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      // said below
    }
    throw new UserException("the request must be a JSON object");
  }

  private void open(Context ctx) {
    PlaygroundSession session = playground.open(PlaygroundSettings.read(body(ctx)));
    Answers.json(ctx, session.describe());
  }

  private void steer(Context ctx, PlaygroundSession session) {
    JsonNode body = body(ctx);
    String action = body.path("action").asText();
    switch (action) {
      case "play" -> session.play(true);
      case "pause" -> session.play(false);
      case "step" -> session.step(body.path("epochs").asInt(1));
      case "reset" -> session.reset();
      case "speed" -> session.speed(body.path("speed").asDouble());
      case "adjust" ->
          session.adjust(
              body.path("learningRate").asDouble(),
              body.path("l1").asDouble(),
              body.path("l2").asDouble());
      case "seen" -> session.seen(body.path("frame").asLong());
      case "end" -> playground.end(session);
      default ->
          throw new UserException(
              "action must be play, pause, step, reset, speed, adjust, seen or end: was " + action);
    }
    Answers.json(ctx, JsonNodeFactory.instance.objectNode());
  }

  /** One at a time: storing trains again as fast as it can. */
  private void store(Context ctx, PlaygroundSession session) throws IOException {
    if (!storing.tryAcquire()) {
      throw new UserException("another training is being stored: wait a moment");
    }
    try {
      String run = playground.store(session);
      Answers.json(ctx, JsonNodeFactory.instance.objectNode().put("run", run));
    } finally {
      storing.release();
    }
  }

  private void watch(Context ctx, PlaygroundSession session) throws IOException {
    streams.serve(
        ctx,
        stream ->
            session.attend(
                new PlaygroundSession.Audience() {
                  @Override
                  public void frame(ObjectNode frame) throws IOException {
                    stream.send("frame", frame);
                  }

                  @Override
                  public void beat() throws IOException {
                    stream.beat();
                  }
                }));
  }
}
