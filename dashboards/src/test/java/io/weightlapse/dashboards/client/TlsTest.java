// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.dashboards.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.core.util.UserException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Grafana whose certificate an authority of our own signed, in a real handshake. */
class TlsTest {
  private static final String SECRET = "changeit";

  @TempDir static Path folder;

  private static StubGrafana grafana;

  @BeforeAll
  static void start() throws Exception {
    key("ca", "CN=Authority of the test", "bc:c");
    key("other", "CN=Somebody else", "bc:c");
    key("server", "CN=grafana", "san=ip:127.0.0.1");
    keytool("-exportcert -rfc -alias ca -keystore ca.p12 -file ca.pem");
    keytool("-exportcert -rfc -alias other -keystore other.p12 -file other.pem");
    keytool("-certreq -alias server -keystore server.p12 -file server.csr");
    keytool(
        "-gencert -rfc -alias ca -keystore ca.p12 -infile server.csr -outfile server.pem"
            + " -ext san=ip:127.0.0.1");
    keytool("-importcert -noprompt -alias ca -keystore server.p12 -file ca.pem");
    keytool("-importcert -noprompt -alias server -keystore server.p12 -file server.pem");
    grafana = new StubGrafana("13.0.1", Optional.of(serverContext()));
  }

  @AfterAll
  static void stop() {
    if (grafana != null) {
      grafana.close();
    }
  }

  @Test
  void whoTrustsTheAuthorityGetsIn() {
    assertThat(version(Optional.of(Tls.trusting(folder.resolve("ca.pem"))), grafana.address()))
        .isEqualTo("13.0.1");
  }

  @Test
  void whoDoesNotIsToldWhatToDo() {
    String said =
        "Grafana at "
            + grafana.address().toString().replace(".", "\\.")
            + " cannot be trusted \\(.*PKIX path .*\\): give its certificate authority with"
            + " --ca-file, or another --grafana";
    for (Optional<SSLContext> tls :
        List.of(
            Optional.<SSLContext>empty(), Optional.of(Tls.trusting(folder.resolve("other.pem"))))) {
      assertThatThrownBy(() -> version(tls, grafana.address()))
          .isInstanceOf(GrafanaException.class)
          .hasMessageMatching(said); // one line
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    URI other = URI.create(grafana.address().toString().replace("127.0.0.1", "localhost"));
    Optional<SSLContext> trusting = Optional.of(Tls.trusting(folder.resolve("ca.pem")));
    assertThatThrownBy(() -> version(trusting, other))
        .hasMessageMatching(
            "Grafana at https://localhost:[0-9]+ cannot be trusted \\(.*localhost.*\\): give .*");
  }

  @Test
  void filesThatHoldNoAuthorityAreSaid() throws IOException {
    Path missing = folder.resolve("missing.pem");
    assertThatThrownBy(() -> Tls.trusting(missing))
        .isInstanceOf(UserException.class)
        .hasMessage("--ca-file cannot be read: was " + missing);
    Path text = Files.writeString(folder.resolve("text.pem"), "no certificate\n");
    assertThatThrownBy(() -> Tls.trusting(text))
        .hasMessage("--ca-file must hold certificates in PEM: was " + text);
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    assertThatThrownBy(() -> Tls.trusting(empty))
        .hasMessage("--ca-file must hold certificates: was " + empty);
  }

  private static String version(Optional<SSLContext> tls, URI address) {
    Connection connection =
        new Connection(
            address,
            Credentials.token("TOKEN", Map.of("TOKEN", StubGrafana.TOKEN)),
            tls,
            new Retries(2, Duration.ofMillis(1), Duration.ofMillis(1)),
            Duration.ofMinutes(1));
    return new Grafana(connection, List.of()).version().toString();
  }

  private static void key(String name, String subject, String extension) throws Exception {
    List<String> more = new ArrayList<>(List.of("-dname", subject, "-ext", extension));
    keytool(
        "-genkeypair -keyalg EC -validity 2 -alias " + name + " -keystore " + name + ".p12", more);
  }

  private static void keytool(String arguments) throws Exception {
    keytool(arguments, List.of());
  }

  private static void keytool(String arguments, List<String> more) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(List.of("-storepass", SECRET));
    command.addAll(more);
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
  }

  private static SSLContext serverContext() throws Exception {
    KeyStore store =
        KeyStore.getInstance(folder.resolve("server.p12").toFile(), SECRET.toCharArray());
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, SECRET.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }
}
