// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.k8s.Network.Peer;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who reaches whom: all that is needed, and a good deal of what is not. */
class NetworkTest {
  private static final String OVERLAYS = "io.weightlapse.k8s.Overlays#names";
  private static final int KAFKA = 9093;
  private static final int POSTGRES = 5432;
  private static final int METRICS = 9404;

  private static final Peer BROKER = Peer.here(Pods.ofOperators().get(0));
  private static final Peer DATABASE = Peer.here(Pods.ofOperators().get(1));
  private static final Peer MONITORING = new Peer("monitoring", Map.of());
  private static final Peer ELSEWHERE = new Peer("default", Map.of("spark-role", "driver"));

  private static Peer pod(String overlay, String title) {
    return Pods.of(overlay).stream()
        .filter(p -> p.title().equals(title))
        .map(p -> Peer.here(p.labels()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(overlay + " has no pod of " + title));
  }

  private static Peer grafana(String overlay) {
    return pod(
        overlay, overlay.equals(Overlays.CPU) ? "Deployment grafana" : "Grafana weightlapse");
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void whatIsNeededPasses(String overlay) {
    Network network = new Network(Overlays.objects(overlay, "NetworkPolicy"));
    Peer streaming = pod(overlay, "Deployment streaming");
    Peer dashboards = pod(overlay, "Job dashboards");
    for (String job : new String[] {"train", "landscape", "compact"}) {
      Peer driver = pod(overlay, "SparkApplication " + job + " driver");
      Peer executor = pod(overlay, "SparkApplication " + job + " executor");
      assertThat(network.passes(executor, driver, 7078)).as(job + " RPC").isTrue();
      assertThat(network.passes(executor, driver, 7079)).as(job + " broadcasts").isTrue();
      assertThat(network.passes(driver, executor, 7079)).as(job + " results").isTrue();
      assertThat(network.passes(executor, executor, 7079)).as(job + " blocks").isTrue();
      assertThat(network.leaves(driver, 443)).as(job + " API server and storage").isTrue();
      assertThat(network.leaves(driver, 6443)).as(job + " API server").isTrue();
      assertThat(network.leaves(executor, 443)).as(job + " storage").isTrue();
      boolean publishes = !job.equals("compact");
      assertThat(network.passes(driver, BROKER, KAFKA)).as(job).isEqualTo(publishes);
      assertThat(network.passes(executor, BROKER, KAFKA)).as(job).isEqualTo(publishes);
    }
    assertThat(network.passes(streaming, BROKER, KAFKA)).isTrue();
    assertThat(network.passes(streaming, DATABASE, POSTGRES)).isTrue();
    assertThat(network.passes(MONITORING, streaming, METRICS)).isTrue();
    assertThat(network.passes(grafana(overlay), DATABASE, POSTGRES)).isTrue();
    assertThat(network.passes(grafana(overlay), MONITORING, 9090)).isTrue();
    assertThat(network.passes(dashboards, grafana(overlay), 3000)).isTrue();
    assertThat(network.passes(BROKER, BROKER, 9091)).isTrue();
    assertThat(network.passes(BROKER, BROKER, 9090)).isTrue();
    assertThat(network.passes(new Peer("strimzi", Map.of()), BROKER, 9091)).isTrue();
    assertThat(network.passes(DATABASE, DATABASE, POSTGRES)).isTrue();
    assertThat(network.passes(new Peer("cnpg-system", Map.of()), DATABASE, 8000)).isTrue();
    assertThat(network.leaves(DATABASE, 443)).isTrue();
  }

  @ParameterizedTest
  @MethodSource(OVERLAYS)
  void whatIsNotNeededDoesNot(String overlay) {
    Network network = new Network(Overlays.objects(overlay, "NetworkPolicy"));
    Peer executor = pod(overlay, "SparkApplication train executor");
    Peer driver = pod(overlay, "SparkApplication train driver");
    Peer streaming = pod(overlay, "Deployment streaming");
    Peer dashboards = pod(overlay, "Job dashboards");
    Peer stranger = Peer.here(Map.of("app", "stranger"));
    assertThat(network.passes(executor, DATABASE, POSTGRES)).isFalse();
    assertThat(network.passes(driver, DATABASE, POSTGRES)).isFalse();
    assertThat(network.passes(dashboards, DATABASE, POSTGRES)).isFalse();
    assertThat(network.passes(grafana(overlay), BROKER, KAFKA)).isFalse();
    assertThat(network.passes(streaming, driver, 7078)).isFalse();
    assertThat(network.passes(driver, streaming, METRICS)).isFalse();
    assertThat(network.passes(ELSEWHERE, BROKER, KAFKA)).isFalse();
    assertThat(network.passes(ELSEWHERE, executor, 7079)).isFalse();
    assertThat(network.passes(ELSEWHERE, grafana(overlay), 3000)).isFalse();
    assertThat(network.leaves(executor, 6443)).isFalse();
    assertThat(network.leaves(streaming, 443)).isFalse();
    assertThat(network.leaves(grafana(overlay), 443)).isFalse();
    for (Peer to : new Peer[] {BROKER, DATABASE, streaming, driver, executor}) {
      for (int port : new int[] {KAFKA, POSTGRES, METRICS, 7078, 7079}) {
        assertThat(network.passes(stranger, to, port)).as(to + " " + port).isFalse();
      }
    }
    assertThat(network.leaves(stranger, 443)).isFalse();
  }
}
