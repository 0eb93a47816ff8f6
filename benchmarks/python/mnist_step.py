# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Adam on the MNIST network, minibatches of 16."""

import torch

import mlp

if __name__ == "__main__":
    mlp.run("mnist", [784, 1000, 100, 10, 10, 10], 16, 16_000, "cross_entropy", lambda p: torch.optim.Adam(p, lr=1e-3))
