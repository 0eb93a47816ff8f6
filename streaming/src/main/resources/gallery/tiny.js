// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** A tiny network's forward pass over a grid of the plane: each unit's answers, from the parameters that are sent. */
const FEATURES = {
  x1: (x) => x,
  x2: (_, y) => y,
  "x1^2": (x) => x * x,
  "x2^2": (_, y) => y * y,
  "x1*x2": (x, y) => x * y,
  "sin(x1)": (x) => Math.sin(x),
  "sin(x2)": (_, y) => Math.sin(y),
};

export const FEATURE_NAMES = Object.keys(FEATURES);

const ACTIVATIONS = {
  identity: (z) => z,
  relu: (z) => (z <= 0 ? 0 : z),
  leaky_relu: (z) => (z > 0 ? z : 0.01 * z),
  tanh: Math.tanh,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  arctan: Math.atan,
};

export const REACH = 6; // the plane is drawn from -REACH to REACH

/** One feature over a grid, row by row from the top. */
export function feature(name, side) {
  const values = new Float32Array(side * side);
  const place = (k) => -REACH + ((k + 0.5) * 2 * REACH) / side;
  for (let r = 0; r < side; r++) {
    for (let c = 0; c < side; c++) values[r * side + c] = FEATURES[name](place(c), -place(r));
  }
  return values;
}

/** A network over a grid of side x side places. */
export class TinyNetwork {
  constructor({ features, layers }, side) {
    this.side = side;
    this.layers = layers;
    this.inputs = features.map((name) => feature(name, side));
    this.values = layers.map((layer) => Array.from({ length: layer.units }, () => new Float32Array(side * side)));
  }

  /** The answers of each unit: layers x units x places. */
  run(parameters) {
    let before = this.inputs;
    let at = 0;
    const places = this.side * this.side;
    this.layers.forEach((layer, l) => {
      const bias = at + layer.units * before.length;
      const apply = ACTIVATIONS[layer.activation];
      this.values[l].forEach((out, o) => {
        out.fill(parameters[bias + o]);
        for (let i = 0; i < before.length; i++) {
          const w = parameters[at + o * before.length + i];
          const from = before[i];
          for (let p = 0; p < places; p++) out[p] += w * from[p];
        }
        for (let p = 0; p < places; p++) out[p] = apply(out[p]);
      });
      at = bias + layer.units;
      before = this.values[l];
    });
    return this.values;
  }
}

/** The parameters of a frame. */
export function decode(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  return new Float32Array(bytes.buffer);
}
