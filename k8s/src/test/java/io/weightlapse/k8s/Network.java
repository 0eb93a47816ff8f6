// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** What NetworkPolicies let pass, by Kubernetes' rules, for TCP between pods. */
final class Network {
  /**
   * A pod as policies see it.
   *
   * @param namespace its name
   */
  record Peer(String namespace, Map<String, String> labels) {
    static Peer here(Map<String, String> labels) {
      return new Peer("weightlapse", labels);
    }
  }

  private final List<JsonNode> policies;

  Network(List<JsonNode> policies) {
    this.policies = policies;
  }

  /** Whether a connection may leave the one and reach the other. */
  boolean passes(Peer from, Peer to, int port) {
    return allowed("Egress", from, to, port) && allowed("Ingress", to, from, port);
  }

  /** Whether a pod may connect to an address that is no pod's. */
  boolean leaves(Peer from, int port) {
    return allowed("Egress", from, new Peer("", Map.of()), port);
  }

  private boolean allowed(String direction, Peer pod, Peer other, int port) {
    if (!pod.namespace().equals("weightlapse")) {
      return true; // policies of other namespaces are not ours
    }
    boolean restricted = false;
    for (JsonNode policy : policies) {
      JsonNode spec = policy.path("spec");
      boolean applies =
          Pods.list(spec.path("policyTypes")).stream().anyMatch(t -> t.asText().equals(direction))
              && Selectors.matches(spec.path("podSelector"), pod.labels());
      if (!applies) {
        continue;
      }
      restricted = true;
      boolean ingress = direction.equals("Ingress");
      for (JsonNode rule : spec.path(ingress ? "ingress" : "egress")) {
        if (takesPort(rule, port) && takesPeer(rule.path(ingress ? "from" : "to"), other)) {
          return true;
        }
      }
    }
    return !restricted;
  }

  private static boolean takesPort(JsonNode rule, int port) {
    return !rule.has("ports")
        || Pods.list(rule.path("ports")).stream()
            .anyMatch(
                p ->
                    p.path("protocol").asText("TCP").equals("TCP")
                        && p.path("port").asInt() == port);
  }

  private static boolean takesPeer(JsonNode peers, Peer other) {
    if (peers.isMissingNode()) {
      return true;
    }
    for (JsonNode peer : peers) {
      boolean space =
          peer.has("namespaceSelector")
              ? Selectors.matches(
                  peer.path("namespaceSelector"),
                  Map.of("kubernetes.io/metadata.name", other.namespace()))
              : other.namespace().equals("weightlapse");
      if (space && Selectors.matches(peer.path("podSelector"), other.labels())) {
        return true;
      }
    }
    return false;
  }
}
