# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Runs Weightlapse and its counterparts in turn, checks that their numbers agree and prints how long each took."""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
EPOCHS, FRAMES, NEURONS = 601, 26, 7


class Disagreement(Exception):
    """The sides computed different things: their times mean nothing."""


def call(command):
    """Runs a command; returns its output, and its seconds by the wall."""
    start = time.perf_counter()
    done = subprocess.run([str(c) for c in command], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"exit code {done.returncode}: {' '.join(map(str, command))}")
    return done.stdout, seconds


def torch(script, *arguments):
    return json.loads(call([sys.executable, HERE / f"{script}.py", *arguments])[0].splitlines()[-1])


def weightlapse(*arguments):
    return call([ROOT / "bin" / "weightlapse", *arguments])


def java(main, *arguments):
    """Runs a main of ours in a new JVM."""
    java_home = os.environ.get("JAVA_HOME")
    program = Path(java_home, "bin", "java") if java_home else "java"
    classpath = os.environ["WEIGHTLAPSE_BENCHMARKS_CLASSPATH"]
    command = [program, "--add-modules=jdk.incubator.vector", "-cp", classpath, f"io.weightlapse.benchmarks.{main}", *arguments]
    return json.loads(call(command)[0].splitlines()[-1])


def compare(what, ours, theirs, relative):
    """Fails where two lists of numbers differ by more than a share of theirs."""
    if len(ours) != len(theirs):
        raise Disagreement(f"{what}: {len(ours)} values against {len(theirs)}")
    worst = max(abs(a - b) / abs(b) for a, b in zip(ours, theirs))
    if not worst <= relative:
        raise Disagreement(f"{what}: differs by {worst:.2g} of the value, more than {relative:g}")
    print(f"  {what}: {len(ours)} values agree, largest difference {worst:.2g} of the value")


def compare_errors(ours, theirs):
    """Error tables, epoch by epoch, where both have the epoch."""
    epochs = [e for e in theirs if e in ours]
    compare("sum of squared errors by epoch", [ours[e] for e in epochs], [theirs[e] for e in epochs], 1e-3)


def xor_train(rounds, full):
    epochs = EPOCHS if full else 60
    note = "" if full else f"scaled from {epochs} of {EPOCHS} epochs"
    check = java("XorTrain", "--warm", "0")
    compare_errors(check["errors"], torch("xor_train", "--epochs", 52 if not full else epochs)["errors"])
    pytorch, cold, warm = [], [], []
    for _ in range(rounds):
        pytorch.append(torch("xor_train", "--epochs", epochs)["seconds"] * EPOCHS / epochs)
        ours = java("XorTrain")
        cold.append(ours["cold_seconds"])
        warm.append(statistics.median(ours["warm_seconds"]))
    return [
        row("XOR training, 601 epochs: PyTorch, 1 thread", pytorch, note=note),
        row("  ours, first in a new JVM", cold, pytorch),
        row("  ours, repeated in one JVM", warm, pytorch),
    ]


def xor_surfaces(rounds, full):
    neurons = NEURONS if full else 2
    note = "" if full else f"scaled from {neurons} of {NEURONS} neurons"
    with tempfile.TemporaryDirectory() as folder:
        weights = Path(folder, "weights.json")
        check = java("XorSurfaces", "--warm", "0")
        weights.write_text(json.dumps(check["weights"]))
        ask = ["--weights", weights]
        compare_surfaces(check, torch("xor_surfaces", "--way", "batch", *ask))
        compare_surfaces(check, torch("xor_surfaces", "--neurons", 1, *ask))
        sample, batch, cold, animation, warm = [], [], [], [], []
        for _ in range(rounds):
            sample.append(torch("xor_surfaces", "--neurons", neurons, *ask)["seconds"] * NEURONS / neurons)
            ours = java("XorSurfaces")
            cold.append(ours["cold_seconds"])
            animation.append((ours["cold_seconds"] + sum(ours["warm_seconds"][: FRAMES - 1])) / FRAMES)
            warm.append(statistics.median(ours["warm_seconds"]))
            batch.append(torch("xor_surfaces", "--way", "batch", *ask)["seconds"])
    return [
        row("XOR surfaces of one frame: PyTorch, sample by sample", sample, note=note),
        row("  ours, first in a new JVM", cold, sample),
        row("  ours, mean of the first 26 in a new JVM", animation, sample),
        row("  ours, repeated in one JVM", warm, sample),
        row("the same: PyTorch, all samples at once, no gradients", batch),
        row("  ours, first in a new JVM", cold, batch),
        row("  ours, mean of the first 26 in a new JVM", animation, batch),
        row("  ours, repeated in one JVM", warm, batch),
    ]


