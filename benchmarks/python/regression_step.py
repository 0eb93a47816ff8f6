# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""SGD on a 10-40-20-1 regression, minibatches of 10,000."""

import torch

import mlp

if __name__ == "__main__":
    mlp.run("regression", [10, 40, 20, 1], 10_000, 100_000, "mse", lambda p: torch.optim.SGD(p, lr=0.01))
