# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Times the steps of a wide network in PyTorch, or its forward pass, on the data that our side makes too."""

import argparse
import json
import time

import numpy
import torch

CHECKED = 10  # steps, in file order, whose losses both sides print


def hashes(start, count):
    """24 bits of a hash of each index: HashData of our side."""
    h = numpy.arange(count, dtype=numpy.uint32) + numpy.uint32(start)
    for shift, factor in (16, 0x7FEB352D), (15, 0x846CA68B), (16, 1):
        h ^= h >> numpy.uint32(shift)
        h *= numpy.uint32(factor)
    return h >> numpy.uint32(8)


def numbers(start, count):
    """Numbers in [0, 1)."""
    return torch.from_numpy(hashes(start, count).astype(numpy.float32) / numpy.float32(1 << 24))


def data(units, rows, loss):
    x = numbers(0, rows * units[0]).reshape(rows, units[0])
    if loss == "mse":
        return x, numbers(1 << 31, rows * units[-1]).reshape(rows, units[-1])
    return x, torch.from_numpy((hashes(1 << 31, rows) % units[-1]).astype(numpy.int64))


def network(units):
    torch.manual_seed(0)
    layers = []
    for inputs, outputs in zip(units, units[1:]):
        layers += [torch.nn.Linear(inputs, outputs), torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def criterion_of(loss):
    return torch.nn.MSELoss() if loss == "mse" else torch.nn.CrossEntropyLoss()


def arguments(rounds):
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--rounds", type=int, default=rounds, help="0: only what is compared")
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    return given


def report(work, given, **values):
    print(json.dumps({"work": work, "torch": torch.__version__, "threads": given.threads, **values}))


def run(work, units, batch, rows, loss, optimiser):
    """Prints one JSON line: losses of the first steps, how far they moved each tensor, and seconds a step of each
    round, shuffling included."""
    given = arguments(3)
    x, y = data(units, rows, loss)
    criterion = criterion_of(loss)
    losses, moves = first_steps(network(units), criterion, optimiser, x, y, batch)
    net = network(units)
    trainer = optimiser(net.parameters())
    steps = [epoch(net, criterion, trainer, x, y, batch) for _ in range(given.rounds)]
    report(work, given, losses=losses, moves=moves, seconds_per_step=steps)


def first_steps(net, criterion, optimiser, x, y, batch):
    before = [p.detach().clone() for p in net.parameters()]
    trainer = optimiser(net.parameters())
    losses = [step(net, criterion, trainer, x[at : at + batch], y[at : at + batch]) for at in range(0, CHECKED * batch, batch)]
    moves = [(p.detach() - b).double().norm().item() for p, b in zip(net.parameters(), before)]
    return [float(v) for v in losses], moves


def step(net, criterion, trainer, x, y):
    trainer.zero_grad()
    loss = criterion(net(x), y)
    loss.backward()
    trainer.step()
    return loss.detach()


def epoch(net, criterion, trainer, x, y, batch):
    start = time.perf_counter()
    order = torch.randperm(len(x))
    steps = 0
    for at in range(0, len(x), batch):
        rows = order[at : at + batch]
        step(net, criterion, trainer, x[rows], y[rows])
        steps += 1
    return (time.perf_counter() - start) / steps


def run_forward(work, units, rows, loss, chunks):
    """Prints one JSON line: loss and right classes of the initial network, and the seconds of each round's forward
    pass, rows in chunks of several sizes."""
    given = arguments(5)
    x, y = data(units, rows, loss)
    net, criterion = network(units), criterion_of(loss)
    mean, correct = forward(net, criterion, x, y, chunks[0])
    seconds = {chunk: [] for chunk in chunks}
    for _ in range(given.rounds):
        for chunk in chunks:
            start = time.perf_counter()
            forward(net, criterion, x, y, chunk)
            seconds[chunk].append(time.perf_counter() - start)
    report(work, given, loss=mean, correct=correct, forward_seconds=seconds)


def forward(net, criterion, x, y, chunk):
    total, correct = 0.0, 0
    with torch.no_grad():
        for at in range(0, len(x), chunk):
            part = y[at : at + chunk]
            out = net(x[at : at + chunk])
            total += criterion(out, part).item() * len(part)
            correct += (out.argmax(1) == part).sum().item()
    return total / len(x), correct
