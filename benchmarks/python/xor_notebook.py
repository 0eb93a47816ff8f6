# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""The whole XOR notebook's work with PyTorch, matplotlib and pillow: training, the frames of two animations, two
GIFs. Prints one JSON line with the seconds of each part."""

import argparse
import json
import os
import tempfile

import matplotlib

matplotlib.use("Agg")

import numpy as np
import torch
from matplotlib import animation, colors, pyplot

import xor_net

CLASSES = colors.ListedColormap(["red", "blue"])
GRID_ROWS, GRID_COLUMNS = 2, 3
FRAMES = len(xor_net.FRAME_EPOCHS)
BLUE_RED = ["blue", "red"]


class Animation:
    """A figure of 2 x 3 panels: the last column shows the error and the predictions, the others the layers. Every
    frame adds artists; the animation shows one frame's at a time."""

    def __init__(self, projection, first_title):
        self.figure = pyplot.figure(figsize=(16 / 9 * 4, 4), layout="constrained")
        self.layers, self.side = [], []
        for panel in range(GRID_ROWS * GRID_COLUMNS):
            last = panel % GRID_COLUMNS == GRID_COLUMNS - 1
            axes = self.figure.add_subplot(GRID_ROWS, GRID_COLUMNS, panel + 1, projection=None if last else projection)
            (self.side if last else self.layers).append(axes)
            axes.set_title(("Error", "Predictions")[len(self.side) - 1] if last else f"Layer {len(self.layers) - 1 + first_title}")
        self.frames = []

    def begin(self):
        self.artists = []

    def add(self, *artists):
        self.artists.extend(artists)

    def error_and_predictions(self, epochs, errors, features, outputs):
        self.add(*self.side[0].plot(epochs, errors, color="red", alpha=0.5))
        classes = np.array(outputs) > 0.5
        self.add(self.side[1].scatter(features[:, 0], features[:, 1], c=classes, cmap=CLASSES, alpha=0.5))

    def end(self):
        self.frames.append(self.artists)

    def save(self, path):
        animation.ArtistAnimation(self.figure, self.frames).save(path, writer="pillow")


def transformations_frame(view, net, features, targets):
    """What enters the network and what leaves each of its tanh layers."""
    with torch.no_grad():
        points = features
        for axes, layer in zip(view.layers, net.layers):
            xy = points.numpy()
            view.add(axes.scatter(xy[:, 0], xy[:, 1], c=targets[:, 0].numpy(), cmap=CLASSES, alpha=0.5))
            points = torch.tanh(layer(points))


def surfaces_frame(view, net, surfaces, points=7, reach=5.0):
    """The loss around the first two weights of each surveyed neuron, and where the neuron is."""
    for (layer, neuron), losses in surfaces.items():
        axes, color = view.layers[layer], BLUE_RED[neuron]
        w1, w2 = net.layers[layer].weight.detach()[neuron, :2].tolist()
        offsets = np.linspace(-reach, reach, points)
        a, b = np.meshgrid(w1 + offsets, w2 + offsets, indexing="ij")
        grid = np.array(losses).reshape(points, points)
        view.add(axes.plot_surface(a, b, grid, color=color, alpha=0.1))
        view.add(axes.scatter([w1], [w2], [grid[points // 2, points // 2]], color=color, alpha=0.4))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--epochs", type=int, default=xor_net.EPOCHS, help="train only so many; then each of the first is drawn")
    options.add_argument("--slow-frames", type=int, default=FRAMES, help="frames with surfaces computed sample by sample")
    options.add_argument("--out", help="folder for the GIFs; without it, a temporary one")
    given = options.parse_args()
    if given.epochs < FRAMES:
        options.error(f"epochs must be >= {FRAMES}: was {given.epochs}")

    everything = xor_net.Clock()
    net, features, targets = xor_net.start()
    trainer = xor_net.Trainer(net, features, targets)
    transformations, updates = Animation(None, 0), Animation("3d", 1)
    due = xor_net.FRAME_EPOCHS if given.epochs == xor_net.EPOCHS else range(FRAMES)
    seconds = dict.fromkeys(["train", "surfaces", "batched_surfaces", "draw", "encode"], 0.0)
    epochs, errors, table = [], [], {}
    clock = xor_net.Clock()
    for epoch in range(given.epochs):
        error, outputs = trainer.epoch()
        seconds["train"] += clock.lap()
        if epoch in xor_net.FRAME_EPOCHS:
            table[epoch] = error
        if epoch not in due:
            continue
        epochs.append(epoch + 1)
        errors.append(error)
        slow = len(epochs) <= given.slow_frames
        surface = xor_net.surface if slow else xor_net.surface_batched
        surfaces = {at: surface(net, features, targets, *at) for at in xor_net.surveyed(net)}
        seconds["surfaces" if slow else "batched_surfaces"] += clock.lap()
        for view in transformations, updates:
            view.begin()
            view.error_and_predictions(epochs, errors, features.numpy(), outputs)
        transformations_frame(transformations, net, features, targets)
        surfaces_frame(updates, net, surfaces)
        for view in transformations, updates:
            view.end()
        seconds["draw"] += clock.lap()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.out or temporary
        os.makedirs(folder, exist_ok=True)
        transformations.save(os.path.join(folder, "transformations.gif"))
        updates.save(os.path.join(folder, "weight-updates.gif"))
        seconds["encode"] += clock.lap()
    print(
        json.dumps(
            {
                "work": "xor-notebook",
                "torch": torch.__version__,
                "matplotlib": matplotlib.__version__,
                "epochs": given.epochs,
                "slow_frames": min(given.slow_frames, FRAMES),
                "seconds": everything.lap(),
                "parts": seconds,
                "errors": table,
            }
        )
    )


if __name__ == "__main__":
    main()