def compare_surfaces(ours, theirs):
    by_neuron = {(s["layer"], s["neuron"]): s["loss"] for s in ours["surfaces"]}
    a = [loss for s in theirs["surfaces"] for loss in by_neuron[s["layer"], s["neuron"]]]
    b = [loss for s in theirs["surfaces"] for loss in s["loss"]]
    compare(f"losses on surfaces, PyTorch's way {theirs['way']}", a, b, 1e-5)


def demo(rounds, full):
    epochs, frames = (EPOCHS, FRAMES) if full else (30, 2)
    note = "" if full else f"scaled from {epochs} of {EPOCHS} epochs and the surfaces of {frames} of {FRAMES} frames"
    weightlapse("--version")  # the launcher builds at its first use
    notebook, ours = [], []
    for turn in range(rounds):
        theirs, seconds = notebook_run(epochs, frames)
        notebook.append(seconds)
        with tempfile.TemporaryDirectory() as home:
            ours.append(weightlapse("demo", "--once", "--home", home)[1])
            if turn == 0:
                check_demo(home, theirs)
    return [
        row("XOR notebook: PyTorch, matplotlib, pillow; start to two GIFs", notebook, note=note),
        row("  weightlapse demo --once, start to two GIFs", ours, notebook),
    ]


def notebook_run(epochs, slow_frames):
    """One run of the notebook's work, and what all of it takes: training and surfaces scaled, imports, drawing and
    encoding as they are."""
    out, wall = call([sys.executable, HERE / "xor_notebook.py", "--epochs", epochs, "--slow-frames", slow_frames])
    result = json.loads(out.splitlines()[-1])
    train, surfaces, batched = (result["parts"][part] for part in ("train", "surfaces", "batched_surfaces"))
    rest = wall - train - surfaces - batched
    return result, rest + train * EPOCHS / epochs + surfaces * FRAMES / slow_frames


def check_demo(home, theirs):
    """The demo must have trained the same network and drawn as many frames."""
    from PIL import Image

    compare_errors(java("StoredErrors", home)["errors"], theirs["errors"])
    gifs = sorted(Path(home, "animations").glob("*/*.gif"))
    counts = {gif.stem: Image.open(gif).n_frames for gif in gifs}
    for view in "transformations", "neuron-surfaces":
        if counts.get(view, 0) < FRAMES:
            raise Disagreement(f"{view}.gif must have {FRAMES} frames: had {counts.get(view, 0)}")
    print(f"  animations: {counts}")


def row(name, seconds, against=None, note=""):
    """A line of the table; the ratios are of the rounds' pairs, and last that of the best rounds: what is left of noise there."""
    ratios = [a / s for a, s in zip(against, seconds)] if against else []
    best = [min(against) / min(seconds)] if against else []
    return name, seconds, ratios, best, note


def spread(values, form):
    return [form(f(values)) if values else "" for f in (min, statistics.median, max)]


def seconds_form(value):
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def ratio_form(value):
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def show(rows):
    head = ["seconds, of all the work", "min", "median", "max", "ratio min", "median", "max", "best", ""]
    lines = [head]
    for name, seconds, ratios, best, note in rows:
        times = [*spread(ratios, ratio_form), ratio_form(best[0]) if best else ""]
        lines.append([name, *spread(seconds, seconds_form), *times, note])
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    lines.insert(1, ["-" * w for w in widths])
    for line in lines:
        print("  ".join([line[0].ljust(widths[0])] + [c.rjust(w) for c, w in zip(line[1:-1], widths[1:])] + [line[-1]]).rstrip())


def machine():
    """What the figures belong to."""
    import torch as pytorch

    cpu = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        models = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")]
        cpu = models[0] if models else cpu
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    jdk = java("Machine")
    print(time.strftime("%Y-%m-%d %H:%M"), f"| {cpu}, {cores} cores | {platform.system()} | JDK {jdk['version']}, {jdk['vm']}", end=" ")
    print(f"| Python {platform.python_version()}, torch {pytorch.__version__} | load before {os.getloadavg()[0]:.1f}")


