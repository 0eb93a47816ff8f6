# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""Trains mnist-mlp in rounds of parameter averaging with 1 and 2 workers and prints where the time of a round goes."""

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
SKIPPED = 3  # first rounds: classes are loaded, code is compiled, data are read


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
        "--averaging-frequency", arguments.frequency, "--engine", arguments.engine)


def medians(home, run):
    """Median seconds of each metric of a round, the first rounds left out."""
    first = rows(home, f"SELECT DISTINCT step FROM metrics WHERE run = '{run}' AND name = 'round.seconds' ORDER BY step")
    after = first[min(SKIPPED, len(first) - 1)]["step"]
    found = rows(
        home,
        f"SELECT name, median(value) AS value FROM metrics WHERE run = '{run}' AND name LIKE 'round.%' AND step > {after} GROUP BY name")
    return {row["name"].removeprefix("round.").removesuffix("_seconds"): float(row["value"]) for row in found}, len(first)


def main():
    parser = argparse.ArgumentParser(prog="benchmarks/run rounds", description=__doc__)
    parser.add_argument("--frequency", type=int, default=50, help="minibatches of a worker in a round")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--engine", default="fused")
    arguments = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.2f}; mnist-mlp, batch {arguments.batch}, {arguments.frequency} minibatches a worker and round, {arguments.engine}")
    speeds = {}
    with tempfile.TemporaryDirectory() as home:
        for workers in (1, 2):
            run = f"rounds-{workers}"
            train(home, run, arguments, workers)
            phases, count = medians(home, run)
            seconds = phases["seconds"]
            speeds[workers] = workers * arguments.frequency * arguments.batch / seconds
            print(f"{workers} worker{'s' if workers > 1 else ''}, {count} rounds: median round {1000 * seconds:.0f} ms, "
                  f"{1000 * phases['overhead']:.0f} ms of it beyond the minibatches, {speeds[workers]:,.0f} samples/s")
            for phase in PHASES:
                if phase in phases:
                    print(f"  {phase:12} {1000 * phases[phase]:8.1f} ms  {100 * phases[phase] / seconds:5.1f} %")
    print(f"strong scaling 1 -> 2 workers: {speeds[2] / speeds[1]:.2f} x")


if __name__ == "__main__":
    main()
