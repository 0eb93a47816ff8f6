# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""The XOR experiment in PyTorch, as one would write it at first: the other side of the benchmarks."""

import time

import numpy as np
import torch
from torch import nn

SAMPLES = 500
EPOCHS = 601
FRAME_EPOCHS = [*range(5), *range(5, 51, 5), *range(100, EPOCHS, 50)]


class Net(nn.Module):
    """2-2-2-2-1: tanh between the layers, a linear output."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 1)])

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.layers[-1](x)

    def load(self, parameters):
        """Takes all parameters from one flat list: layer after layer, weight (out, in), then bias."""
        nn.utils.vector_to_parameters(torch.tensor(parameters, dtype=torch.float32), self.parameters())


class Trainer:
    """SGD with momentum, one sample a step, in the order of the data."""

    def __init__(self, net, features, targets):
        self.net, self.features, self.targets = net, features, targets
        self.loss = nn.MSELoss()
        self.optimiser = torch.optim.SGD(net.parameters(), lr=0.005, momentum=0.3)

    def epoch(self):
        """One pass over the data; returns the sum of squared errors and the outputs on the way."""
        error = np.float32(0)
        outputs = []
        for x, y in zip(self.features, self.targets):
            output = self.net(x)
            loss = self.loss(output, y)
            self.optimiser.zero_grad()
            loss.backward()
            self.optimiser.step()
            error += loss.detach().numpy()
            outputs.append(output.item())
        return float(error), outputs


def data():
    """500 points of the unit square; 1 where exactly one coordinate is above a half."""
    rows = np.random.RandomState(0).rand(SAMPLES, 2)
    labels = (rows[:, 0] > 0.5) ^ (rows[:, 1] > 0.5)
    return torch.tensor(rows, dtype=torch.float32), torch.tensor(labels, dtype=torch.float32).unsqueeze(1)


def start():
    """The network as it begins, and its data."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    return Net(), *data()


def surface(net, features, targets, layer, neuron, points=7, reach=5.0):
    """Mean loss with the neuron's first two weights moved over a grid, one sample at a time."""
    loss_of = nn.MSELoss()
    row = net.layers[layer].weight.data[neuron]
    own = row[:2].clone()
    offsets = torch.linspace(-reach, reach, points)
    losses = []
    for a in offsets:
        for b in offsets:
            row[:2] = own + torch.stack((a, b))
            error = 0.0
            for x, y in zip(features, targets):
                error += loss_of(net(x), y).item()
            losses.append(error / len(targets))
    row[:2] = own
    return losses


def surface_batched(net, features, targets, layer, neuron, points=7, reach=5.0):
    """The same with all samples at once and no gradients: what PyTorch is good at."""
    loss_of = nn.MSELoss()
    row = net.layers[layer].weight.data[neuron]
    own = row[:2].clone()
    offsets = torch.linspace(-reach, reach, points)
    losses = []
    with torch.no_grad():
        for a in offsets:
            for b in offsets:
                row[:2] = own + torch.stack((a, b))
                losses.append(loss_of(net(features), targets).item())
    row[:2] = own
    return losses


def surveyed(net):
    """(layer, neuron) of every surface of a frame: the first two neurons of each layer."""
    return [(l, n) for l, layer in enumerate(net.layers) for n in range(min(2, layer.out_features))]


class Clock:
    """Seconds by the wall since the last lap."""

    def __init__(self):
        self.last = time.perf_counter()

    def lap(self):
        now = time.perf_counter()
        seconds, self.last = now - self.last, now
        return seconds
