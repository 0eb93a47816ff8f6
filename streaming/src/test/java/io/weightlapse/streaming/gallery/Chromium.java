// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.streaming.gallery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A browser without a window, driven by the DevTools protocol
 * (chromedevtools.github.io/devtools-protocol): no driver is needed. One page.
 */
final class Chromium implements AutoCloseable {
  private static final long WAIT_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private String session;

  /** The browser of this machine, if it has one. */
  static Optional<Path> found() {
    List<String> names = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts a browser with a profile of its own. */
  Chromium(Path program, Path profile) throws Exception {
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(endpoint()), new Listener())
            .get(WAIT_SECONDS, TimeUnit.SECONDS);
    JsonNode target = send("Target.createTarget", Map.of("url", "about:blank"));
    JsonNode attached =
        send(
            "Target.attachToTarget",
            Map.of("targetId", target.get("targetId").asText(), "flatten", true));
    session = attached.get("sessionId").asText();
    send("Runtime.enable", Map.of());
    send("Log.enable", Map.of());
    send("Page.enable", Map.of());
  }

  /** The browser says on its error stream where it listens. */
  private String endpoint() throws IOException {
    BufferedReader errors = process.errorReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith("DevTools listening on ")) {
        Thread drain =
            new Thread(
                () -> {
                  try {
                    errors.transferTo(java.io.Writer.nullWriter());
                  } catch (IOException e) {
                    // the browser has ended
                  }
                },
                "chromium-errors");
        drain.setDaemon(true);
        drain.start();
        return line.substring("DevTools listening on ".length()).strip();
      }
      said.append(line).append('\n');
    }
    throw new IOException("chromium does not start: " + said);
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          take(JSON.readTree(text.toString()));
        } catch (IOException e) {
          problems.add(e.toString());
        }
        text.setLength(0);
      }
      from.request(1);
      return null;
    }

    private void take(JsonNode message) {
      if (message.has("id")) {
        CompletableFuture<JsonNode> answer = answers.remove(message.get("id").asInt());
        if (message.has("error")) {
          answer.completeExceptionally(new IOException(message.get("error").toString()));
        } else {
          answer.complete(message.get("result"));
        }
      } else if (message.path("method").asText().equals("Runtime.exceptionThrown")) {
        problems.add(message.at("/params/exceptionDetails").toString());
      } else if (message.path("method").asText().equals("Log.entryAdded")) {
        JsonNode entry = message.at("/params/entry");
        if (entry.path("level").asText().equals("error")) {
          problems.add(entry.path("text").asText() + " " + entry.path("url").asText());
        }
      } else if (message.path("method").asText().equals("Page.javascriptDialogOpening")) {
        problems.add("a dialog opened: " + message.at("/params/message").asText());
      }
    }
  }

  private JsonNode send(String method, Map<String, ?> parameters) throws Exception {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", JSON.valueToTree(parameters));
    if (session != null) {
      message.put("sessionId", session);
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    socket.sendText(message.toString(), true).get(WAIT_SECONDS, TimeUnit.SECONDS);
    return answer.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Opens a page in a window of that width. */
  void open(String url, int width) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    send("Page.navigate", Map.of("url", url));
    String page = JSON.writeValueAsString(url.split("[?#]", 2)[0]); // pages tidy the rest
    await("document.readyState === 'complete' && location.href.split(/[?#]/)[0] === " + page);
  }

  /** Shows pages in their dark or light colours. */
  void colours(String scheme) throws Exception {
    Map<String, String> feature = Map.of("name", "prefers-color-scheme", "value", scheme);
    send("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** The value of an expression, which may be a promise. */
  JsonNode value(String expression) throws Exception {
    JsonNode answer =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  /** Waits until an expression is true. */
  void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (!value("!!(" + expression + ")").asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never: " + expression + "; problems: " + problems);
      }
      Thread.sleep(40);
    }
  }

  /** Clicks on the middle of an element, as a user does. */
  void click(String selector) throws Exception {
    mouse("mousePressed", selector, 0, 0, 1);
    mouse("mouseReleased", selector, 0, 0, 1);
  }

  /** Drags from the middle of an element. */
  void drag(String selector, int dx, int dy) throws Exception {
    mouse("mousePressed", selector, 0, 0, 1);
    mouse("mouseMoved", selector, dx / 2, dy / 2, 1);
    mouse("mouseMoved", selector, dx, dy, 1);
    mouse("mouseReleased", selector, dx, dy, 1);
  }

  /** Moves the pointer to a place from the middle of an element. */
  void point(String selector, int dx, int dy) throws Exception {
    mouse("mouseMoved", selector, dx, dy, 0);
  }

  private void mouse(String type, String selector, int dx, int dy, int buttons) throws Exception {
    JsonNode box =
        value(
            "(() => { const e = document.querySelector("
                + JSON.writeValueAsString(selector)
                + "); e.scrollIntoView({block: 'center'}); const r = e.getBoundingClientRect();"
                + " return [r.x + r.width / 2, r.y + r.height / 2]; })()");
    send(
        "Input.dispatchMouseEvent",
        Map.of(
            "type",
            type,
            "x",
            box.get(0).asDouble() + dx,
            "y",
            box.get(1).asDouble() + dy,
            "button",
            buttons == 1 ? "left" : "none",
            "buttons",
            buttons,
            "clickCount",
            1));
  }

  /** Presses a key, such as ArrowLeft. */
  void press(String key) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "text",
              key.length() == 1 && type.equals("keyDown") ? key : ""));
    }
  }

  /** The errors that pages have reported since the last call. */
  List<String> problems() {
    List<String> all = List.copyOf(problems);
    problems.clear();
    return all;
  }

  @Override
  public void close() throws InterruptedException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().waitFor();
  }
}
