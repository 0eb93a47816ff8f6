// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.gpu;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs that Spark assigned to a task, and computing on them. A task binds each thread that
 * computes for it; what runs elsewhere in the process goes to whichever device CUDA takes first.
 *
 * @param addresses as the discovery script printed them, one or more
 */
public record TaskDevice(List<String> addresses) {
  private static final Logger LOG = LoggerFactory.getLogger(TaskDevice.class);
  private static final String RESOURCE = "gpu";
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  /** At least one address. */
  public TaskDevice {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("addresses must be at least one: was none");
    }
  }

  /** Those of the task that runs in this thread; empty without a task, or if it has none. */
  public static Optional<TaskDevice> current() {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return Optional.empty();
    }
    ResourceInformation gpus = task.resourcesJMap().get(RESOURCE);
    return gpus == null || gpus.addresses().length == 0
        ? Optional.empty()
        : Optional.of(new TaskDevice(List.of(gpus.addresses())));
  }

  /**
   * Makes ND4J compute on the first of the task's GPUs in this thread. Without a GPU nothing
   * happens, and ND4J is not touched.
   *
   * @return CUDA's number of the device; empty if ND4J computes on the CPU here
   */
  public static Optional<Integer> bindCurrent() {
    return current().flatMap(device -> device.bind(new Nd4jBinder()));
  }

  /**
   * Makes a library compute on the first of the GPUs in this thread, and says so in the log, once
   * for each device of a process.
   *
   * @return CUDA's number of the device; empty if the library computes on the CPU
   * @throws io.weightlapse.core.util.UserException if this process cannot use the device
   */
  public Optional<Integer> bind(DeviceBinder binder) {
    return bind(binder, System.getenv("CUDA_VISIBLE_DEVICES"));
  }

  Optional<Integer> bind(DeviceBinder binder, String visible) {
    String address = addresses.get(0);
    int devices = binder.devices();
    if (devices == 0) {
      if (SAID.add("cpu")) {
        LOG.warn(
            "GPU {} is assigned, but ND4J has its backend for the CPU: a build with -Pcuda uses GPUs",
            address);
      }
      return Optional.empty();
    }
    int ordinal = Ordinals.of(address, visible, devices);
    binder.bind(ordinal);
    if (SAID.add(address)) {
      LOG.info("computing on GPU {}, CUDA device {} of {}", address, ordinal, devices);
    }
    return Optional.of(ordinal);
  }
}