def mlp(script, title, epochs):
    """Rows for a step of a wide network, each round the best of its epochs: the first ones compile."""
    name = script.removesuffix("_step").replace("_", "-")

    def ours_of(count):
        return java("MlpStep", name, 2, count)

    def theirs_of(count):
        return torch(script, "--threads", 2, "--rounds", count)

    def work(rounds, full):
        ours, theirs = ours_of(0), theirs_of(0)
        compare("loss of each of the first steps", ours["losses"], theirs["losses"], 1e-4)
        compare("how far they moved each tensor", ours["moves"], theirs["moves"], 1e-3)
        pytorch, kernel = [], []
        for _ in range(rounds):
            pytorch.append(min(theirs_of(epochs)["seconds_per_step"]))
            kernel.append(min(ours_of(epochs)["seconds_per_step"]))
        return [row(f"{title}: PyTorch, 2 threads", pytorch), row("  ours, 2 threads", kernel, pytorch)]

    return work


def mnist_forward(rounds, full):
    """Each round the best of five passes, PyTorch's in chunks of the size that suits it."""

    def ours_of(count):
        return java("MlpForward", "mnist-forward", 2, count)

    def theirs_of(count):
        return torch("mnist_forward", "--threads", 2, "--rounds", count)

    ours, theirs = ours_of(0), theirs_of(0)
    compare("mean loss", [ours["loss"]], [theirs["loss"]], 1e-5)
    compare("right classes", [ours["correct"]], [theirs["correct"]], 1e-3)
    whole, chunks, kernel = [], [], []
    for _ in range(rounds):
        seconds = theirs_of(5)["forward_seconds"]
        whole.append(min(seconds["48000"]))
        chunks.append(min(seconds["1000"]))
        kernel.append(min(ours_of(10)["forward_seconds"]))
    best = [min(pair) for pair in zip(whole, chunks)]
    return [
        row("MNIST network, forward pass of 48,000: PyTorch, all at once, 2 threads", whole),
        row("  PyTorch, batches of 1,000, 2 threads", chunks),
        row("  ours, 2 threads, against the better", kernel, best),
    ]


QUESTIONS = {
    "path": ("path of one weight", "SELECT value FROM path('bench', 'l2', 3, 7)"),
    "histogram": (
        "histogram of a layer's changes over 1,000 steps",
        "SELECT count FROM change_histogram('bench', 'l2', 0, least(1000, {last}), 50)"),
    "statistics": (
        "mean of a layer at every step",
        "SELECT mean FROM layer_stats WHERE run = 'bench' AND layer = 'l2' AND param = 'W' ORDER BY step"),
}


def query(rounds, full):
    """Questions to a run of 3,000 snapshots of 101,210 weights (300 unless --full), and to what else would hold it."""
    steps = 3000 if full else 300
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        home, raw = Path(folder, "home"), Path(folder, "raw.bin")
        java("QueryRun", home, str(steps), raw)
        call([sys.executable, HERE / "query_log.py", "write", Path(folder, "logs"), "--raw", raw])
        raw.unlink()
        layouts = {"as written": home}
        if COMPACTS:
            layouts["compacted"] = Path(folder, "compacted")
            shutil.copytree(home, layouts["compacted"])
            weightlapse("compact", "bench", "--home", layouts["compacted"])
        for name, (title, sql) in QUESTIONS.items():
            rows += question(rounds, folder, layouts, name, f"{title}, {steps:,} snapshots", sql.format(last=steps - 1))
    return rows


def question(rounds, folder, layouts, name, title, sql):
    torch_files, log = [], []
    ours = {layout: ([], [], []) for layout in layouts}
    for turn in range(rounds):
        theirs = [torch("query_log", side, Path(folder, "logs"), "--question", name) for side in ("torch", "log")]
        torch_files.append(theirs[0]["seconds"])
        log.append(theirs[1]["seconds"])
        for layout, home in layouts.items():
            out = java("QueryTimes", home, sql, "6")
            if turn == 0:
                for side in theirs:
                    agree(f"{name}, {layout}", out["answer"], side["answer"])
            first, warm, whole = ours[layout]
            first.append(out["open"] + out["seconds"][0])
            warm.append(statistics.median(out["seconds"][1:]))
            whole.append(weightlapse("query", sql, "--home", home, "--format", "csv")[1])
    rows = [row(f"{title}: torch.save files", torch_files), row("  TensorBoard log of tensors", log)]
    for layout, (first, warm, whole) in ours.items():
        rows.append(row(f"  ours, {layout}: the command, JVM start included", whole, torch_files))
        rows.append(row(f"  ours, {layout}: first in a JVM, engine start included", first, torch_files))
        rows.append(row(f"  ours, {layout}: repeated", warm, torch_files))
    return rows


def agree(what, ours, theirs):
    """Values must be the same; a count may move to the next bin where a value lies on its edge."""
    if len(ours) != len(theirs) or sum(abs(a - b) for a, b in zip(ours, theirs)) > 1e-3 * sum(map(abs, theirs)):
        raise Disagreement(f"{what}: {ours[:5]} ... against {theirs[:5]} ...")
    print(f"  {what}: {len(ours)} values agree")


