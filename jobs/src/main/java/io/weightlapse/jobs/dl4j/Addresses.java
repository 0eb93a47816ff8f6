// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.dl4j;

import io.weightlapse.core.util.UserException;
import io.weightlapse.jobs.Sharing;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** IPv4 addresses of this machine, and which of them lie in a network. */
final class Addresses {
  private Addresses() {}

  /** An address of this machine and the length of its network's prefix. */
  record Own(InetAddress address, int prefix) {
    String host() {
      return address.getHostAddress();
    }
  }

  /**
   * The driver's settings where none are given: the network of the address at which executors reach
   * the driver, and the driver's address in the network.
   *
   * @param driver host of {@code spark.driver.host}
   * @throws UserException if this machine has no such address
   */
  static Sharing resolve(Sharing sharing, String driver) {
    String mask = sharing.networkMask();
    if (mask.isEmpty()) {
      mask = network(driver);
    }
    String controller = sharing.controller();
    if (controller.isEmpty()) {
      controller = in(mask, "this machine");
    } else if (!contains(mask, address(controller))) {
      throw new UserException(
          "--controller must be in the network " + mask + ": was " + controller, 2, null);
    }
    return new Sharing(sharing.threshold(), sharing.mesh(), sharing.port(), mask, controller);
  }

  private static String network(String driver) {
    InetAddress address = address(driver);
    for (Own own : all()) {
      if (own.address().equals(address)) {
        return masked(own.address(), own.prefix()) + "/" + own.prefix();
      }
    }
    throw new UserException(
        "--network-mask must be given: spark.driver.host "
            + driver
            + " is none of this machine's addresses "
            + list(),
        1,
        null);
  }

  /**
   * The first address of this machine in a network.
   *
   * @param who for the message: whose machine this is
   * @throws UserException if there is none
   */
  static String in(String mask, String who) {
    return all().stream()
        .filter(own -> contains(mask, own.address()))
        .map(Own::host)
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    who + " has no address in --network-mask " + mask + ": it has " + list(),
                    1,
                    null));
  }

  private static String list() {
    return String.join(", ", all().stream().map(Own::host).toList());
  }

  /** Whether an address lies in a network, as {@code 10.0.0.0/8}. */
  static boolean contains(String mask, InetAddress address) {
    String[] parts = mask.split("/", -1);
    int prefix = Integer.parseInt(parts[1]);
    return address instanceof Inet4Address
        && masked(address, prefix).equals(masked(address(parts[0]), prefix));
  }

  private static String masked(InetAddress address, int prefix) {
    byte[] bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int bits = Math.max(0, Math.min(8, prefix - 8 * i));
      bytes[i] &= (byte) (0xff << 8 - bits);
    }
    return String.format(
        Locale.ROOT,
        "%d.%d.%d.%d",
        bytes[0] & 0xff,
        bytes[1] & 0xff,
        bytes[2] & 0xff,
        bytes[3] & 0xff);
  }

  private static InetAddress address(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new UserException("--network-mask must be given: nobody knows host " + host, 1, e);
    }
  }

  /** Those of interfaces that are up, in the order of the interfaces' names. */
  static List<Own> all() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .filter(Addresses::isUp)
          .sorted(Comparator.comparing(NetworkInterface::getName))
          .flatMap(i -> i.getInterfaceAddresses().stream())
          .filter(a -> a.getAddress() instanceof Inet4Address)
          .map(Addresses::own)
          .toList();
    } catch (SocketException e) {
      throw new UserException("this machine does not tell its addresses: " + e.getMessage(), 1, e);
    }
  }

  private static Own own(InterfaceAddress a) {
    return new Own(a.getAddress(), a.getNetworkPrefixLength());
  }

  private static boolean isUp(NetworkInterface i) {
    try {
      return i.isUp();
    } catch (SocketException e) {
      return false; // it has just gone
    }
  }
}
