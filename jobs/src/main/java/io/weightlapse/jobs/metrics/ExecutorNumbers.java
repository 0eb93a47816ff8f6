// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.jobs.metrics;

import java.io.Serializable;
import java.util.TreeMap;

/**
 * What an executor tells the driver.
 *
 * @param executor its id
 * @param numbers by name
 */
record ExecutorNumbers(String executor, TreeMap<String, Long> numbers) implements Serializable {}
