// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { diverging, onScheme, rgb, table } from "./colours.js";
import { element, svg } from "./common.js";

export const DRAWN_UNITS = 24; // of a layer; wider ones are matrices
const GAP = 170;
const ROW = 34;
const RADIUS = 11;

/** Where the tensors lie in a flat snapshot: layer after layer, W row major, then b. */
export function layout(layers) {
  let at = 0;
  return layers.map((layer) => {
    const place = { ...layer, w: at, b: layer.bias ? at + layer.units * layer.inputs : -1 };
    at += layer.units * layer.inputs + (layer.bias ? layer.units : 0);
    return place;
  });
}

/** The greatest finite size of some values: what full colour means. */
export function greatest(values, from = 0, to = values.length) {
  let most = 0;
  for (let i = from; i < to; i++) {
    const size = Math.abs(values[i]);
    if (size > most && Number.isFinite(size)) most = size;
  }
  return most || 1;
}

/** The network as circles and edges, whose width and colour are the weights'. */
export class Graph {
  constructor({ layers, inputs, features }, picked) {
    this.layers = layout(layers);
    this.picked = picked;
    this.edges = [];
    this.nodes = [];
    const sizes = [inputs, ...layers.map((l) => l.units)];
    const tall = Math.max(...sizes) * ROW + 34;
    const width = (sizes.length - 1) * GAP + 150;
    const x = (column) => 75 + column * GAP;
    const y = (column, unit) => 28 + ((tall - 34) / 2) + (unit - (sizes[column] - 1) / 2) * ROW;
    const lines = svg("g");
    const circles = svg("g");
    this.layers.forEach((layer, l) => {
      for (let o = 0; o < layer.units; o++) {
        for (let i = 0; i < layer.inputs; i++) {
          const [x1, y1, x2, y2] = [x(l) + RADIUS, y(l, i), x(l + 1) - RADIUS, y(l + 1, o)];
          const d = `M${x1} ${y1}C${x1 + GAP / 3} ${y1} ${x2 - GAP / 3} ${y2} ${x2} ${y2}`;
          const line = svg("path", { d, class: "edge" });
          const near = svg("path", { d, class: "near" });
          near.append(svg("title"));
          near.addEventListener("click", () => picked({ layer: l, neuron: o, input: i }));
          lines.append(line, near);
          this.edges.push({ l, o, i, line, near });
        }
      }
    });
    sizes.forEach((size, column) => {
      const name = column === 0 ? "inputs" : this.layers[column - 1].name;
      circles.append(svg("text", { x: x(column), y: 14, class: "layername" }, name));
      for (let unit = 0; unit < size; unit++) {
        const node = svg("g", { class: column ? "node" : "node input", transform: `translate(${x(column)} ${y(column, unit)})` },
          svg("circle", { r: RADIUS }));
        if (column === 0) {
          node.append(svg("text", { x: -18, y: 4, class: "feature" }, features[unit] ?? `x${unit + 1}`));
        } else {
          node.setAttribute("tabindex", "0");
          node.setAttribute("role", "button");
          node.setAttribute("aria-label", `${name} unit ${unit}`);
          const pick = () => picked({ layer: column - 1, neuron: unit, input: null });
          node.addEventListener("click", pick);
          node.addEventListener("keydown", (e) => {
            if (e.key !== "Enter" && e.key !== " ") return;
            e.preventDefault();
            e.stopPropagation();
            pick();
          });
          this.nodes.push({ l: column - 1, o: unit, node });
        }
        circles.append(node);
      }
    });
    this.element = element("div", { class: "scroll graphbox" }, svg("svg", { class: "graph", viewBox: `0 0 ${width} ${tall}`, role: "group", "aria-label": "The network: choose a unit, or an edge" }, lines, circles));
    const large = Math.min(2, Math.max(1, 300 / tall)) * width; // small networks are drawn larger, where there is room
    this.element.firstChild.style.width = `clamp(${width}px, 100%, ${large}px)`;
    onScheme(() => this.values && this.show(this.values, this.scales));
  }

