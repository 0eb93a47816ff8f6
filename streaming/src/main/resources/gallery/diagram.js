// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { diverging, rgb, table } from "./colours.js";
import { element, svg } from "./common.js";
import { FEATURE_NAMES, REACH } from "./tiny.js";
import { MOST_LAYERS, MOST_UNITS } from "./settings.js";

const UNIT = 44; // pixels of a unit's picture
const ROW = 58;
const COLUMN = 128;
const TOP = 6;

/** Paints values over the plane: orange below 0, blue above. */
export function paint(canvas, values, side, { scale = 1, discrete = false } = {}) {
  if (canvas.width !== side) {
    canvas.width = side;
    canvas.height = side;
  }
  const g = canvas.getContext("2d");
  const picture = (canvas.picture ??= g.createImageData(side, side));
  const colours = paint.colours;
  for (let p = 0; p < values.length; p++) {
    let v = values[p] / scale;
    if (discrete) v = v >= 0 ? 0.9 : -0.9;
    const c = Number.isFinite(v) ? 3 * Math.min(255, Math.max(0, Math.round(127.5 + v * 127.5))) : -1;
    picture.data[4 * p] = c < 0 ? 120 : colours[c];
    picture.data[4 * p + 1] = c < 0 ? 120 : colours[c + 1];
    picture.data[4 * p + 2] = c < 0 ? 120 : colours[c + 2];
    picture.data[4 * p + 3] = 255;
  }
  g.putImageData(picture, 0, 0);
}

paint.recolour = () => { paint.colours = table((t) => diverging(0.72 * t), -1, 1); }; // paler than points
paint.recolour();

/** Draws points with their targets into a picture of the plane that is size pixels wide. */
export function points(g, set, size, radius, edge) {
  for (let k = 0; k < set.x.length; k++) {
    g.beginPath();
    g.arc(((set.x[k] + REACH) / (2 * REACH)) * size, ((REACH - set.y[k]) / (2 * REACH)) * size, radius, 0, 7);
    g.fillStyle = rgb(diverging(Math.max(-1, Math.min(1, set.target[k]))));
    g.fill();
    if (edge) {
      g.lineWidth = 1;
      g.strokeStyle = edge;
      g.stroke();
    }
  }
}

/** The network as the page draws it: features, units with their pictures, edges that show weights. */
export class Diagram {
  constructor(head, box, { changed, pointed, weight }) {
    Object.assign(this, { head, box, changed, pointed, weight });
  }

