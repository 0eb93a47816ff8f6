// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { onScheme, rgb, sequential, tone } from "./colours.js";
import { element } from "./common.js";

const TILT = { yaw: -0.65, pitch: 0.62, zoom: 1 };
const HEIGHT = 1.15; // of the box, where its sides are 2
const DISTANCE = 7; // of the eye: little perspective
const STEEP = 120; // pixels across, of a side below which its texts stand under each other
const NEAR = 40; // pixels from the pointer to the farthest point that it may mean

/**
 * A surface over a grid that can be turned, drawn far to near. Points that are no numbers are gaps. Heights are
 * 0..1 already; whoever shows it knows what they mean.
 */
export class Scene {
  constructor(label) {
    this.canvas = element("canvas", { class: "scene", tabindex: 0, role: "img", "aria-label": label });
    this.tip = element("div", { class: "tip", hidden: "" });
    this.box = element("div", { class: "scenebox" }, this.canvas, this.tip);
    Object.assign(this, TILT);
    this.surface = null;
    this.path = [];
    this.listen();
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    onScheme(() => this.draw());
  }

  listen() {
    const c = this.canvas;
    const pointers = new Map();
    let apart = 0;
    const distance = () => {
      const [a, b] = [...pointers.values()];
      return Math.hypot(a.x - b.x, a.y - b.y);
    };
    c.addEventListener("pointerdown", (e) => {
      c.setPointerCapture(e.pointerId);
      pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
      if (pointers.size === 2) apart = distance();
    });
    c.addEventListener("pointermove", (e) => {
      const before = pointers.get(e.pointerId);
      if (!before) {
        this.hover(e.offsetX, e.offsetY);
        return;
      }
      pointers.set(e.pointerId, { x: e.clientX, y: e.clientY });
      if (pointers.size === 2) {
        this.enlarge(distance() / apart);
        apart = distance();
      } else {
        this.turn((e.clientX - before.x) * 0.009, (e.clientY - before.y) * 0.009);
      }
    });
    const up = (e) => pointers.delete(e.pointerId);
    c.addEventListener("pointerup", up);
    c.addEventListener("pointercancel", up);
    c.addEventListener("pointerleave", () => this.hover(null));
    c.addEventListener("wheel", (e) => {
      if (document.activeElement !== c) return; // the page scrolls until the picture is chosen
      e.preventDefault();
      this.enlarge(Math.exp(-e.deltaY * 0.0012));
    }, { passive: false });
    c.addEventListener("dblclick", () => this.reset());
    c.addEventListener("keydown", (e) => {
      const turn = { ArrowLeft: [-0.08, 0], ArrowRight: [0.08, 0], ArrowUp: [0, -0.06], ArrowDown: [0, 0.06] }[e.key];
      if (turn) this.turn(...turn);
      else if (e.key === "+" || e.key === "=") this.enlarge(1.15);
      else if (e.key === "-") this.enlarge(1 / 1.15);
      else if (e.key === "0") this.reset();
      else return;
      e.preventDefault();
    });
  }

  turn(yaw, pitch) {
    this.yaw += yaw;
    this.pitch = Math.min(Math.PI / 2, Math.max(0.05, this.pitch + pitch));
    this.changed();
  }

  enlarge(factor) {
    this.zoom = Math.min(6, Math.max(0.4, this.zoom * factor));
    this.changed();
  }

  /** Looks as at first. */
  reset() {
    Object.assign(this, TILT);
    this.changed();
  }

  above() {
    Object.assign(this, { yaw: 0, pitch: Math.PI / 2, zoom: 1 });
    this.changed();
  }

  changed() {
    this.draw();
    this.looked?.({ yaw: this.yaw, pitch: this.pitch, zoom: this.zoom });
  }

  /** Looks as another scene does. */
  look({ yaw, pitch, zoom }) {
    Object.assign(this, { yaw, pitch, zoom });
    this.draw();
  }

  /**
   * Shows a surface: rows x cols heights, null for gaps; names of the axes and texts of their ends; and the path: points
   * with x, y in -1..1 and height.
   */
  show(surface, path) {
    this.surface = surface;
    this.path = path;
    this.draw();
  }

