# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Computes the neuron surfaces of one XOR frame in PyTorch and prints one JSON line: seconds and losses."""

import argparse
import json

import torch

import xor_net


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--neurons", type=int, help="only so many of the seven neurons")
    options.add_argument("--way", choices=["sample", "batch"], default="sample", help="one sample at a time, or all at once")
    options.add_argument("--weights", help="JSON file with the 21 parameters; without it, as the network begins")
    options = options.parse_args()

    net, features, targets = xor_net.start()
    if options.weights:
        with open(options.weights) as file:
            net.load(json.load(file))
    neurons = xor_net.surveyed(net)[: options.neurons]
    surface = xor_net.surface if options.way == "sample" else xor_net.surface_batched
    surfaces = []
    clock = xor_net.Clock()
    for layer, neuron in neurons:
        surfaces.append({"layer": layer, "neuron": neuron, "loss": surface(net, features, targets, layer, neuron)})
    seconds = clock.lap()
    print(
        json.dumps(
            {
                "work": "xor-surfaces",
                "way": options.way,
                "torch": torch.__version__,
                "neurons": len(neurons),
                "seconds": seconds,
                "surfaces": surfaces,
            }
        )
    )


if __name__ == "__main__":
    main()