  build(settings) {
    this.settings = settings;
    const columns = settings.hidden.length + 2;
    const rows = Math.max(FEATURE_NAMES.length, ...settings.hidden);
    const width = (columns - 1) * COLUMN + UNIT + 64;
    const height = rows * ROW + TOP;
    const x = (column) => 64 + column * COLUMN;
    const y = (row) => TOP + row * ROW;
    this.lines = svg("svg", { class: "edges", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
    this.edges = [];
    this.units = [];
    const nodes = [];
    FEATURE_NAMES.forEach((name, row) => {
      const on = settings.features.includes(name);
      const node = this.unit("button", x(0), y(row), `Feature ${name}`, { type: "button", "aria-pressed": String(on), class: `unit feature${on ? "" : " off"}` });
      node.append(element("span", { class: "featurename" }, name));
      node.addEventListener("click", () => this.toggle(name));
      node.setAttribute("data-feature", name);
      nodes.push(node);
    });
    let before = settings.features.map((name) => [x(0) + UNIT, y(FEATURE_NAMES.indexOf(name)) + UNIT / 2]);
    const sizes = [...settings.hidden, 1];
    sizes.forEach((count, l) => {
      const column = x(l + 1);
      const last = l === sizes.length - 1;
      const places = [];
      for (let o = 0; o < count; o++) {
        const place = [column, (last ? y(1) : y(o)) + UNIT / 2];
        places.push(place);
        before.forEach(([fromX, fromY], i) => this.edge(l, o, i, fromX, fromY, place[0], place[1]));
        const node = this.unit("div", place[0], place[1] - UNIT / 2, last ? "Output" : `Unit ${o} of hidden layer ${l + 1}`, { class: `unit${last ? " last" : ""}`, tabindex: 0, role: "img" });
        this.units.push({ l, o, canvas: node.firstChild });
        for (const name of ["pointerenter", "focus"]) node.addEventListener(name, () => this.pointed({ l, o }));
        for (const name of ["pointerleave", "blur"]) node.addEventListener(name, () => this.pointed(null));
        nodes.push(node);
      }
      before = places.map(([a, b]) => [a + UNIT, b]);
    });
    this.box.replaceChildren(this.lines, ...nodes);
    this.box.style.width = `${width}px`;
    this.box.style.height = `${height}px`;
    this.controls(settings);
  }

  unit(tag, left, top, label, attributes) {
    const node = element(tag, { "aria-label": label, ...attributes }, element("canvas", { width: 1, height: 1 }));
    node.style.left = `${left}px`;
    node.style.top = `${top}px`;
    return node;
  }

  edge(l, o, i, x1, y1, x2, y2) {
    const d = `M${x1} ${y1}C${x1 + 40} ${y1} ${x2 - 40} ${y2} ${x2} ${y2}`;
    const line = svg("path", { d, class: "edge" });
    const near = svg("path", { d, class: "near" });
    near.addEventListener("pointerenter", () => {
      line.classList.add("chosen");
      this.weight({ l, o, i });
    });
    near.addEventListener("pointerleave", () => {
      line.classList.remove("chosen");
      this.weight(null);
    });
    this.lines.append(line, near);
    this.edges.push({ l, o, i, line });
  }

  toggle(name) {
    const { features } = this.settings;
    const on = features.includes(name);
    if (on && features.length === 1) return; // one is needed
    this.settings.features = FEATURE_NAMES.filter((f) => (f === name ? !on : features.includes(f)));
    this.changed();
    this.box.querySelector(`[data-feature="${name}"]`)?.focus();
  }

  controls(settings) {
    const button = (text, label, task, off) => {
      const b = element("button", { type: "button", class: "button round small", "aria-label": label, title: label }, text);
      b.disabled = off;
      b.addEventListener("click", () => {
        task();
        this.changed();
        [...this.head.querySelectorAll("button")].find((o) => o.getAttribute("aria-label") === label && !o.disabled)?.focus();
      });
      return b;
    };
    const { hidden } = settings;
    const layers = element("div", { class: "layers" },
      button("−", "One hidden layer less", () => hidden.pop(), hidden.length === 0),
      element("b", {}, `${hidden.length} hidden layer${hidden.length === 1 ? "" : "s"}`),
      button("+", "One hidden layer more", () => hidden.push(2), hidden.length >= MOST_LAYERS));
    const units = hidden.map((count, l) => element("div", { class: "unitsbox" },
      button("−", `One unit less in layer ${l + 1}`, () => { hidden[l]--; }, count <= 1),
      element("span", {}, `${count} unit${count === 1 ? "" : "s"}`),
      button("+", `One unit more in layer ${l + 1}`, () => { hidden[l]++; }, count >= MOST_UNITS)));
    this.head.replaceChildren(layers, ...units);
  }

  /** Shows the features' own pictures, once. */
  features(pictures, side) {
    this.box.querySelectorAll("[data-feature]").forEach((node) => {
      const name = node.getAttribute("data-feature");
      const values = pictures[name];
      const most = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      paint(node.firstChild, values, side, { scale: most });
    });
  }

  /** Shows the weights and the units' answers. */
  show(values, parameters, network, side) {
    let at = 0;
    const starts = network.layers.map((layer, l) => {
      const ins = l === 0 ? network.features.length : network.layers[l - 1].units;
      const start = [at, ins];
      at += layer.units * (ins + 1);
      return start;
    });
    this.starts = starts;
    for (const { l, o, i, line } of this.edges) {
      const [start, ins] = starts[l];
      const w = parameters[start + o * ins + i];
      const t = Math.max(-1, Math.min(1, w));
      line.setAttribute("stroke-width", (0.5 + 5 * Math.min(1.6, Math.abs(w))).toFixed(2));
      line.setAttribute("stroke", rgb(diverging(Math.sign(t) * (0.3 + 0.7 * Math.abs(t)))));
    }
    for (const { l, o, canvas } of this.units) paint(canvas, values[l][o], side);
  }

  /** A weight that an edge stands for. */
  weightAt(parameters, { l, o, i }) {
    const [start, ins] = this.starts[l];
    return parameters[start + o * ins + i];
  }
}