  /** Draws before the next frame; until then the canvas is marked as pending. */
  draw() {
    this.canvas.dataset.pending = "";
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.paint());
  }

  /** Where a point of the box is on the picture, and how near. */
  project(x, y, z) {
    const a = x * this.cosYaw - y * this.sinYaw;
    const b = x * this.sinYaw + y * this.cosYaw;
    const up = (z - 0.5) * HEIGHT;
    const depth = b * this.cosPitch - up * this.sinPitch; // away from the eye
    const k = (DISTANCE / (DISTANCE + depth)) * this.unit;
    return [this.centreX + a * k, this.centreY - (b * this.sinPitch + up * this.cosPitch) * k, depth];
  }

  paint() {
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (width === 0 || !this.surface) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    this.cosYaw = Math.cos(this.yaw);
    this.sinYaw = Math.sin(this.yaw);
    this.sinPitch = Math.sin(this.pitch);
    this.cosPitch = Math.cos(this.pitch);
    this.unit = Math.min(width / 3.4, height / 2.9) * this.zoom;
    this.centreX = width / 2;
    this.centreY = height / 2 - 0.19 * this.unit * this.cosPitch; // what is near reaches farther down
    this.floor(g);
    this.quads(g);
    this.line(g);
    this.labels(g);
    delete this.canvas.dataset.pending;
  }

  floor(g) {
    g.lineWidth = 1;
    g.strokeStyle = tone("line");
    for (let i = 0; i <= 4; i++) {
      const t = -1 + i / 2;
      for (const [from, to] of [[[t, -1], [t, 1]], [[-1, t], [1, t]]]) {
        const a = this.project(from[0], from[1], 0);
        const b = this.project(to[0], to[1], 0);
        g.beginPath();
        g.moveTo(a[0], a[1]);
        g.lineTo(b[0], b[1]);
        g.stroke();
      }
    }
  }

  quads(g) {
    const { rows, cols, heights } = this.surface;
    this.points = heights.map((h, p) => (h === null ? null
      : this.project(this.surface.x[Math.floor(p / cols)], this.surface.y[p % cols], h)));
    const quads = [];
    for (let i = 0; i + 1 < rows; i++) {
      for (let j = 0; j + 1 < cols; j++) {
        const p = i * cols + j;
        const corners = [p, p + 1, p + cols + 1, p + cols];
        if (corners.some((c) => heights[c] === null)) continue;
        const depth = this.points[p][2] + this.points[p + 1][2] + this.points[p + cols][2] + this.points[p + cols + 1][2];
        quads.push([depth, corners]);
      }
    }
    quads.sort((a, b) => b[0] - a[0]);
    const wires = Math.max(rows, cols) <= 60;
    g.lineJoin = "round";
    for (const [, c] of quads) {
      const mean = (heights[c[0]] + heights[c[1]] + heights[c[2]] + heights[c[3]]) / 4;
      const slope = (heights[c[0]] - heights[c[2]]) * Math.max(rows, cols) * 0.035;
      const light = 0.9 + Math.max(-0.28, Math.min(0.22, slope));
      const colour = sequential(mean).map((v) => Math.min(255, v * light));
      g.beginPath();
      c.forEach((p, k) => (k ? g.lineTo(this.points[p][0], this.points[p][1]) : g.moveTo(this.points[p][0], this.points[p][1])));
      g.closePath();
      g.fillStyle = rgb(colour);
      g.strokeStyle = wires ? rgb(colour.map((v) => v * 0.78), 0.55) : g.fillStyle;
      g.lineWidth = wires ? 0.7 : 0.9;
      g.fill();
      g.stroke();
    }
  }

  line(g) {
    const shown = this.path.filter((p) => Math.abs(p.x) <= 1.001 && Math.abs(p.y) <= 1.001 && p.height !== null);
    if (shown.length === 0) return;
    const way = shown.map((p) => this.project(p.x, p.y, Math.min(1.15, Math.max(-0.1, p.height))));
    for (const [style, size] of [[tone("card"), 4.5], [tone("c1"), 2]]) {
      g.strokeStyle = style;
      g.lineWidth = size;
      g.beginPath();
      way.forEach((p, k) => (k && shown[k].worker === shown[k - 1].worker ? g.lineTo(p[0], p[1]) : g.moveTo(p[0], p[1])));
      g.stroke();
    }
    shown.forEach((p, k) => {
      if (!p.marked) return;
      g.fillStyle = tone("c1");
      g.strokeStyle = tone("card");
      g.lineWidth = 2;
      g.beginPath();
      g.arc(way[k][0], way[k][1], 6, 0, 7);
      g.fill();
      g.stroke();
    });
  }

  labels(g) {
    const s = this.surface;
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    g.fillStyle = tone("quiet");
    const text = (what, [x, y], align) => {
      g.textAlign = align;
      g.textBaseline = "middle";
      g.fillText(what, x, y);
    };
    const lower = (a, b) => (a[1] >= b[1] ? a : b);
    const side = lower(this.project(0, -1.18, 0), this.project(0, 1.18, 0));
    const end = lower(this.project(-1.18, 0, 0), this.project(1.18, 0, 0));
    const y = side[1] === this.project(0, -1.18, 0)[1] ? -1.14 : 1.14;
    const x = end[1] === this.project(-1.18, 0, 0)[1] ? -1.14 : 1.14;
    const along = (ends, name, places) => { // towards the middle of their side, away from those of the other
      const [from, to] = [this.project(...places[0], 0), this.project(...places[1], 0)];
      const steep = Math.abs(from[0] - to[0]) < STEEP;
      [from, to].forEach((at, k) => {
        const side = at[0] < [to, from][k][0] ? "left" : "right";
        if (steep) text(ends[k], at, "center");
        else text(ends[k], [at[0] + (side === "left" ? 4 : -4), at[1] + 6], side);
      });
      text(name, this.project(...places[2], 0), "center");
    };
    along(s.xEnds, s.xName, [[-1, y], [1, y], [0, y * 1.1]]);
    along(s.yEnds, s.yName, [[x, -1], [x, 1], [x * 1.1, 0]]);
    if (this.pitch > 1.35) return;
    const corners = [[-1, -1], [-1, 1], [1, -1], [1, 1]].map(([a, b]) => {
      const [foot, top] = [this.project(a, b, 0), this.project(a, b, 1)];
      // a side with texts that rises steeply from here would run into those of the heights
      const across = [[a, -b], [-a, b]].map(([c, d]) => Math.abs(this.project(c, d, 0)[0] - foot[0]));
      const free = (a * x <= 0 || across[0] > STEEP) && (b * y <= 0 || across[1] > STEEP);
      return { foot, top, free };
    });
    const order = [...corners].sort((a, b) => a.foot[0] - b.foot[0]);
    const right = !order[0].free && order[3].free;
    const { foot, top } = right ? order[3] : order[0];
    g.strokeStyle = tone("quiet");
    g.lineWidth = 1;
    g.beginPath();
    g.moveTo(foot[0], foot[1]);
    g.lineTo(top[0], top[1]);
    g.stroke();
    for (const [share, what] of s.heightTicks) {
      const at = [foot[0] + (top[0] - foot[0]) * share + (right ? 7 : -7), foot[1] + (top[1] - foot[1]) * share];
      text(what, at, right ? "left" : "right");
    }
    text(s.heightName, [top[0], top[1] - 16], "center");
  }

  /** Says what lies under the pointer. */
  hover(x, y) {
    let best = null;
    let least = NEAR * NEAR;
    if (x !== null) {
      this.points?.forEach((p, index) => {
        if (p === null) return;
        const far = (p[0] - x) ** 2 + (p[1] - y) ** 2;
        if (far < least - 1 || (far < least + 12 && best !== null && p[2] < this.points[best][2])) {
          least = Math.min(least, far);
          best = index;
        }
      });
    }
    this.tip.hidden = best === null;
    if (best === null) return;
    this.tip.textContent = this.describe?.(best) ?? "";
    const [px, py] = this.points[best];
    this.tip.style.left = `${Math.min(this.canvas.clientWidth - 150, Math.max(4, px + 14))}px`;
    this.tip.style.top = `${Math.max(4, py - 30)}px`;
  }
}