COMPACTS = (ROOT / "cli/src/main/java/io/weightlapse/cli/CompactCommand.java").exists()

def plane(rounds, full):
    grid = 25
    points = grid**2 if full else 50
    note = "" if full else f"scaled from {points} of {grid**2} points"
    theirs, cold, warm = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "plane.f32")
        check = java("PlaneRun", 7, 2, 1, file)
        ask = [file, "--samples", check["samples"]]
        compare_planes(check, torch("plane", *ask, "--grid", 7))
        for _ in range(rounds):
            result = torch("plane", *ask, "--grid", grid, "--points", points)
            theirs.append(result["seconds"] * grid**2 / len(result["points"]))
            seconds = java("PlaneRun", grid, 2, 2)["seconds"]
            cold.append(seconds[0])
            warm.append(seconds[1])
    return [
        row(f"MNIST plane {grid} x {grid}, {check['samples']} images: PyTorch, 2 threads", theirs, note=note),
        row("  ours, 2 threads, first in a new JVM", cold, theirs),
        row("  ours, 2 threads, repeated in one JVM", warm, theirs),
    ]


def compare_planes(ours, theirs):
    compare("losses on the plane", [ours["loss"][p] for p in theirs["points"]], theirs["loss"], 1e-5)
    a, b = [ours["accuracy"][p] for p in theirs["points"]], theirs["accuracy"]
    worst = max(abs(x - y) for x, y in zip(a, b)) * ours["samples"]
    if worst > 2.5:  # a sample on the border may fall either way
        raise Disagreement(f"accuracy on the plane: {worst:.0f} samples fall differently")


FRAMES_OF = ["weight-updates", "transformations", "neuron-surfaces", "decision-regions"]


def frames(rounds, full):
    """The same frames drawn and made a GIF of; and the bytes of GIFs that both sides make of our pixels."""
    rows, sizes = [], []
    for view in FRAMES_OF:
        theirs, cold, warm = [], [], []
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                ours = java("FramesRun", folder, view, 6)
                other = torch("frames", folder, view, ours["width"], ours["height"])
            for what in "frames", "width", "height":
                if ours[what] != other[what]:
                    raise Disagreement(f"{what} of {view}: {ours[what]} against {other[what]}")
            theirs.append(other["seconds"])
            cold.append(ours["seconds"][0])
            warm.append(min(ours["seconds"][1:]))
        count = ours["frames"]
        rows.append(row(f"{view}, {count} frames: matplotlib, pillow", theirs))
        rows.append(row("  ours, first in a new JVM", cold, theirs))
        rows.append(row("  ours, best of five more", warm, theirs))
        share = ours["gif_bytes"] / other["gif_bytes_of_ours"]
        sizes.append(f"  {view}: {ours['gif_bytes']:,} bytes, {share:.0%} of the {other['gif_bytes_of_ours']:,} that pillow makes of the same pixels")
    print("\n".join(sizes))
    return rows


WORK = {"xor-train": xor_train, "xor-surfaces": xor_surfaces, "demo": demo} | {
    "query": query,
    "mnist": mlp("mnist_step", "MNIST network, Adam, batch 16, a step", 4),
    "mnist-forward": mnist_forward,
    "cifar": mlp("cifar_step", "CIFAR-10 network, momentum, batch 4, a step", 4),
    "least-squares": mlp("least_squares", "Least squares, batch 10,000, a step", 10),
    "regression": mlp("regression_step", "10-40-20-1, batch 10,000, a step", 100),
    "plane": plane,
    "frames": frames,
}


def main():
    options = argparse.ArgumentParser(prog="benchmarks/run", description=__doc__)
    options.add_argument("work", choices=[*WORK, "all"], nargs="?", default="all")
    options.add_argument("--rounds", type=int, default=3, help="how often each side runs (default 3)")
    options.add_argument("--full", action="store_true", help="all of PyTorch's work, instead of a part of it scaled up")
    given = options.parse_args()
    if given.rounds < 1:
        options.error(f"rounds must be >= 1: was {given.rounds}")
    machine()
    for name, work in WORK.items():
        if given.work in (name, "all"):
            print(f"{name}: checking, then {given.rounds} rounds", flush=True)
            try:
                show(work(given.rounds, given.full))
            except Disagreement as e:
                sys.exit(f"{name}: the two sides disagree: {e}")
            print(flush=True)


if __name__ == "__main__":
    main()
