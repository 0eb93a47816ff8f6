// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.weightlapse.core.data.DataFolder;
import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import io.weightlapse.core.util.UserException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetcherTest {
  @TempDir Path temp;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final byte[] content = new byte[300_000];
  private byte[] packed;
  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService workers = Executors.newCachedThreadPool();
  private Duration stall = Duration.ofSeconds(60);
  private HttpServer server;
  private String base;

  @BeforeEach
  void serve() throws IOException {
    new Random(1).nextBytes(content);
    packed = gzip(content);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(workers);
    server.start();
    base = "http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
    workers.shutdownNow();
  }

  /** What stands in the path says how the server behaves. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String range = exchange.getRequestHeaders().getFirst("Range");
    asked.add(path + (range == null ? "" : " " + range));
    byte[] bytes = path.endsWith(".tar.gz") ? tar() : packed;
    try (exchange) {
      if (path.startsWith("/gone/")) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      if (path.startsWith("/wrong/")) {
        bytes = Arrays.copyOf(bytes, bytes.length);
        bytes[1000]++;
      }
      int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
      if (from >= bytes.length) {
        exchange.sendResponseHeaders(416, -1);
        return;
      }
      int length = bytes.length - from;
      if (from > 0) {
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + "/*");
      }
      exchange.sendResponseHeaders(from > 0 ? 206 : 200, length);
      boolean stalls = path.startsWith("/stalls/") && from == 0;
      boolean breaks = stalls || (path.startsWith("/breaks/") && from == 0);
      exchange.getResponseBody().write(bytes, from, breaks ? length / 2 : length);
      if (stalls) {
        exchange.getResponseBody().flush();
        over.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // the server's own complaint about a body that it did not finish
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private byte[] tar() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    member(out, "batches/", '5', new byte[0]);
    member(out, "batches/readme.html", '0', new byte[700]);
    member(out, "../../batches/one.bin", '0', Arrays.copyOf(content, 1000));
    member(out, "batches/two.bin", '0', Arrays.copyOf(content, 1024));
    out.write(new byte[1024]);
    return gzip(out.toByteArray());
  }

  private static void member(ByteArrayOutputStream out, String name, char type, byte[] bytes)
      throws IOException {
    byte[] header = new byte[512];
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(text, 0, header, 0, text.length);
    put(header, 124, String.format("%011o", bytes.length));
    header[156] = (byte) type;
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    out.write(header);
    out.write(bytes);
    out.write(new byte[(512 - bytes.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    System.arraycopy(text.getBytes(StandardCharsets.US_ASCII), 0, header, at, text.length());
  }

  private static String sum(String algorithm, byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private RemoteSet set(String... folders) {
    List<String> bases = Arrays.stream(folders).map(f -> base + "/" + f + "/").toList();
    return new RemoteSet(
        "set", "set", List.of(RemoteFile.under(bases, "a.gz", sum("MD5", packed), "")), List.of());
  }

  private void fetch(RemoteSet set) throws InterruptedException {
    Output output =
        new Output() {
          @Override
          public void line(String text) {
            said.add(text);
          }

          @Override
          public void error(String text) {}

          @Override
          public Progress progress(String label, String unit, long total) {
            said.add(label + " of " + total + " " + unit);
            return Output.silent().progress(label, unit, total);
          }
        };
    new Fetcher(new DataFolder(temp.toString()), output, stall).fetch(set);
  }

  private Path file() {
    return temp.resolve("set/a.gz");
  }

  @Test
  void filesAreFetchedOnceAndVerified() throws Exception {
    fetch(set("good"));
    assertThat(file()).hasBinaryContent(packed);
    assertThat(said).containsExactly("a.gz of 300 kB", "set/a.gz: fetched, checksum right");
    fetch(set("good"));
    assertThat(asked).hasSize(1);
    assertThat(said).endsWith("set/a.gz: already there, checksum right");
    Files.write(file(), new byte[] {1});
    fetch(set("good"));
    assertThat(said).endsWith("set/a.gz: already there, but not the official file");
    assertThat(temp.resolve("set/a.gz.part")).doesNotExist();
  }

  @Test
  void mirrorsThatPackAnewAreKnownByTheirContent() throws Exception {
    RemoteFile file =
        RemoteFile.under(List.of(base + "/good/"), "a.gz", "0".repeat(32), sum("SHA-256", content));
    fetch(new RemoteSet("set", "set", List.of(file), List.of()));
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    }
    assertThat(file()).hasBinaryContent(packed);
  }

  @Test
  void downloadsThatBreakOffGoOn() throws Exception {
    fetch(set("breaks"));
    assertThat(file()).hasBinaryContent(packed);
    assertThat(asked.get(0)).isEqualTo("/breaks/a.gz");
    assertThat(asked.get(1)).startsWith("/breaks/a.gz bytes=");
    assertThat(asked).hasSize(2);
  }

  @Test
  void downloadsThatStallGoOn() throws Exception {
    stall = Duration.ofMillis(200);
    fetch(set("stalls"));
    assertThat(file()).hasBinaryContent(packed);
    assertThat(asked).hasSize(2);
    assertThat(asked.get(1)).startsWith("/stalls/a.gz bytes=");
  }

  @Test
  void laterRunsGoOnToo() throws Exception {
    Files.createDirectories(file().getParent());
    Files.write(temp.resolve("set/a.gz.part"), Arrays.copyOf(packed, 12_345));
    fetch(set("good"));
    assertThat(file()).hasBinaryContent(packed);
    assertThat(asked).containsExactly("/good/a.gz bytes=12345-");
  }

  @Test
  void partsOfSomethingElseAreThrownAway() throws Exception {
    Files.createDirectories(file().getParent());
    for (int length : new int[] {12_345, packed.length + 5}) {
      Files.deleteIfExists(file());
      Files.write(temp.resolve("set/a.gz.part"), new byte[length]);
      fetch(set("good"));
      assertThat(file()).hasBinaryContent(packed);
    }
  }

  @Test
  void mirrorsStepIn() throws Exception {
    fetch(set("gone", "wrong", "good"));
    assertThat(file()).hasBinaryContent(packed);
    assertThat(said)
        .contains(
            "127.0.0.1: HTTP status 404",
            "127.0.0.1: checksum wrong: must be " + sum("MD5", packed));
    Files.delete(file());
    asked.clear();
    fetch(set("gone").withMirror(base + "/good"));
    assertThat(asked).containsExactly("/good/a.gz");
  }

  @Test
  void withoutANetworkOneLineSaysWhatToPutWhere() {
    server.stop(0);
    assertThatThrownBy(() -> fetch(set("good", "other")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "cannot fetch a.gz (127.0.0.1: no connection; 127.0.0.1: no connection): put a.gz into "
                + temp.resolve("set")
                + " by hand");
    assertThat(said).isEmpty();
  }

  @Test
  void archivesAreUnpackedIntoTheFolderOnly() throws Exception {
    RemoteFile file =
        RemoteFile.under(List.of(base + "/good/"), "all.tar.gz", sum("SHA-256", tar()), "");
    RemoteSet set = new RemoteSet("set", "set", List.of(file), List.of("one.bin", "two.bin"));
    fetch(set);
    assertThat(temp.resolve("set/one.bin")).hasBinaryContent(Arrays.copyOf(content, 1000));
    assertThat(temp.resolve("set/two.bin")).hasBinaryContent(Arrays.copyOf(content, 1024));
    assertThat(temp.resolve("all.tar.gz")).doesNotExist();
    assertThat(temp.resolve("set.part")).doesNotExist();
    fetch(set);
    assertThat(asked).hasSize(1);
    assertThat(said).endsWith("set: already there");
  }

  @Test
  void theKnownSetsAreComplete() {
    assertThat(RemoteSet.names()).containsExactly("mnist", "fashion-mnist", "cifar10");
    assertThat(RemoteSet.of("mnist").orElseThrow().files()).hasSize(4);
    assertThat(RemoteSet.of("cifar10").orElseThrow().members())
        .contains("data_batch_1.bin", "data_batch_5.bin", "test_batch.bin")
        .hasSize(6);
    assertThat(RemoteSet.of("cifar100")).isEmpty();
  }
}
