// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.cli;

import io.weightlapse.core.output.ConsoleOutput;
import io.weightlapse.core.output.Output;
import io.weightlapse.jobs.JobCommand;
import io.weightlapse.jobs.JobLog;
import java.io.IOException;
import java.util.List;

/** Runs a job typed by hand: inside this process, or through spark-submit on a cluster. */
final class LocalJob {
  private LocalJob() {}

  /**
   * Runs it.
   *
   * @param master Spark's master
   * @param mainClass of the job, for a cluster
   * @param arguments as typed, the command's name first
   */
  static int run(JobCommand job, String master, Class<?> mainClass, List<String> arguments)
      throws IOException {
    if (!master.startsWith("local[") && !master.equals("local")) {
      return ClusterSubmit.run(job, master, mainClass, arguments);
    }
    JobLog.toFile(job.home(), "weightlapse");
    Output out = ConsoleOutput.ofProcess(job.quiet());
    if (!job.kafka().equals("embedded")) {
      return job.runIn(LocalSpark.conf(master), out);
    }
    job.kafka("none");
    job.check(); // mistakes are said before a broker is started
    try (Interrupt interrupt = new Interrupt(); // Ctrl-C lets the broker close its log
        LocalKafka kafka = LocalKafka.of(job.home(), out)) {
      job.kafka(kafka.bootstrap());
      return job.runIn(LocalSpark.conf(master), out);
    }
  }
}
