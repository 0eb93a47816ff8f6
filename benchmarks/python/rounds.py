# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Trains mnist-mlp in rounds of parameter averaging with 1 and 2 workers and prints where the time of a round goes.

Both do the same minibatches, each worker in one thread. With --modes: what the ways to train reach on the test samples."""

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PHASES = ["broadcast", "load", "minibatches", "publish", "serialise", "wire", "average", "events", "checkpoint"]
SKIPPED = 6  # times K first minibatches: classes are loaded, code is compiled, data are read


MODES = {  # all but the first with two workers
    "single": [],
    "averaging, fused, K = 10": ["--mode", "averaging", "--engine", "fused"],
    "averaging, fused, K = 50": ["--mode", "averaging", "--engine", "fused", "--averaging-frequency", "50"],
    "averaging, dl4j, K = 10": ["--mode", "averaging", "--engine", "dl4j"],
    "sharing": ["--mode", "sharing"],
}


def call(*arguments):
    done = subprocess.run([ROOT / "bin" / "weightlapse", *map(str, arguments)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"exit code {done.returncode}: weightlapse {' '.join(map(str, arguments))}")
    return done.stdout


def rows(home, sql):
    return list(csv.DictReader(io.StringIO(call("query", sql, "--format", "csv", "--home", home))))


def train(home, run, arguments, workers):
    call(
        "train", "mnist-mlp", "--home", home, "--run", run, "--quiet", "--master", f"local[{workers}]",
        "--set", f"training.batch={arguments.batch}", "--mode", "averaging", "--workers", workers,
        "--averaging-frequency", arguments.frequency, "--engine", arguments.engine, "--threads", 1)


def medians(home, run, after):
    """Median seconds of each metric of a round, how many there are, and the seconds of all; the first rounds left out."""
    found = rows(
        home,
        f"SELECT name, median(value) AS value, count(*) AS rounds, sum(value) AS total FROM metrics WHERE run = '{run}' AND name LIKE 'round.%' AND step > {after} GROUP BY name")
    phases = {row["name"].removeprefix("round.").removesuffix("_seconds"): float(row["value"]) for row in found}
    whole = next(row for row in found if row["name"] == "round.seconds")
    return phases, int(whole["rounds"]), float(whole["total"])


def modes(home):
    """The share of test samples that each way to train gets right after its epoch, beside single training's."""
    single = None
    for name, options in MODES.items():
        run = name.replace(", ", "-").replace(" = ", "")
        spread = ["--workers", 2] if options else []
        call("train", "mnist-mlp", "--home", home, "--run", run, "--quiet", "--master", "local[2]", *options, *spread)
        found = rows(home, f"SELECT value FROM metrics WHERE run = '{run}' AND name = 'test.accuracy'")
        accuracy = 100 * float(found[-1]["value"])
        single = accuracy if single is None else single
        print(f"{name:26} {accuracy:6.2f} %  {accuracy - single:+.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run rounds", description=__doc__)
    parser.add_argument("--modes", action="store_true", help="accuracy of the ways to train instead")
    parser.add_argument("--frequency", type=int, default=50, help="minibatches of a worker in a round")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--engine", default="fused")
    arguments = parser.parse_args()
    if arguments.modes:
        with tempfile.TemporaryDirectory() as home:
            modes(home)
        return
    print(f"load {os.getloadavg()[0]:.2f}; mnist-mlp, batch {arguments.batch}, {arguments.frequency} minibatches a worker and round, {arguments.engine}")
    totals = {}
    minibatches = {}
    with tempfile.TemporaryDirectory() as home:
        for workers in (1, 2):
            run = f"rounds-{workers}"
            train(home, run, arguments, workers)
            phases, count, totals[workers] = medians(home, run, SKIPPED * arguments.frequency)
            seconds = phases["seconds"]
            minibatches[workers] = phases["minibatches"] / arguments.frequency
            speed = workers * arguments.frequency * arguments.batch / seconds
            print(f"{workers} worker{'s' if workers > 1 else ''}, {count} rounds: median round {1000 * seconds:.0f} ms, "
                  f"{1000 * phases['overhead']:.0f} ms of it beyond the minibatches, {speed:,.0f} samples/s")
            for phase in PHASES:
                if phase in phases:
                    print(f"  {phase:12} {1000 * phases[phase]:8.1f} ms  {100 * phases[phase] / seconds:5.1f} %")
    print(f"all minibatches but the first {SKIPPED * arguments.frequency}: {totals[1]:.2f} s and {totals[2]:.2f} s; "
          f"strong scaling 1 -> 2 workers: {totals[1] / totals[2]:.2f} x")
    print(f"a minibatch: {1000 * minibatches[1]:.2f} ms with one worker, {1000 * minibatches[2]:.2f} ms beside another")


if __name__ == "__main__":
    main()
