// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { element, words } from "./common.js";

const FRAMES_A_SECOND = 8;
const HOLD = 1500; // the last frame stays, before the animation begins again
const PLAY = "M3 1.5v13l11-6.5z";
const PAUSE = "M3 1.5h3.6v13H3zM9.4 1.5H13v13H9.4z";

function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  const p = document.createElementNS("http://www.w3.org/2000/svg", "path");
  p.setAttribute("d", path);
  svg.append(p);
  return svg;
}

/** Plays the frames of a view while more of them come. */
export class Player {
  constructor(view) {
    this.pictures = [];
    this.at = 0;
    this.playing = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.canvas = element("canvas", { role: "img", "aria-label": words(view), hidden: "" });
    this.wait = element("p", { class: "wait" }, "Waiting for the first frame");
    this.links = element("span", { class: "links" });
    this.files = element("span", { class: "links" });
    this.larger = element("button", { type: "button", class: "link enlarge", "aria-pressed": "false" }, "Enlarge");
    this.links.append(this.larger, this.files);
    this.button = element("button", { type: "button" });
    this.slider = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": `Frame of ${words(view)}` });
    this.speed = element("select", { "aria-label": "Speed" },
      ...[0.25, 0.5, 1, 2, 4].map((s) => element("option", { value: s }, `${s}×`)));
    this.speed.value = "1";
    this.where = element("span");
    this.count = element("span");
    this.controls = element("div", { class: "controls", hidden: "" }, this.button, this.slider, this.speed,
      element("div", { class: "count" }, this.where, this.count));
    this.card = element("article", { class: "card" },
      element("header", {}, element("h3", {}, words(view)), this.links),
      element("div", { class: "screen" }, this.canvas, this.wait), this.controls);
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.canvas.addEventListener("click", () => this.play(!this.playing));
    this.slider.addEventListener("input", () => {
      this.play(false);
      this.show(Number(this.slider.value));
    });
    this.larger.addEventListener("click", () => {
      const large = this.card.classList.toggle("large");
      this.larger.textContent = large ? "Reduce" : "Enlarge";
      this.larger.setAttribute("aria-pressed", String(large));
    });
    this.play(this.playing);
    this.tick();
  }

  play(on) {
    this.playing = on;
    this.button.replaceChildren(icon(on ? PAUSE : PLAY));
    this.button.setAttribute("aria-label", on ? "Pause" : "Play");
  }

  update(view, epochs, live) {
    this.live = live || view.frames.length < view.expected;
    this.epochs = epochs.length === view.expected ? epochs : [];
    for (const path of view.frames.slice(this.pictures.length)) {
      const picture = new Image();
      const index = this.pictures.push(picture) - 1;
      picture.addEventListener("load", () => { if (index === this.at) this.show(index); });
      picture.src = path;
    }
    const some = this.pictures.length > 0;
    this.controls.hidden = !some;
    this.slider.max = Math.max(0, this.pictures.length - 1);
    this.count.textContent = view.frames.length < view.expected
      ? `${view.frames.length} of ${view.expected} frames drawn` : `${view.expected} frames`;
    const key = view.animations.join();
    if (key !== this.key) {
      this.key = key;
      this.files.replaceChildren(...view.animations.flatMap((path) => {
        const kind = path.split(".").pop().toUpperCase();
        const save = element("a", { href: `${path}?save=1`, download: path.split("/").pop() }, `Download ${kind}`);
        return kind === "HTML" ? [save] : [element("a", { href: path }, kind), save];
      }));
    }
    this.label();
  }

  show(index) {
    this.at = index;
    const picture = this.pictures[index];
    this.slider.value = index;
    this.label();
    if (!picture?.complete || picture.naturalWidth === 0) return false;
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
    const frame = `frame ${this.at + 1} of ${this.pictures.length}`;
    this.where.textContent = epoch === undefined ? frame : `epoch ${epoch} · ${frame}`;
    this.slider.setAttribute("aria-valuetext", this.where.textContent);
  }

  tick() {
    let pause = 1000 / FRAMES_A_SECOND / Number(this.speed.value);
    const last = this.pictures.length - 1;
    if (this.playing && last > 0) {
      // While frames still come the newest one stays, and the next follows it.
      const next = this.at < last ? this.at + 1 : this.live ? last : 0;
      if (next !== this.at && this.pictures[next].complete) this.show(next);
      if (this.at === last && !this.live) pause += HOLD;
    }
    setTimeout(() => this.tick(), pause);
  }
}
