// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.playground;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.weightlapse.core.data.Dataset;
import io.weightlapse.core.data.Split;
import io.weightlapse.core.nn.LayerSpec;
import io.weightlapse.core.util.Checks;
import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * One training that a page steers. It has no thread of its own: it trains while somebody attends,
 * on that caller's thread, and stands still else.
 */
public final class PlaygroundSession {
  /** Epochs a second, at most. */
  public static final int MOST_SPEED = 20_000;

  /** Frames that the audience need not have seen yet: a slow one must not fall behind. */
  static final int WINDOW = 8;

  private static final long FRAME_NANOS = 33_000_000L;
  private static final long WORK_NANOS = 22_000_000L; // of each frame: the rest is for others
  private static final long REST_NANOS = 1_000_000_000L;

  /** Who watches; any failure ends the watching. */
  public interface Audience {
    /** The training has moved. */
    void frame(ObjectNode frame) throws IOException;

    /** It has not. */
    void beat() throws IOException;
  }

  private final String id;
  private final TinyTraining training;
  private final BlockingQueue<BooleanSupplier> commands = new ArrayBlockingQueue<>(64);
  private final AtomicBoolean attended = new AtomicBoolean();
  private volatile PlaygroundSettings settings;
  private volatile int epochs;
  private volatile boolean adjusted; // constants were changed on the way
  private volatile boolean ended;
  private volatile long used = System.nanoTime();
  private boolean playing;
  private long sent; // frames
  private long seen;
  private double speed = 30;
  private double due;

  PlaygroundSession(String id, PlaygroundSettings settings) {
    this.id = id;
    this.settings = settings;
    this.training = new TinyTraining(settings);
  }

  /** Its name in addresses; nobody guesses it. */
  public String id() {
    return id;
  }

  /** What is trained. */
  public PlaygroundSettings settings() {
    return settings;
  }

  /** Epochs finished. */
  public int epochs() {
    return epochs;
  }

  /** Whether a training from the beginning would give the same parameters. */
  public boolean repeatable() {
    return !adjusted;
  }

  boolean attended() {
    return attended.get();
  }

  long idleNanos() {
    return System.nanoTime() - used;
  }

  void end() {
    ended = true;
  }

  /** Trains on, or not. */
  public void play(boolean on) {
    change(() -> playing = on);
  }

  /** Trains some epochs, and then stands still. */
  public void step(int count) {
    Checks.require(count >= 1 && count <= 1000, "epochs must be 1..1000: was %d", count);
    change(
        () -> {
          playing = false;
          for (int i = 0; i < count; i++) {
            training.epoch();
          }
        });
  }

  /** Begins again. */
  public void reset() {
    change(
        () -> {
          playing = false;
          training.reset();
          adjusted = false;
        });
  }

  /** Sets how many epochs a second it trains, where the machine can. */
  public void speed(double epochsPerSecond) {
    Checks.require(
        epochsPerSecond >= 0.1 && epochsPerSecond <= MOST_SPEED,
        "speed must be 0.1..%d epochs a second: was %s",
        MOST_SPEED,
        epochsPerSecond);
    change(() -> speed = epochsPerSecond);
  }

  /** Goes on with other constants of the optimiser. */
  public void adjust(double learningRate, double l1, double l2) {
    PlaygroundSettings changed = settings.with(learningRate, l1, l2);
    change(
        () -> {
          settings = changed;
          training.adjust(changed);
          adjusted = adjusted || epochs > 0;
        });
  }

  /** The audience has seen the frames up to that number: more may follow. */
  public void seen(long frame) {
    command(
        () -> {
          seen = Math.min(sent, Math.max(seen, frame));
          return false;
        });
  }

  /** A command after which a frame is due. */
  private void change(Runnable change) {
    command(
        () -> {
          change.run();
          return true;
        });
  }

  /** A command says whether it has changed anything that a frame shows. */
  private void command(BooleanSupplier command) {
    used = System.nanoTime();
    if (!commands.offer(command)) {
      throw new UserException("the training does not keep up: wait a moment");
    }
  }

  /** Trains and tells of it until the audience fails or the thread is interrupted. */
  public void attend(Audience audience) throws IOException, InterruptedException {
    if (!attended.compareAndSet(false, true)) {
      throw new UserException("this training is watched already");
    }
    try {
      seen = sent;
      boolean moved = true; // since the last frame
      long before = System.nanoTime();
      while (!ended) {
        long now = System.nanoTime();
        boolean goOn = playing && sent - seen < WINDOW;
        moved |= goOn && train(now, (now - before) / 1e9);
        before = now;
        if (moved && sent - seen < WINDOW) {
          audience.frame(frame());
          moved = false;
        } else {
          audience.beat();
        }
        goOn = playing && sent - seen < WINDOW;
        moved |= obey(goOn ? Math.max(0, FRAME_NANOS - (System.nanoTime() - now)) : REST_NANOS);
      }
    } finally {
      used = System.nanoTime();
      attended.set(false);
    }
  }

  private boolean obey(long waitNanos) throws InterruptedException {
    BooleanSupplier command = commands.poll(waitNanos, TimeUnit.NANOSECONDS);
    boolean changed = false;
    while (command != null) {
      changed |= command.getAsBoolean();
      epochs = training.epochs();
      command = commands.poll();
    }
    return changed;
  }

  /** Trains what is due after some seconds; what the machine cannot do in time is left out. */
  private boolean train(long begin, double seconds) {
    due = Math.min(due + speed * seconds, speed + 1);
    int count = 0;
    while (due >= 1 && !training.diverged()) {
      training.epoch();
      due--;
      count++;
      if (System.nanoTime() - begin > WORK_NANOS) {
        due = 0;
      }
    }
    playing = !training.diverged();
    epochs = training.epochs();
    return count > 0 || !playing;
  }

  private ObjectNode frame() {
    TrainedSoFar at = training.soFar();
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("frame", ++sent);
    node.put("epoch", at.epoch());
    put(node, "loss", at.train().meanLoss());
    put(node, "testLoss", at.test().meanLoss());
    if (settings.classifies()) {
      node.put("accuracy", at.train().accuracy()).put("testAccuracy", at.test().accuracy());
    }
    node.put("playing", playing).put("diverged", training.diverged());
    node.put("repeatable", !adjusted);
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * at.parameters().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(at.parameters());
    return node.put("parameters", Base64.getEncoder().encodeToString(bytes.array()));
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  /** What a page must know to draw: the network, and the points with their targets. */
  public ObjectNode describe() {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("id", id);
    node.put("classifies", settings.classifies());
    ArrayNode features = node.putArray("features");
    settings.features().forEach(features::add);
    ArrayNode layers = node.putArray("layers");
    for (LayerSpec layer : training.experiment().network().layers()) {
      layers
          .addObject()
          .put("name", layer.name())
          .put("units", layer.units())
          .put("activation", layer.activation().label());
    }
    points(node.putObject("train"), Split.TRAIN, training.train());
    points(node.putObject("test"), Split.TEST, training.test());
    return node;
  }

  private void points(ObjectNode node, Split split, Dataset targets) {
    Dataset plane =
        io.weightlapse.core.data.DataSets.load(settings.coordinates(), split).orElseThrow();
    ArrayNode x = node.putArray("x");
    ArrayNode y = node.putArray("y");
    ArrayNode target = node.putArray("target");
    for (int r = 0; r < plane.rows(); r++) {
      x.add(plane.features()[2 * r]);
      y.add(plane.features()[2 * r + 1]);
      target.add(targets.targets()[r]);
    }
  }
}
