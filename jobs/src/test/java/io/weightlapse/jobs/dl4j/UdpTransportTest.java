// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.jobs.Sharing;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.parameterserver.distributed.conf.VoidConfiguration;
import org.nd4j.parameterserver.distributed.v2.ModelParameterServer;

/** A mesh of three nodes on loopback. */
class UdpTransportTest {
  /** One node. */
  private static final class Node implements AutoCloseable {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final UdpTransport transport;
    final ModelParameterServer server;

    Node(Sharing sharing, int port, boolean root) {
      VoidConfiguration configuration = MeshPlan.configuration(sharing); // the server changes it
      transport =
          new UdpTransport(
              "127.0.0.1",
              port,
              configuration,
              u -> received.add(u.getEpoch() + "." + u.getIteration() + ":" + sum(u.getPayload())));
      server = new ModelParameterServer(configuration, transport, root);
      server.addUpdatesSubscriber(new ServerModel());
      server.launch();
    }

    private static long sum(INDArray values) {
      return values.sumNumber().longValue();
    }

    @Override
    public void close() {
      server.shutdown();
    }
  }

  private static List<Integer> ports(int count) throws IOException {
    List<DatagramSocket> sockets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sockets.add(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
    }
    List<Integer> ports = sockets.stream().map(DatagramSocket::getLocalPort).toList();
    sockets.forEach(DatagramSocket::close);
    return ports;
  }

  @Test
  void updatesReachEveryOtherNodeOnceAndNothingIsLeft() throws Exception {
    List<Integer> ports = ports(3);
    Sharing sharing = new Sharing(0, Sharing.Mesh.PLAIN, ports.get(0), "127.0.0.0/8", "127.0.0.1");
    try (Node root = new Node(sharing, ports.get(0), true);
        Node one = new Node(sharing, ports.get(1), false);
        Node two = new Node(sharing, ports.get(2), false)) {
      List<String> ids = List.of(one.transport.id(), two.transport.id());
      while (!one.transport.sees(ids) || !two.transport.sees(ids)) {
        Thread.sleep(5);
      }
      INDArray large = Nd4j.createFromArray(new int[100_000]).addi(1); // several chunks
      one.server.sendUpdate(large, 7, 3);
      large.close(); // whoever sends may free it
      two.server.sendUpdate(Nd4j.createFromArray(5), 8, 3);
      assertThat(two.received.poll(1, TimeUnit.MINUTES)).isEqualTo("3.7:100000");
      assertThat(one.received.poll(1, TimeUnit.MINUTES)).isEqualTo("3.8:5");
      assertThat(List.of(root.received.take(), root.received.take()))
          .containsExactlyInAnyOrder("3.7:100000", "3.8:5");
      assertThat(one.received).isEmpty();
      assertThat(two.received).isEmpty();
    }
    assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
        .noneMatch(name -> name.startsWith("MessagesExecutorService"));
  }
}
