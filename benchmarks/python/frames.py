# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Draws the frames of a view with matplotlib and saves them as a GIF with pillow, from the numbers in FOLDER/numbers.json: frames.py FOLDER VIEW WIDTH HEIGHT.
Prints one JSON line. Before each frame, axes are cleared; lines are one collection, and what would not change a pixel is left out, as on the other side."""

import glob
import json
import os
import sys
import time

import matplotlib

matplotlib.use("Agg")

import numpy as np
from matplotlib import collections, pyplot
from PIL import Image

import xor_net

LAYERS = [(1000, 100), (100, 10), (10, 10), (10, 10)]
RED, BLUE = (0.88, 0.11, 0.11), (0.11, 0.25, 0.88)
FAINTEST = 2 / 255


def picture(figure):
    figure.canvas.draw()
    return Image.fromarray(np.asarray(figure.canvas.buffer_rgba())[..., :3])


def updates(figure, numbers):
    """The network as circles, edges coloured by the last update: opaque from a threshold on, else faded by the square of their share of it."""
    steps = [np.array(p, dtype=np.float32) for p in [numbers["first"], *numbers["parameters"]]]
    cuts = np.cumsum([0] + [a * b for a, b in LAYERS])
    changes = [[(b - a)[lo:hi].reshape(out, -1) for lo, hi, (_, out) in zip(cuts, cuts[1:], LAYERS)] for a, b in zip(steps, steps[1:])]
    fewest = min(a * b for a, b in LAYERS) * len(changes)
    thresholds = []
    for l, (a, b) in enumerate(LAYERS):
        sizes = np.sort(np.concatenate([np.abs(c[l]).ravel() for c in changes]))
        thresholds.append(sizes[-max(1, round(1e-4 * np.sqrt(len(sizes) * fewest)))])
    axes = figure.add_axes((0, 0, 1, 0.9))
    units = [LAYERS[0][0]] + [out for _, out in LAYERS]
    places = [np.linspace(0, 1, n) for n in units]
    for frame, change in enumerate(changes):
        axes.clear()
        axes.set(xlim=(-0.1, 4.1), ylim=(1.05, -0.1))
        axes.axis("off")
        for l, values in enumerate(change):
            alpha = np.minimum(1, (np.abs(values) / thresholds[l]) ** 2)
            o, i = np.nonzero(alpha >= FAINTEST)
            colours = np.where((values[o, i] > 0)[:, None], (*RED, 0), (*BLUE, 0))
            colours[:, 3] = alpha[o, i]
            ends = np.stack([np.stack([np.full(len(o), l), places[l][i]], 1), np.stack([np.full(len(o), l + 1), places[l + 1][o]], 1)], 1)
            axes.add_collection(collections.LineCollection(ends, colors=colours, linewidths=0.7))
            axes.text(l + 0.5, 1.04, f"l{l + 2}, opaque from {thresholds[l]:.3g}", ha="center")
        for l, ys in enumerate(places):
            axes.scatter(np.full(len(ys), l), ys, s=40 if len(ys) < 20 else 3, c="white", edgecolors="black", zorder=3)
        figure.suptitle(f"batch {frame + 1}")
        yield picture(figure)


def common(axes, frame, numbers, features, classes):
    error, predictions = axes
    epochs = [s["epoch"] for s in numbers["surfaces"]]
    shown = sorted(set(epochs))[: frame + 1]
    error.plot(shown, [numbers["errors"][str(e)] for e in shown], color="red")
    error.set_title("Error")
    predictions.scatter(features[:, 0], features[:, 1], c=classes, cmap="bwr_r", alpha=0.5)
    predictions.set_title("Predictions")


def transformations(figure, numbers):
    net, features, targets = xor_net.start()
    axes = figure.subplots(2, 4).ravel()
    points, colours = features.numpy(), targets[:, 0].numpy()
    for frame, parameters in enumerate(numbers["parameters"]):
        for a in axes:
            a.clear()
        values, at = points, 0
        for l, (n, m) in enumerate([(2, 2), (2, 2), (2, 2), (2, 1)]):
            axes[l].scatter(values[:, 0], values[:, 1], c=colours, cmap="bwr_r", alpha=0.5)
            axes[l].set_title(f"Layer {l}")
            w, b = np.array(parameters[at : at + n * m]).reshape(m, n), np.array(parameters[at + n * m : at + n * m + m])
            values, at = values @ w.T + b, at + n * m + m
            values = np.tanh(values) if l < 3 else values
        axes[4].scatter(values[:, 0], np.zeros(len(values)), c=colours, cmap="bwr_r", alpha=0.5)
        common(axes[5:7], frame, numbers, points, values[:, 0] > 0.5)
        figure.suptitle(f"frame {frame}")
        yield picture(figure)


def surfaces(figure, numbers):
    net, features, targets = xor_net.start()
    layers = [figure.add_subplot(2, 3, p, projection="3d") for p in (1, 2, 4, 5)]
    side = [figure.add_subplot(2, 3, p) for p in (3, 6)]
    steps = sorted({s["step"] for s in numbers["surfaces"]})
    offsets = np.linspace(-5, 5, 7)
    for frame, step in enumerate(steps):
        for a in layers + side:
            a.clear()
        net.load(numbers["parameters"][frame])
        outputs = net(features).detach().numpy()[:, 0]
        for s in numbers["surfaces"]:
            if s["step"] == step:
                w1, w2 = net.layers[s["layer"]].weight.detach()[s["neuron"], :2].tolist()
                a, b = np.meshgrid(w1 + offsets, w2 + offsets, indexing="ij")
                grid = np.array(s["loss"]).reshape(7, 7)
                colour = ["blue", "red"][s["neuron"]]
                layers[s["layer"]].plot_surface(a, b, grid, color=colour, alpha=0.3)
                layers[s["layer"]].scatter([w1], [w2], [grid[3, 3]], color=colour)
        common(side, frame, numbers, features.numpy(), outputs > 0.5)
        figure.suptitle(f"frame {frame}")
        yield picture(figure)


def regions(figure, numbers):
    import torch

    net, features, targets = xor_net.start()
    axes = figure.add_subplot()
    xs = np.linspace(-0.05, 1.05, 600, dtype=np.float32)
    plane = torch.tensor(np.stack(np.meshgrid(xs, xs), -1).reshape(-1, 2))
    for frame, parameters in enumerate(numbers["parameters"]):
        axes.clear()
        net.load(parameters)
        with torch.no_grad():
            outputs = net(plane).numpy().reshape(600, 600)
        axes.imshow(outputs, origin="lower", extent=(-0.05, 1.05, -0.05, 1.05), cmap="bwr_r", vmin=0, vmax=1)
        axes.scatter(features[:, 0], features[:, 1], c=targets[:, 0], cmap="bwr_r", edgecolors="white")
        figure.suptitle(f"frame {frame}")
        yield picture(figure)


VIEWS = {"weight-updates": updates, "transformations": transformations, "neuron-surfaces": surfaces, "decision-regions": regions}


def save(pictures, path):
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=500, loop=0)
    return os.path.getsize(path)


def main():
    folder, view, width, height = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with open(os.path.join(folder, "numbers.json")) as file:
        numbers = json.load(file)
    start = time.perf_counter()
    figure = pyplot.figure(figsize=(width / 100, height / 100), dpi=100)
    pictures = list(VIEWS[view](figure, numbers))
    drawn = time.perf_counter()
    own = save(pictures, os.path.join(folder, "theirs.gif"))
    end = time.perf_counter()
    ours = [Image.open(f).convert("RGB") for f in sorted(glob.glob(os.path.join(folder, "frames", "first", "*.png")))]
    print(
        json.dumps(
            {
                "work": view,
                "frames": len(pictures),
                "width": pictures[0].width,
                "height": pictures[0].height,
                "draw": drawn - start,
                "encode": end - drawn,
                "seconds": end - start,
                "gif_bytes": own,
                "gif_bytes_of_ours": save(ours, os.path.join(folder, "ours-by-pillow.gif")),
            }
        )
    )


if __name__ == "__main__":
    main()
