// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { curveColour, onScheme, tone } from "./colours.js";
import { element, number, whole } from "./common.js";
import { saveCsv, saveMenu, savePng } from "./save.js";

const LEFT = 56;
const BOTTOM = 22;
const TOP = 8;
const RIGHT = 12;

/** Round steps of 1, 2 or 5 times a power of ten. */
export function ticks(from, to, about) {
  const raw = (to - from) / about;
  if (!(raw > 0) || !Number.isFinite(raw)) return [from];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999);
  const list = [];
  for (let k = Math.ceil(from / step - 1e-9); k * step <= to + step * 1e-9; k++) list.push(k * step + 0);
  return list;
}

/** Logarithms of powers of ten; of 1, 2 and 5 times them where there are few. */
export function decades(from, to) {
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

/** The last place of a rising list whose value is at most x. */
export function placeOf(list, x) {
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (list[middle] <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * One diagram of several curves over a rising axis; missing values, such as NaN, are gaps. A curve has name, x, y
 * and, if it likes, dash, colour, or low instead of y where it is the ground between low and high.
 */
export class Chart {
  constructor(title, { log = false, band = null, hint = "", axis = "epoch", file = "chart", csv = null, manifests = {} } = {}) {
    Object.assign(this, { title, log, band, hint, axis, file });
    this.curves = [];
    this.hidden = new Set();
    this.canvas = element("canvas", { role: "img", tabindex: 0, "aria-label": `${title}; arrow keys read values` });
    this.legend = element("ul", { class: "legend" });
    this.at = element("span", { class: "quiet", "aria-live": "polite" }, hint);
    this.logButton = element("button", { type: "button", class: "toggle", "aria-pressed": String(log) }, "log");
    this.logButton.addEventListener("click", () => {
      this.log = !this.log;
      this.logButton.setAttribute("aria-pressed", String(this.log));
      this.draw();
    });
    this.menu = saveMenu({
      Picture: () => savePng(this.canvas, `${file}.png`, tone("card")),
      "Data (CSV)": csv ?? (() => saveCsv(`${file}.csv`, this.rows())),
      ...manifests,
    });
    this.card = element("article", { class: "card chart" },
      element("header", {}, element("h3", {}, title), element("span", { class: "links" }, this.at, this.logButton, this.menu)),
      this.canvas, this.legend);
    this.canvas.addEventListener("pointermove", (e) => this.point(e.offsetX));
    this.canvas.addEventListener("pointerdown", (e) => this.pick?.(this.valueAt(e.offsetX)));
    this.canvas.addEventListener("pointerleave", () => this.point(null));
    this.canvas.addEventListener("blur", () => this.point(null));
    this.canvas.addEventListener("keydown", (e) => this.key(e));
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    onScheme(() => this.draw());
  }

  update(curves) {
    const names = curves.map((c) => c.name).join("\n");
    this.curves = curves;
    if (names !== this.names) {
      this.names = names;
      this.fillLegend();
    }
    this.draw();
  }

  fillLegend() {
    this.values = this.curves.map(() => element("b"));
    this.legend.replaceChildren(...this.curves.map((c, i) => {
      if (c.low) return element("li", { hidden: "" });
      const key = element("i");
      key.style.borderTopColor = this.colour(c, i);
      key.classList.toggle("dashed", Boolean(c.dash));
      const button = element("button", { type: "button", "aria-pressed": String(!this.hidden.has(c.name)), title: "Show or hide" },
        key, `${c.name} `, this.values[i]);
      button.addEventListener("click", () => {
        if (!this.hidden.delete(c.name)) this.hidden.add(c.name);
        button.setAttribute("aria-pressed", String(!this.hidden.has(c.name)));
        this.draw();
      });
      return element("li", {}, button);
    }));
  }

  colour(curve, i) {
    return curve.colour ?? curveColour(curve.order ?? i);
  }

  /** The curves as a table, a line a point. */
  rows() {
    const rows = [["name", this.axis, "value"]];
    for (const c of this.curves) if (c.y) c.x.forEach((x, k) => rows.push([c.name, x, c.y[k] ?? "NaN"]));
    return rows;
  }

  point(x) {
    this.pointer = x;
    this.draw();
  }

  key(e) {
    const width = this.canvas.clientWidth;
    const at = this.pointer ?? LEFT;
    const step = (width - LEFT - RIGHT) / 100;
    const to = { ArrowLeft: at - step, ArrowRight: at + step, Home: LEFT, End: width - RIGHT }[e.key];
    if (to === undefined) return;
    e.preventDefault();
    this.point(Math.min(width - RIGHT, Math.max(LEFT, to)));
  }

  /** A vertical line at a place of the axis, or none. */
  cursor(x) {
    this.place = x;
    this.draw();
  }

  valueAt(offset) {
    const b = this.bounds();
    const share = (offset - LEFT) / (this.canvas.clientWidth - LEFT - RIGHT);
    return b === null ? null : b.first + Math.min(1, Math.max(0, share)) * (b.last - b.first);
  }

  scale(value) {
    return this.log ? Math.log10(value) : value;
  }

  shown() {
    return this.curves.filter((c) => !this.hidden.has(c.name));
  }

  bounds() {
    let [low, high, first, last] = [Infinity, -Infinity, Infinity, -Infinity];
    const take = (x, v) => {
      if (v === null || v === undefined || !Number.isFinite(v) || (this.log && v <= 0)) return;
      const s = this.scale(v);
      low = Math.min(low, s);
      high = Math.max(high, s);
      first = Math.min(first, x);
      last = Math.max(last, x);
    };
    for (const c of this.shown()) {
      c.x.forEach((x, i) => {
        if (c.low) take(x, c.low[i]);
        take(x, c.low ? c.high[i] : c.y[i]);
      });
    }
    if (this.band !== null && low <= high && !this.log) {
      low = Math.min(low, this.band - 0.5);
      high = Math.max(high, this.band + 0.5);
    }
    if (low > high) return null;
    if (high - low < 1e-12) {
      low -= 0.5;
      high += 0.5;
    }
    const room = (high - low) * 0.05;
    return { low: low - room, high: high + room, first, last: last > first ? last : first + 1 };
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  paint() {
    const ratio = window.devicePixelRatio || 1;
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (width === 0) return;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const b = this.bounds();
    if (b === null) {
      g.fillStyle = tone("quiet");
      g.font = "13px system-ui, 'DejaVu Sans', sans-serif";
      g.textAlign = "center";
      g.fillText(this.log ? "No positive values for a log axis" : "No values", width / 2, height / 2);
      return;
    }
    const x = (e) => LEFT + ((e - b.first) / (b.last - b.first)) * (width - LEFT - RIGHT);
    const y = (s) => TOP + ((b.high - s) / (b.high - b.low)) * (height - TOP - BOTTOM);
    this.axes(g, b, x, y, width, height);
    g.save();
    g.beginPath();
    g.rect(LEFT - 2, 0, width - LEFT - RIGHT + 4, height - BOTTOM + 2);
    g.clip();
    this.curves.forEach((c, i) => {
      if (this.hidden.has(c.name)) return;
      if (c.low) this.ground(g, c, i, x, y);
      else this.line(g, c, i, x, y);
    });
    g.restore();
    const at = this.pointer == null ? null : this.valueAt(this.pointer);
    this.mark(g, at, this.place, x, y, height);
  }

  axes(g, b, x, y, width, height) {
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    g.lineWidth = 1;
    g.fillStyle = tone("quiet");
    g.strokeStyle = tone("line");
    g.textBaseline = "middle";
    g.textAlign = "right";
    for (const t of this.log ? decades(b.low, b.high) : ticks(b.low, b.high, 6)) {
      const h = Math.round(y(t)) + 0.5;
      g.beginPath();
      g.moveTo(LEFT, h);
      g.lineTo(width - RIGHT, h);
      g.stroke();
      g.fillText(number(Number((this.log ? 10 ** t : t).toPrecision(12))), LEFT - 8, h);
    }
    g.textBaseline = "alphabetic";
    const counts = this.axis === "epoch" || this.axis === "step";
    for (const t of ticks(b.first, b.last, Math.max(2, width / 90))) {
      if (counts && !Number.isInteger(t)) continue;
      g.textAlign = x(t) > width - 30 ? "right" : "center";
      g.fillText(counts ? whole(t) : number(Number(t.toPrecision(6))), Math.min(x(t), width - RIGHT), height - 4);
    }
    if (this.band !== null && !this.log) {
      g.setLineDash([4, 4]);
      g.strokeStyle = tone("quiet");
      g.beginPath();
      g.moveTo(LEFT, y(this.band));
      g.lineTo(width - RIGHT, y(this.band));
      g.stroke();
      g.setLineDash([]);
    }
  }

  ground(g, curve, i, x, y) {
    g.fillStyle = this.colour(curve, i);
    g.globalAlpha = curve.alpha ?? 0.15;
    const usable = curve.x.map((_, k) => curve.low[k] !== null && curve.high[k] !== null && !(this.log && curve.low[k] <= 0));
    for (let from = 0; from < curve.x.length; from++) {
      if (!usable[from]) continue;
      let to = from;
      while (to + 1 < curve.x.length && usable[to + 1]) to++;
      g.beginPath();
      for (let k = from; k <= to; k++) g.lineTo(x(curve.x[k]), y(this.scale(curve.high[k])));
      for (let k = to; k >= from; k--) g.lineTo(x(curve.x[k]), y(this.scale(curve.low[k])));
      g.fill();
      from = to;
    }
    g.globalAlpha = 1;
  }

  line(g, curve, i, x, y) {
    g.strokeStyle = this.colour(curve, i);
    g.fillStyle = g.strokeStyle;
    g.lineWidth = curve.thin ? 1 : 2;
    g.globalAlpha = curve.alpha ?? 1;
    g.lineJoin = "round";
    g.setLineDash(curve.dash ?? []);
    g.beginPath();
    let drawing = false;
    let lone = null;
    const dot = () => { if (lone) g.fillRect(lone[0] - 1.5, lone[1] - 1.5, 3, 3); };
    curve.y.forEach((v, k) => {
      if (v === null || !Number.isFinite(v) || (this.log && v <= 0)) {
        dot();
        lone = null;
        drawing = false;
        return;
      }
      const p = [x(curve.x[k]), y(this.scale(v))];
      if (drawing) g.lineTo(...p);
      else g.moveTo(...p);
      lone = drawing ? null : p;
      drawing = true;
    });
    dot();
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }

  mark(g, pointed, place, x, y, height) {
    for (const at of [place, pointed]) {
      if (at == null) continue;
      g.strokeStyle = tone(at === pointed ? "quiet" : "accent");
      g.lineWidth = 1;
      g.beginPath();
      g.moveTo(x(at), TOP);
      g.lineTo(x(at), height - BOTTOM);
      g.stroke();
    }
    const at = pointed ?? place;
    const round = this.axis === "epoch" || this.axis === "step" ? whole(Math.round(at ?? 0)) : number(at);
    this.at.textContent = at == null ? this.hint : `${this.axis} ${round}`;
    this.curves.forEach((c, i) => {
      if (c.low || c.x.length === 0) return;
      const k = at == null ? c.x.length - 1 : placeOf(c.x, at);
      const v = c.y[k];
      if (at != null && v !== null && !(this.log && v <= 0) && !this.hidden.has(c.name)) {
        g.fillStyle = this.colour(c, i);
        g.beginPath();
        g.arc(x(c.x[k]), y(this.scale(v)), 4, 0, 7);
        g.fill();
      }
      this.values[i].textContent = v === null ? "NaN" : number(v);
    });
  }
}
