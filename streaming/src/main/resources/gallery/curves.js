// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { element, number, whole } from "./common.js";

const LEFT = 52;
const BOTTOM = 22;
const TOP = 8;
const RIGHT = 10;
const colour = (i) => getComputedStyle(document.documentElement).getPropertyValue(`--c${i % 6}`).trim();
const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** Round steps of 1, 2 or 5 times a power of ten. */
function ticks(from, to, about) {
  const raw = (to - from) / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999);
  const list = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) list.push(k * step + 0);
  return list;
}

/** Logarithms of powers of ten; of 1, 2 and 5 times them where there are few. */
function decades(from, to) {
  const list = [];
  const every = Math.max(1, Math.ceil((to - from) / 6));
  for (let k = Math.floor(from); k <= to; k++) {
    for (const m of to - from < 1.5 ? [1, 2, 5] : [1]) {
      const t = k + Math.log10(m);
      if (t >= from && t <= to && k % every === 0) list.push(t);
    }
  }
  return list.length > 1 ? list : ticks(from, to, 4);
}

/** One diagram of several curves; missing values, such as NaN, are gaps. */
export class Chart {
  constructor(title, { log = false, band = null, hint = "" } = {}) {
    this.log = log;
    this.band = band;
    this.curves = [];
    this.canvas = element("canvas", { role: "img", "aria-label": title });
    this.legend = element("ul", { class: "legend" });
    this.at = element("span", { class: "quiet" }, hint);
    this.hint = hint;
    this.card = element("article", { class: "card chart" },
      element("h3", {}, title, this.at), this.canvas, this.legend);
    this.canvas.addEventListener("pointermove", (e) => this.point(e.offsetX));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  update(curves) {
    this.curves = curves;
    this.draw();
  }

  point(x) {
    this.pointer = x;
    this.draw();
  }

  scale(value) {
    return this.log ? Math.log10(value) : value;
  }

  bounds() {
    let low = Infinity;
    let high = -Infinity;
    let first = Infinity;
    let last = -Infinity;
    for (const c of this.curves) {
      c.values.forEach((v, i) => {
        if (v === null || (this.log && v <= 0)) return;
        const s = this.scale(v);
        low = Math.min(low, s);
        high = Math.max(high, s);
        first = Math.min(first, c.epochs[i]);
        last = Math.max(last, c.epochs[i]);
      });
    }
    if (this.band && low <= high) {
      low = Math.min(low, this.band - 0.5);
      high = Math.max(high, this.band + 0.5);
    }
    if (low > high) return null;
    if (high - low < 1e-12) {
      low -= 0.5;
      high += 0.5;
    }
    const room = (high - low) * 0.05;
    return { low: low - room, high: high + room, first, last: Math.max(last, first + 1) };
  }

  draw() {
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (width === 0) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const b = this.bounds();
    if (b === null) return;
    const x = (e) => LEFT + ((e - b.first) / (b.last - b.first)) * (width - LEFT - RIGHT);
    const y = (s) => TOP + ((b.high - s) / (b.high - b.low)) * (height - TOP - BOTTOM);
    this.axes(g, b, x, y, width, height);
    this.curves.forEach((c, i) => this.line(g, c, i, x, y));
    const epoch = this.pointer == null ? null
      : Math.round(b.first + ((this.pointer - LEFT) / (width - LEFT - RIGHT)) * (b.last - b.first));
    this.mark(g, epoch, b, x, y, height);
  }

  axes(g, b, x, y, width, height) {
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    g.lineWidth = 1;
    g.fillStyle = tone("quiet");
    g.strokeStyle = tone("line");
    g.textBaseline = "middle";
    g.textAlign = "right";
    const rows = this.log ? decades(b.low, b.high) : ticks(b.low, b.high, 6);
    for (const t of rows) {
      const h = Math.round(y(t)) + 0.5;
      g.beginPath();
      g.moveTo(LEFT, h);
      g.lineTo(width - RIGHT, h);
      g.stroke();
      g.fillText(number(Number((this.log ? 10 ** t : t).toPrecision(12))), LEFT - 8, h);
    }
    g.textBaseline = "alphabetic";
    g.textAlign = "center";
    const columns = ticks(b.first, b.last, Math.max(2, width / 90)).filter((t) => Number.isInteger(t));
    for (const t of columns) {
      g.textAlign = x(t) > width - 30 ? "right" : "center";
      g.fillText(whole(t), Math.min(x(t), width - RIGHT), height - 4);
    }
    if (this.band) {
      g.setLineDash([4, 4]);
      g.strokeStyle = tone("quiet");
      g.beginPath();
      g.moveTo(LEFT, y(this.band));
      g.lineTo(width - RIGHT, y(this.band));
      g.stroke();
      g.setLineDash([]);
    }
  }

  line(g, curve, i, x, y) {
    g.strokeStyle = colour(i);
    g.fillStyle = colour(i);
    g.lineWidth = 2;
    g.lineJoin = "round";
    g.beginPath();
    let drawing = false;
    let lone = null;
    const dot = () => { if (lone) g.rect(lone[0] - 1.5, lone[1] - 1.5, 3, 3); };
    curve.values.forEach((v, k) => {
      if (v === null || (this.log && v <= 0)) {
        dot();
        lone = null;
        drawing = false;
        return;
      }
      const p = [x(curve.epochs[k]), y(this.scale(v))];
      if (drawing) g.lineTo(...p);
      else g.moveTo(...p);
      lone = drawing ? null : p;
      drawing = true;
    });
    dot();
    g.stroke();
  }

  mark(g, epoch, b, x, y, height) {
    if (epoch !== null && epoch >= b.first && epoch <= b.last) {
      g.strokeStyle = tone("quiet");
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(x(epoch), TOP);
      g.lineTo(x(epoch), height - BOTTOM);
      g.stroke();
    } else {
      epoch = null;
    }
    this.at.textContent = epoch === null ? this.hint : `epoch ${whole(epoch)}`;
    this.legend.replaceChildren(...this.curves.map((c, i) => {
      let k = c.epochs.length - 1;
      if (epoch !== null) {
        k = 0;
        while (k < c.epochs.length - 1 && c.epochs[k + 1] <= epoch) k++;
      }
      const v = c.values[k];
      if (epoch !== null && v !== null && !(this.log && v <= 0)) {
        g.fillStyle = colour(i);
        g.beginPath();
        g.arc(x(c.epochs[k]), y(this.scale(v)), 4, 0, 7);
        g.fill();
      }
      const key = element("i");
      key.style.background = colour(i);
      return element("li", {}, key, `${c.name} `, element("b", {}, v === null ? "NaN" : number(v)));
    }));
  }
}
