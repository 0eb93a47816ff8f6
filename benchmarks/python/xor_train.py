# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Trains the XOR network in PyTorch and prints one JSON line: seconds, seconds a step, the error table."""

import argparse
import json

import torch

import xor_net


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--epochs", type=int, default=xor_net.EPOCHS)
    epochs = options.parse_args().epochs

    net, features, targets = xor_net.start()
    trainer = xor_net.Trainer(net, features, targets)
    errors = []
    clock = xor_net.Clock()
    for _ in range(epochs):
        error, _ = trainer.epoch()
        errors.append(error)
    seconds = clock.lap()
    print(
        json.dumps(
            {
                "work": "xor-train",
                "torch": torch.__version__,
                "epochs": epochs,
                "seconds": seconds,
                "seconds_per_step": seconds / (epochs * len(targets)),
                "errors": {e: errors[e] for e in xor_net.FRAME_EPOCHS if e < epochs},
            }
        )
    )


if __name__ == "__main__":
    main()
