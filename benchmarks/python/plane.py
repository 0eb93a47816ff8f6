# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""A plane of the MNIST network in PyTorch, a full forward pass over the test images at each point; prints one JSON line."""

import argparse
import json
import time

import numpy
import torch

UNITS = [784, 1000, 100, 10, 10, 10]


def load(path, samples):
    """Origin, two directions, images and classes, as PlaneRun wrote them."""
    values = torch.from_numpy(numpy.fromfile(path, "<f4"))
    size = sum(i * o + o for i, o in zip(UNITS, UNITS[1:]))
    origin, a, b, x, y = values.split([size, size, size, samples * UNITS[0], samples])
    return origin, a, b, x.view(samples, UNITS[0]), y.long()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file")
    options.add_argument("--samples", type=int, required=True)
    options.add_argument("--grid", type=int, default=25)
    options.add_argument("--points", type=int, help="only so many, spread over the grid")
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    origin, a, b, x, y = load(given.file, given.samples)
    layers = []
    for inputs, outputs in zip(UNITS, UNITS[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    axis = numpy.linspace(-1, 1, given.grid)
    count = given.grid**2
    chosen = numpy.unique(numpy.linspace(0, count - 1, given.points or count).round().astype(int)).tolist()
    losses, accuracies = [], []
    with torch.no_grad():
        torch.nn.functional.cross_entropy(net(x), y)  # threads and memory are there
        start = time.perf_counter()
        for point in chosen:
            alpha, beta = axis[point // given.grid], axis[point % given.grid]
            torch.nn.utils.vector_to_parameters(origin + float(alpha) * a + float(beta) * b, net.parameters())
            out = net(x)
            losses.append(torch.nn.functional.cross_entropy(out, y).item())
            accuracies.append((out.argmax(1) == y).float().mean().item())
        seconds = time.perf_counter() - start
    print(
        json.dumps(
            {
                "work": "plane",
                "torch": torch.__version__,
                "threads": given.threads,
                "points": chosen,
                "seconds": seconds,
                "loss": losses,
                "accuracy": accuracies,
            }
        )
    )


if __name__ == "__main__":
    main()
