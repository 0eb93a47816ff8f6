// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.data.fetch;

import io.weightlapse.core.output.Output;
import io.weightlapse.core.output.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** One download into a file, which goes on where an earlier one stopped. */
final class Download {
  private static final Duration ANSWER = Duration.ofSeconds(30);

  private final HttpClient client;
  private final Output output;
  private final Duration stall;

  /**
   * Nothing happens yet.
   *
   * @param stall how long a server may send nothing
   */
  Download(HttpClient client, Output output, Duration stall) {
    this.client = client;
    this.output = output;
    this.stall = stall;
  }

  /** Fills the file to its end, after the bytes that it has. */
  void into(Path part, String address, String label) throws IOException, InterruptedException {
    long have = Files.exists(part) ? Files.size(part) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).timeout(ANSWER);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = response.body()) {
      int status = response.statusCode();
      if (status == 416) { // nothing behind what we have: whole, or something else
        return;
      }
      if (status != 200 && !(status == 206 && begins(response, have))) {
        throw new IOException("HTTP status " + status);
      }
      copy(in, part, status == 206 ? have : 0, length(response), label);
    }
  }

  private static boolean begins(HttpResponse<?> response, long have) {
    return response
        .headers()
        .firstValue("Content-Range")
        .map(range -> range.startsWith("bytes " + have + "-"))
        .orElse(false);
  }

  private static long length(HttpResponse<?> response) {
    return response.headers().firstValueAsLong("Content-Length").orElse(-1);
  }

  private void copy(InputStream in, Path part, long begin, long length, String label)
      throws IOException {
    StandardOpenOption how =
        begin > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    StallGuard guard = new StallGuard(in, stall);
    try (guard;
        OutputStream out =
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how);
        Progress progress =
            output.progress(label, "kB", Math.max(1, (begin + Math.max(0, length)) / 1000))) {
      byte[] buffer = new byte[1 << 16];
      long done = begin;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        done += n;
        guard.alive();
        progress.at(done / 1000);
      }
      if (length >= 0 && done < begin + length) {
        throw new IOException("ended after " + done + " of " + (begin + length) + " bytes");
      }
    } catch (IOException e) {
      throw guard.explain(e);
    }
  }
}
