// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { element, icon, typing, whole, words } from "./common.js";
import { saveMenu } from "./save.js";

const FRAMES_A_SECOND = 8;
const HOLD = 1500; // the last frame stays, before the animation begins again
const AHEAD = 12;
const KEPT = 120; // pictures in memory; an animation may have thousands
export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/** The paths of a view's frames, from their ranges. */
export function framePaths(view) {
  const paths = [];
  for (const [first, last] of view.ranges) {
    for (let i = first; i <= last; i++) paths.push(`${view.folder}${String(i).padStart(5, "0")}.png`);
  }
  return paths;
}

/** Pictures that are wanted soon, the least wanted forgotten. */
class Pictures {
  constructor(loaded) {
    this.loaded = loaded;
    this.paths = [];
    this.kept = new Map();
  }

  get(index) {
    const path = this.paths[index];
    if (path === undefined) return null;
    let picture = this.kept.get(path);
    if (!picture) {
      picture = new Image();
      picture.addEventListener("load", () => this.loaded(index));
      picture.src = path;
    } else {
      this.kept.delete(path);
    }
    this.kept.set(path, picture);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value);
    return picture;
  }

  ready(index) {
    const picture = this.get(index);
    return picture !== null && picture.complete && picture.naturalWidth > 0;
  }
}

/** A button with a picture. */
export function iconButton(name, label) {
  return element("button", { type: "button", "aria-label": label, title: label }, icon(name));
}

/** Plays the frames of a view while more of them come. */
export class Player {
  constructor(view, run) {
    this.view = view;
    this.run = run;
    this.pictures = new Pictures((index) => { if (index === this.at) this.show(index); });
    this.at = 0;
    this.playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.canvas = element("canvas", { role: "img", tabindex: 0, "aria-label": `${words(view)}; space plays, arrow keys step`, hidden: "" });
    this.wait = element("p", { class: "wait" }, "Waiting for the first frame");
    this.larger = element("button", { type: "button", class: "link enlarge", "aria-pressed": "false" }, "Enlarge");
    this.menu = saveMenu({});
    this.button = iconButton("play", "Play");
    this.backward = iconButton("back", "One frame back");
    this.forward = iconButton("step", "One frame on");
    this.slider = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": `Frame of ${words(view)}` });
    this.speed = element("select", { "aria-label": "Speed" }, ...SPEEDS.map((s) => element("option", { value: s }, `${s}×`)));
    this.speed.value = "1";
    this.jump = element("input", { type: "number", min: 1, value: 1, "aria-label": "Jump to frame" });
    this.where = element("span");
    this.count = element("span");
    this.controls = element("div", { class: "controls", hidden: "" },
      element("div", { class: "buttons" }, this.backward, this.button, this.forward), this.slider, this.speed,
      element("div", { class: "count" }, this.where, element("label", { class: "jump" }, "Frame ", this.jump, " ", this.count)));
    this.card = element("article", { class: "card player" },
      element("header", {}, element("h3", {}, words(view)), element("span", { class: "links" }, this.larger, this.menu)),
      element("div", { class: "screen" }, this.canvas, this.wait), this.controls);
    this.wire();
    new IntersectionObserver((entries) => { this.seen = entries.at(-1).isIntersecting; }).observe(this.card); // others rest
    this.play(this.playing);
    this.tick();
  }

  wire() {
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.canvas.addEventListener("click", () => this.play(!this.playing));
    this.backward.addEventListener("click", () => this.jumpTo(this.at - 1));
    this.forward.addEventListener("click", () => this.jumpTo(this.at + 1));
    this.slider.addEventListener("input", () => this.jumpTo(Number(this.slider.value)));
    this.jump.addEventListener("change", () => this.jumpTo(Number(this.jump.value) - 1));
    this.larger.addEventListener("click", () => {
      const large = this.card.classList.toggle("large");
      this.larger.textContent = large ? "Reduce" : "Enlarge";
      this.larger.setAttribute("aria-pressed", String(large));
    });
    this.card.addEventListener("keydown", (e) => {
      if (typing(e)) return;
      const last = this.length - 1;
      const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, PageUp: this.at - 10, PageDown: this.at + 10, Home: 0, End: last }[e.key];
      if (to !== undefined) this.jumpTo(to);
      else if (e.key === " ") this.play(!this.playing);
      else return;
      e.preventDefault();
    });
  }

  get length() {
    return this.pictures.paths.length;
  }

  play(on) {
    this.playing = on;
    this.button.replaceChildren(icon(on ? "pause" : "play"));
    this.button.setAttribute("aria-label", on ? "Pause" : "Play");
    this.button.title = on ? "Pause (space)" : "Play (space)";
  }

  /** Shows a frame and stays there. */
  jumpTo(index) {
    this.play(false);
    this.show(Math.min(this.length - 1, Math.max(0, Math.round(index) || 0)));
  }

  update(view, epochs, live) {
    this.live = live || view.drawn < view.expected;
    this.epochs = epochs.length === view.expected ? epochs : [];
    this.pictures.paths = framePaths(view);
    this.controls.hidden = this.length === 0;
    this.slider.max = Math.max(0, this.length - 1);
    this.jump.max = this.length;
    this.count.textContent = this.length < view.expected
      ? `of ${whole(this.length)}, ${whole(view.expected)} to come` : `of ${whole(this.length)}`;
    this.files = view.animations;
    if (this.at >= this.length) this.at = 0;
    this.show(this.at);
  }

  saves() {
    const path = this.pictures.paths[this.at];
    const choices = { "This frame (PNG)": path && `${path}?save=1` };
    for (const file of this.files ?? []) choices[`Animation (${file.split(".").pop().toUpperCase()})`] = `${file}?save=1`;
    choices["Manifest (JSON)"] = `/api/runs/${encodeURIComponent(this.run)}/figure?kind=view&view=${encodeURIComponent(this.view)}`;
    this.menu.set(choices);
  }

  show(index) {
    this.at = index;
    this.slider.value = index;
    this.label();
    for (let k = 1; k <= AHEAD && this.playing && this.seen; k++) this.pictures.get((index + k) % Math.max(1, this.length));
    this.saves();
    this.moved?.(index, this.length);
    if (!this.pictures.ready(index)) return false;
    const picture = this.pictures.get(index);
    this.wait.hidden = true;
    this.canvas.hidden = false;
    if (this.canvas.width !== picture.naturalWidth || this.canvas.height !== picture.naturalHeight) {
      this.canvas.width = picture.naturalWidth;
      this.canvas.height = picture.naturalHeight;
    }
    this.canvas.getContext("2d").drawImage(picture, 0, 0);
    return true;
  }

  label() {
    const epoch = this.epochs?.[this.at];
    this.where.textContent = epoch === undefined ? "" : `epoch ${whole(epoch)}`;
    if (document.activeElement !== this.jump) this.jump.value = this.at + 1;
    this.slider.setAttribute("aria-valuetext", `${this.where.textContent} frame ${this.at + 1} of ${this.length}`);
  }

  tick() {
    let pause = 1000 / FRAMES_A_SECOND / Number(this.speed.value);
    const last = this.length - 1;
    if (this.playing && this.seen && last > 0 && !this.follows) {
      // While frames still come the newest one stays, and the next follows it.
      const next = this.at < last ? this.at + 1 : this.live ? last : 0;
      if (next !== this.at && this.pictures.ready(next)) this.show(next);
      if (this.at === last && !this.live) pause += HOLD;
    }
    setTimeout(() => this.tick(), pause);
  }
}
