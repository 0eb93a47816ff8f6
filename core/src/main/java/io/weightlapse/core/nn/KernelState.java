// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
package io.weightlapse.core.nn;

import java.io.Serializable;

/**
 * All that a kernel carries from step to step; restoring it resumes bit for bit.
 *
 * @param parameters flat
 * @param first velocity, or Adam's first moment, laid out as the parameters; empty where unused
 * @param second Adam's second moment; empty where unused
 * @param updates steps made so far
 */
public record KernelState(float[] parameters, float[] first, float[] second, long updates)
    implements Serializable {}
