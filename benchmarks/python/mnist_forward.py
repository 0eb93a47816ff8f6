# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""The forward pass of the MNIST network over as many samples as it trains on, all at once and in batches of 1,000."""

import mlp

if __name__ == "__main__":
    mlp.run_forward("mnist-forward", [784, 1000, 100, 10, 10, 10], 48_000, "cross_entropy", [48_000, 1_000])
