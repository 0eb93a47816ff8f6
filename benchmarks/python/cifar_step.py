# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Momentum on the CIFAR-10 network, minibatches of 4."""

import torch

import mlp

if __name__ == "__main__":
    mlp.run("cifar", [3072, 512, 256, 10], 4, 4_000, "cross_entropy", lambda p: torch.optim.SGD(p, lr=1e-3, momentum=0.9))
