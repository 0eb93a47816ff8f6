# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""SGD on a million rows of least squares, minibatches of 10,000."""

import torch

import mlp

if __name__ == "__main__":
    mlp.run("least-squares", [10, 1], 10_000, 1_000_000, "mse", lambda p: torch.optim.SGD(p, lr=0.01))
