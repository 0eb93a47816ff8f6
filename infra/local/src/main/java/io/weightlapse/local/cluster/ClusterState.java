// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.local.cluster;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is remembered of a cluster. It is stored before the first process starts and after each
 * start, so that no crash leaves a process that {@link OwnProcesses} cannot find.
 *
 * @param token in the command line of each of its processes, and of no other
 * @param options what it has
 * @param master Spark's URL; empty until it is known
 * @param page the master's web page; empty until it is known
 * @param members its processes so far
 */
record ClusterState(
    String token, ClusterOptions options, String master, String page, List<Member> members) {
  /** A process and its log. */
  record Member(String name, long pid, Path log) {}

  ClusterState {
    members = List.copyOf(members);
  }

  ClusterState with(Member member) {
    List<Member> all = new ArrayList<>(members);
    all.add(member);
    return new ClusterState(token, options, master, page, all);
  }

  ClusterState at(String url, String webPage) {
    return new ClusterState(token, options, url, webPage, members);
  }

  /** What the file says; empty without one, or if it is no state of ours. */
  static Optional<ClusterState> read(Path file) throws IOException {
    Properties p = new Properties();
    try (StringReader in = new StringReader(Files.readString(file))) {
      p.load(in);
      List<Member> members = new ArrayList<>();
      for (int i = 0; p.containsKey("member." + i + ".name"); i++) {
        members.add(
            new Member(
                need(p, "member." + i + ".name"),
                Long.parseLong(need(p, "member." + i + ".pid")),
                Path.of(need(p, "member." + i + ".log"))));
      }
      ClusterOptions options =
          new ClusterOptions(
              number(p, "workers"),
              number(p, "cores"),
              number(p, "memory.mb"),
              number(p, "gpus.per.worker"));
      return Optional.of(
          new ClusterState(need(p, "token"), options, need(p, "master"), need(p, "page"), members));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no state of a cluster: " + e.getMessage(), e);
    }
  }

  private static String need(Properties p, String key) {
    String value = p.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("it has no " + key);
    }
    return value;
  }

  private static int number(Properties p, String key) {
    return Integer.parseInt(need(p, key));
  }

  void write(Path file) throws IOException {
    TreeMap<String, Object> all = new TreeMap<>();
    all.put("token", token);
    all.put("workers", options.workers());
    all.put("cores", options.cores());
    all.put("memory.mb", options.memoryMb());
    all.put("gpus.per.worker", options.gpusPerWorker());
    all.put("master", master);
    all.put("page", page);
    for (int i = 0; i < members.size(); i++) {
      all.put("member." + i + ".name", members.get(i).name());
      all.put("member." + i + ".pid", members.get(i).pid());
      all.put("member." + i + ".log", members.get(i).log());
    }
    Folders.write(
        file,
        all.entrySet().stream()
            .map(e -> e.getKey() + "=" + escape(e.getValue().toString()))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  /** Backslashes and line ends mean something to {@link Properties}; so do leading spaces. */
  private static String escape(String value) {
    String s = value.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    return s.startsWith(" ") ? "\\" + s : s;
  }
}