  /** Draws the parameters; each layer has its own scale. */
  show(values, scales) {
    this.values = values;
    this.scales = scales;
    for (const { l, o, i, line, near } of this.edges) {
      const layer = this.layers[l];
      const v = values[layer.w + o * layer.inputs + i];
      const t = v / scales[l];
      line.setAttribute("stroke-width", Number.isFinite(t) ? (0.4 + 7 * Math.min(1, Math.abs(t))).toFixed(2) : "1");
      line.setAttribute("stroke", Number.isFinite(t) ? rgb(diverging(Math.sign(t) * (0.25 + 0.75 * Math.min(1, Math.abs(t))))) : "#d00");
      near.firstChild.textContent = `${layer.name} unit ${o}, input ${i}: ${v.toPrecision(5)}`;
    }
    for (const { l, o, node } of this.nodes) {
      const layer = this.layers[l];
      if (layer.b < 0) continue;
      const v = values[layer.b + o];
      node.firstChild.setAttribute("fill", rgb(diverging(Math.max(-1, Math.min(1, v / scales[l])))));
    }
  }

  choose(chosen) {
    for (const { l, o, i, line } of this.edges) {
      line.classList.toggle("chosen", chosen.layer === l && chosen.neuron === o && (chosen.input === null || chosen.input === i));
    }
    for (const { l, o, node } of this.nodes) node.classList.toggle("chosen", chosen.layer === l && chosen.neuron === o);
  }
}

/** A layer's weights as a picture: a row a unit, a column an input. */
export class Matrix {
  constructor(layer, index, picked) {
    this.layer = layer;
    this.index = index;
    this.canvas = element("canvas", { class: "matrix", width: layer.inputs, height: layer.units, role: "img", "aria-label": `Weights of ${layer.name}, a row a unit` });
    this.where = element("span", { class: "quiet" });
    const name = `${layer.name} · ${layer.units} × ${layer.inputs} · ${layer.activation}`;
    this.element = element("figure", { class: "matrixbox" }, element("figcaption", {}, element("b", {}, name), " ", this.where), this.canvas);
    this.canvas.style.aspectRatio = String(Math.min(6, Math.max(0.8, layer.inputs / layer.units)));
    this.canvas.addEventListener("pointermove", (e) => this.tell(this.at(e)));
    this.canvas.addEventListener("pointerleave", () => { this.where.textContent = ""; });
    this.canvas.addEventListener("click", (e) => picked({ layer: index, ...this.at(e) }));
    onScheme(() => this.values && this.show(this.values, this.scales));
  }

  at(e) {
    const clamp = (v, most) => Math.min(most - 1, Math.max(0, Math.floor(v)));
    return {
      neuron: clamp((e.offsetY / this.canvas.clientHeight) * this.layer.units, this.layer.units),
      input: clamp((e.offsetX / this.canvas.clientWidth) * this.layer.inputs, this.layer.inputs),
    };
  }

  tell({ neuron, input }) {
    const v = this.values?.[this.layer.w + neuron * this.layer.inputs + input];
    if (v !== undefined) this.where.textContent = `unit ${neuron}, input ${input}: ${v.toPrecision(5)}`;
  }

  show(values, scales) {
    this.values = values;
    this.scales = scales;
    const { w, units, inputs } = this.layer;
    const g = this.canvas.getContext("2d");
    const picture = g.createImageData(inputs, units);
    const colours = table(diverging, -1, 1);
    const scale = 127.5 / scales[this.index];
    for (let p = 0; p < units * inputs; p++) {
      const v = values[w + p];
      const c = 3 * Math.min(255, Math.max(0, Math.round(127.5 + v * scale)));
      const finite = Number.isFinite(v);
      picture.data[4 * p] = finite ? colours[c] : 221;
      picture.data[4 * p + 1] = finite ? colours[c + 1] : 0;
      picture.data[4 * p + 2] = finite ? colours[c + 2] : 0;
      picture.data[4 * p + 3] = 255;
    }
    g.putImageData(picture, 0, 0);
  }

  choose() {}
}
