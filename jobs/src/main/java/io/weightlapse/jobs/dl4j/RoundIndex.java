// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.util.UserException;
import io.weightlapse.history.Home;
import io.weightlapse.jobs.Engine;
import io.weightlapse.jobs.Scaling;
import io.weightlapse.jobs.Sharing;
import io.weightlapse.jobs.TrainMode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a distributed run stands: {@code checkpoints/<run>/round.json}. It names the zip with the
 * model of that round, so that both change at once.
 *
 * @param zip name of the file beside it
 * @param scaling how the run is spread; a resumed run goes on with it
 * @param round the next one
 * @param epoch the epoch under way
 * @param minibatch the first one of the next round in its epoch
 * @param step minibatches trained on so far
 * @param updates of each worker so far
 * @param sums what the epoch has counted
 * @param master what the master keeps from round to round; may be empty
 */
public record RoundIndex(
    String zip,
    Scaling scaling,
    int round,
    int epoch,
    int minibatch,
    long step,
    long updates,
    List<Double> sums,
    String master) {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static String path(String run) {
    return "checkpoints/" + run + "/round.json";
  }

  /** Replaces the index before it. */
  void save(Home home, String run) throws IOException {
    ObjectNode node = JSON.createObjectNode().put("version", VERSION).put("zip", zip);
    node.put("mode", scaling.mode().label()).put("engine", scaling.engine().label());
    node.put("workers", scaling.workers());
    node.put("averagingFrequency", scaling.averagingFrequency());
    node.put("treeDepth", scaling.treeDepth());
    Sharing sharing = scaling.sharing();
    node.putObject("sharing")
        .put("threshold", sharing.threshold())
        .put("mesh", sharing.mesh().label())
        .put("port", sharing.port())
        .put("networkMask", sharing.networkMask())
        .put("controller", sharing.controller());
    node.put("round", round).put("epoch", epoch).put("minibatch", minibatch);
    node.put("step", step).put("updates", updates);
    node.set("sums", JSON.valueToTree(sums));
    node.put("master", master);
    home.replace(path(run), JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node));
  }

  /** The index of a run; empty if it has none: it is no distributed one, or has not got so far. */
  public static Optional<RoundIndex> find(Home home, String run) throws IOException {
    byte[] bytes;
    try {
      bytes = home.read(path(run));
    } catch (NoSuchFileException | FileNotFoundException e) {
      return Optional.empty();
    }
    ObjectNode node = (ObjectNode) JSON.readTree(bytes);
    if (node.path("version").asInt() != VERSION) {
      throw new UserException(
          path(run) + ": version must be " + VERSION + ": was " + node.path("version"), 1, null);
    }
    return Optional.of(
        new RoundIndex(
            node.path("zip").asText(),
            new Scaling(
                label(TrainMode.values(), node.path("mode").asText()),
                label(Engine.values(), node.path("engine").asText()),
                node.path("workers").asInt(),
                node.path("averagingFrequency").asInt(),
                node.path("treeDepth").asInt(),
                sharing(node.path("sharing"))),
            node.path("round").asInt(),
            node.path("epoch").asInt(),
            node.path("minibatch").asInt(),
            node.path("step").asLong(),
            node.path("updates").asLong(),
            JSON.convertValue(node.path("sums"), new TypeReference<List<Double>>() {}),
            node.path("master").asText()));
  }

  private static Sharing sharing(JsonNode node) {
    return node.isMissingNode()
        ? Sharing.STANDARD
        : new Sharing(
            node.path("threshold").asDouble(),
            label(Sharing.Mesh.values(), node.path("mesh").asText()),
            node.path("port").asInt(),
            node.path("networkMask").asText(),
            node.path("controller").asText());
  }

  private static <E extends Enum<E>> E label(E[] all, String label) {
    return Arrays.stream(all)
        .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown in a checkpoint: " + label));
  }
}
