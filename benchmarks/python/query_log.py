# Copyright The Weightlapse Authors.
# SPDX-License-Identifier: Apache-2.0
"""The questions of `benchmarks/run query`, asked of torch.save files (one a step) and of a TensorBoard event log.

The log holds one tensor summary a layer and step, in TensorBoard's framing and protobuf fields, written and read here by
hand: its own package reads events one by one in Python too. Checksums are left 0 and not verified, which is in its favour."""

import argparse
import json
import struct
import time
from pathlib import Path

import numpy
import torch

BLOCKS = [("l2.W", (100, 1000)), ("l2.b", (100, 1)), ("l3.W", (10, 100)), ("l3.b", (10, 1)), ("l4.W", (10, 10))]
SIZE = sum(rows * columns for _, (rows, columns) in BLOCKS)


def varint(n):
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    return bytes(out + bytes([n]))


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def event(step, tensors):
    """Event {step = 2, summary = 5 {value = 1 {tag = 1, tensor = 8 {dtype = 1, tensor_content = 4}}}}"""
    values = b"".join(
        field(1, field(1, tag.encode()) + field(8, b"\x08\x01" + field(4, content))) for tag, content in tensors
    )
    return b"\x10" + varint(step) + field(5, values)


def write(raw, folder):
    folder.mkdir(exist_ok=True)
    (folder / "torch").mkdir(exist_ok=True)
    with open(raw, "rb") as values, open(folder / "events.tfevents", "wb") as log:
        step = 0
        while data := values.read(4 * SIZE):
            flat, at, tensors, state = numpy.frombuffer(data, "<f4"), 0, [], {}
            for name, (rows, columns) in BLOCKS:
                block = flat[at : at + rows * columns]
                at += rows * columns
                tensors.append((name, block.tobytes()))
                state[name] = torch.from_numpy(block.copy().reshape(rows, columns))
            torch.save(state, folder / "torch" / f"{step:06d}.pt")
            record = event(step, tensors)
            log.write(struct.pack("<QI", len(record), 0) + record + struct.pack("<I", 0))
            step += 1


def read_varint(data, at):
    n = shift = 0
    while True:
        byte = data[at]
        at += 1
        n |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return n, at


def fields(data, at, end):
    while at < end:
        key, at = read_varint(data, at)
        if key & 7 == 0:
            value, at = read_varint(data, at)
            yield key >> 3, value
        else:
            length, at = read_varint(data, at)
            yield key >> 3, (at, at + length)
            at += length


def log_tensors(folder, wanted):
    """Yields (step, tensor) of one tag; the whole log is read, as there is no index."""
    with open(folder / "events.tfevents", "rb") as log:
        while header := log.read(12):
            record = log.read(struct.unpack("<Q", header[:8])[0])
            log.read(4)
            step = 0
            for number, value in fields(record, 0, len(record)):
                if number == 2:
                    step = value
                if number != 5:
                    continue
                for _, (at, end) in fields(record, *value):
                    tag, content = "", None
                    for inner, span in fields(record, at, end):
                        if inner == 1:
                            tag = record[slice(*span)].decode()
                        if inner == 8:
                            content = [s for n, s in fields(record, *span) if n == 4][0]
                    if tag == wanted:
                        yield step, numpy.frombuffer(record, "<f4", (content[1] - content[0]) // 4, content[0])


def torch_tensors(folder, wanted, steps=None):
    for file in sorted((folder / "torch").iterdir()):
        step = int(file.stem)
        if steps is None or step in steps:
            yield step, torch.load(file, mmap=True, weights_only=True)[wanted].numpy().ravel()


def histogram(before, after):
    change = after.astype(float) - before
    return numpy.histogram(change, 50)[0].tolist()


def ask(tensors, question, steps):
    if question == "path":
        return [float(v[3 * 1000 + 7]) for _, v in tensors("l2.W", None)]
    if question == "statistics":
        return [float(v.mean(dtype=float)) for _, v in tensors("l2.W", None)]
    span = (0, min(1000, steps - 1))
    found = {step: v for step, v in tensors("l2.W", span) if step in span}
    return histogram(found[span[0]], found[span[1]])


def main():
    options = argparse.ArgumentParser()
    options.add_argument("action", choices=["write", "torch", "log"])
    options.add_argument("folder", type=Path)
    options.add_argument("--raw")
    options.add_argument("--question", choices=["path", "histogram", "statistics"])
    given = options.parse_args()
    if given.action == "write":
        write(given.raw, given.folder)
        return
    steps = sum(1 for _ in (given.folder / "torch").iterdir())

    def tensors(name, span):
        return torch_tensors(given.folder, name, span) if given.action == "torch" else log_tensors(given.folder, name)

    begin = time.perf_counter()
    answer = ask(tensors, given.question, steps)
    print(json.dumps({"seconds": time.perf_counter() - begin, "answer": answer}))


if __name__ == "__main__":
    main()
