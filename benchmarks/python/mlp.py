# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Times the steps of a wide network in PyTorch, and its forward pass, on random data of the real shapes."""

import argparse
import json
import time

import torch


def run(work, units, batch, rows, loss, optimiser):
    """Prints one JSON line: seconds a step, shuffling included, and seconds of a forward pass, of each round."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--rows", type=int, default=rows, help="fewer, where time is short")
    given = options.parse_args()
    rows = given.rows
    torch.set_num_threads(given.threads)
    torch.manual_seed(0)
    layers = []
    for inputs, outputs in zip(units, units[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    net = torch.nn.Sequential(*layers[:-1])
    trainer = optimiser(net.parameters())
    x = torch.rand(rows, units[0])
    if loss == "mse":
        criterion, y = torch.nn.MSELoss(), torch.rand(rows, units[-1])
    else:
        criterion, y = torch.nn.CrossEntropyLoss(), torch.randint(units[-1], (rows,))
    steps, passes = [], []
    for _ in range(given.rounds):
        steps.append(epoch(net, criterion, trainer, x, y, batch))
        passes.append(forward(net, criterion, x, y))
    print(
        json.dumps(
            {
                "work": work,
                "torch": torch.__version__,
                "threads": given.threads,
                "seconds_per_step": steps,
                "forward_rows": rows,
                "forward_seconds": passes,
            }
        )
    )


def epoch(net, criterion, trainer, x, y, batch):
    start = time.perf_counter()
    order = torch.randperm(len(x))
    steps = 0
    for at in range(0, len(x), batch):
        rows = order[at : at + batch]
        trainer.zero_grad()
        criterion(net(x[rows]), y[rows]).backward()
        trainer.step()
        steps += 1
    return (time.perf_counter() - start) / steps


def forward(net, criterion, x, y):
    start = time.perf_counter()
    with torch.no_grad():
        out = net(x)
        criterion(out, y).item()
        (out.argmax(1) == y).sum().item() if y.dim() == 1 else None
    return time.perf_counter() - start
