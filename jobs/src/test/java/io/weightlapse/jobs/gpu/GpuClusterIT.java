// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.weightlapse.jobs.ClusterContext;
import io.weightlapse.jobs.TestCluster;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** GPUs that a script pretends: two workers of a real cluster, two devices each. */
@ExtendWith(TestCluster.class)
@Order(1)
class GpuClusterIT {
  /** What a task computed on. */
  record Seat(String executor, List<String> addresses, int bound) implements Serializable {}

  /** Binds to devices that are none, and remembers it. */
  static final class Recorder implements DeviceBinder {
    private final List<Integer> bound = Collections.synchronizedList(new ArrayList<>());

    @Override
    public int devices() {
      return 4; // a process sees all GPUs of its machine
    }

    @Override
    public void bind(int ordinal) {
      bound.add(ordinal);
    }
  }

  private static Iterator<Seat> sit() {
    BarrierTaskContext.get().barrier(); // all tasks run now, at once
    TaskDevice device = TaskDevice.current().orElseThrow();
    Recorder recorder = new Recorder();
    int ordinal = device.bind(recorder, null).orElseThrow();
    assertThat(recorder.bound).containsExactly(ordinal);
    BarrierTaskContext.get().barrier(); // and none has gone yet
    return List.of(new Seat(SparkEnv.get().executorId(), device.addresses(), ordinal)).iterator();
  }

  private static List<Seat> seats(GpuRequest request, int tasks) {
    SparkConf conf = ClusterContext.conf(TestCluster.master());
    request.applyTo(conf);
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      return spark
          .parallelize(Collections.nCopies(tasks, 0), tasks)
          .rdd()
          .barrier()
          .mapPartitions(new Sit(), true, scala.reflect.ClassTag$.MODULE$.<Seat>apply(Seat.class))
          .toJavaRDD()
          .collect();
    }
  }

  /** A function that Scala can call and Java can send. */
  static final class Sit
      extends scala.runtime.AbstractFunction1<
          scala.collection.Iterator<Integer>, scala.collection.Iterator<Seat>>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public scala.collection.Iterator<Seat> apply(scala.collection.Iterator<Integer> rows) {
      return scala.collection.JavaConverters.asScalaIterator(sit());
    }
  }

  @Test
  void tasksAtOnceComputeOnDevicesOfTheirOwn() {
    List<Seat> seats = seats(new GpuRequest(2, 1), 4);
    assertThat(seats).hasSize(4);
    assertThat(seats.stream().map(s -> s.addresses().get(0)))
        .containsExactlyInAnyOrder("0", "1", "2", "3");
    assertThat(seats)
        .allMatch(s -> s.addresses().size() == 1 && s.addresses().get(0).equals("" + s.bound()));
    Map<String, Set<Integer>> ofExecutors =
        seats.stream()
            .collect(
                Collectors.groupingBy(
                    Seat::executor, Collectors.mapping(Seat::bound, Collectors.toSet())));
    assertThat(ofExecutors.values()).containsExactlyInAnyOrder(Set.of(0, 1), Set.of(2, 3));
  }

  @Test
  void halvesShareADevice() {
    List<Seat> seats = seats(new GpuRequest(1, 0.5), 4);
    Map<String, Long> tasksOfDevice =
        seats.stream()
            .collect(Collectors.groupingBy(s -> s.addresses().get(0), Collectors.counting()));
    assertThat(tasksOfDevice).hasSize(2).allSatisfy((device, n) -> assertThat(n).isEqualTo(2));
    Map<String, Set<Integer>> ofExecutors =
        seats.stream()
            .collect(
                Collectors.groupingBy(
                    Seat::executor, Collectors.mapping(Seat::bound, Collectors.toSet())));
    assertThat(ofExecutors.values()).hasSize(2).allMatch(devices -> devices.size() == 1);
  }
}
