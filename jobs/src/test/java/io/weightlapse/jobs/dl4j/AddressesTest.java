// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weightlapse.jobs.Sharing;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.3.4, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.16/28, 10.1.2.31, true",
    "10.1.2.16/28, 10.1.2.32, false",
    "192.168.7.9/32, 192.168.7.9, true",
    "192.168.7.9/32, 192.168.7.8, false",
    "0.0.0.0/0, 203.0.113.1, true",
    "10.0.0.0/8, ::1, false",
  })
  void networksContainTheirAddresses(String mask, String address, boolean inside)
      throws UnknownHostException {
    assertThat(Addresses.contains(mask, InetAddress.getByName(address))).isEqualTo(inside);
  }

  @Test
  void whatIsNotGivenFollowsTheDriversAddress() {
    Sharing found = Addresses.resolve(Sharing.STANDARD, "127.0.0.1");
    assertThat(found.networkMask()).isEqualTo("127.0.0.0/8");
    assertThat(found.controller()).isEqualTo("127.0.0.1");
    assertThat(found.port()).isEqualTo(Sharing.STANDARD.port());
    Sharing given = new Sharing(0.1, Sharing.Mesh.TREE, 7, "127.0.0.0/16", "127.0.0.1");
    assertThat(Addresses.resolve(given, "unknown.invalid")).isEqualTo(given);
  }

  @Test
  void whatCannotBeFoundIsSaid() {
    assertThatThrownBy(() -> Addresses.in("203.0.113.0/24", "executor 1 on here"))
        .hasMessageStartingWith(
            "executor 1 on here has no address in --network-mask 203.0.113.0/24: it has ")
        .hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> Addresses.resolve(Sharing.STANDARD, "203.0.113.1"))
        .hasMessageStartingWith(
            "--network-mask must be given: spark.driver.host 203.0.113.1 is none of this machine's"
                + " addresses ");
    Sharing outside = new Sharing(0, Sharing.Mesh.PLAIN, 7, "10.0.0.0/8", "127.0.0.1");
    assertThatThrownBy(() -> Addresses.resolve(outside, "127.0.0.1"))
        .hasMessage("--controller must be in the network 10.0.0.0/8: was 127.0.0.1");
  }
}
