// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { Chart } from "./curves.js";
import { element, icon, typing, whole } from "./common.js";
import { tone } from "./colours.js";
import { iconButton, SPEEDS } from "./player.js";
import { saveMenu, savePng } from "./save.js";
import { Scene } from "./scene.js";
import { CLAMPS, describe, ends, range, select, sliceOptions, STEPS_A_SECOND, Surfaces, toggle } from "./surfaces.js";

const PLACES = 1000; // of the slider: runs may have different numbers of steps

/**
 * The same slice of two runs side by side: one range of heights and colours, the same axes, one look, at the same share
 * of their steps.
 */
export class Landscapes {
  constructor(parent, runs) {
    this.parent = parent;
    this.sides = runs.map((run) => {
      const scene = new Scene(`Loss surface of ${run}; arrow keys turn both, plus and minus enlarge them, 0 looks as at first`);
      return { run, surfaces: new Surfaces(run), scene, where: element("p", { class: "quiet", "aria-live": "polite" }) };
    });
    this.share = 1;
    this.build();
    this.begin();
  }

  build() {
    const [a, b] = this.sides;
    this.note = element("p", { class: "hintbox quiet" }, "Loading…");
    this.slices = select("Surface", []);
    this.value = select("Value", [["loss", "Loss"], ["accuracy", "Accuracy"]]);
    this.clamp = select("Values shown", CLAMPS);
    this.logs = toggle("log", false);
    this.above = element("button", { type: "button", class: "button" }, "From above");
    this.tilted = element("button", { type: "button", class: "button" }, "Tilted");
    this.menu = saveMenu({});
    this.chart = new Chart("Loss along a line", { axis: "offset", file: `${a.run}-${b.run}-line` });
    this.chart.card.classList.add("inner");
    this.button = iconButton("play", "Play");
    this.slider = element("input", { type: "range", min: 0, max: PLACES, value: PLACES, "aria-label": "Share of the steps" });
    this.speed = select("Speed", SPEEDS.map((s) => [s, `${s}×`]));
    this.speed.value = "1";
    this.pair = element("div", { class: "duo scenes" }, ...this.sides.map((side) => element("div", {},
      element("h3", { class: "id mono" }, side.run), side.scene.box, side.where)));
    this.card = element("article", { class: "card wide landscape", hidden: "" },
      element("header", { class: "tools" }, element("label", {}, this.slices), this.value, this.logs,
        element("label", {}, "Show ", this.clamp), this.above, this.tilted, element("span", { class: "links" }, this.menu)),
      this.pair, this.chart.card,
      element("div", { class: "controls" }, element("div", { class: "buttons" }, this.button), this.slider, this.speed));
    this.parent.replaceChildren(this.note, this.card);
    this.slices.addEventListener("change", () => this.choose());
    for (const input of [this.value, this.clamp]) input.addEventListener("change", () => this.draw());
    this.logs.addEventListener("click", () => {
      this.logs.set(!this.logs.on());
      this.draw();
    });
    this.above.addEventListener("click", () => a.scene.above());
    this.tilted.addEventListener("click", () => a.scene.reset());
    this.slider.addEventListener("input", () => {
      this.play(false);
      this.show(Number(this.slider.value) / PLACES);
    });
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.card.addEventListener("keydown", (e) => {
      if (typing(e)) return;
      if (e.key === " ") this.play(!this.playing);
      else if (e.key === "l") this.logs.click();
      else return;
      e.preventDefault();
    });
    this.sides.forEach((side, k) => {
      const other = this.sides[1 - k].scene;
      side.scene.looked = (look) => other.look(look);
      side.scene.describe = (index) => describe(side.shown.here, index);
    });
  }

  async begin() {
    const [left, right] = await Promise.all(this.sides.map((side) => side.surfaces.list()));
    const both = left.filter((s) => right.some((o) => o.id === s.id));
    this.note.hidden = both.length > 0;
    this.card.hidden = both.length === 0;
    if (both.length === 0) {
      this.note.replaceChildren("No surface that both have. Compute one of each with ",
        element("code", {}, `weightlapse landscape ${this.sides[0].run} --slice plane --steps frames`), ", and the same of the other.");
      return;
    }
    this.slices.replaceChildren(...sliceOptions(both));
    await this.choose();
  }

  async choose() {
    this.card.setAttribute("aria-busy", "true");
    const id = this.slices.value;
    await Promise.all(this.sides.map((side) => side.surfaces.choose(id)));
    if (id !== this.slices.value) return;
    this.isLine = this.sides[0].surfaces.facts.kind === "line";
    this.pair.hidden = this.isLine;
    this.above.hidden = this.isLine;
    this.tilted.hidden = this.isLine;
    this.chart.card.hidden = !this.isLine;
    this.play(false);
    await this.show(1);
    const read = await Promise.all(this.sides.map((side) => side.surfaces.readAll()));
    if (read.includes(false)) return;
    this.draw();
    this.card.removeAttribute("aria-busy");
  }

  place(side) {
    return this.share * side.surfaces.last;
  }

  async show(share) {
    this.share = Math.min(1, Math.max(0, share));
    this.slider.value = Math.round(PLACES * this.share);
    await Promise.all(this.sides.map((side) => side.surfaces.need(this.place(side))));
    this.draw();
  }

  play(on) {
    const last = Math.max(...this.sides.map((side) => side.surfaces.last));
    if (on && this.share >= 1) this.share = 0;
    this.playing = on && last > 0;
    this.button.replaceChildren(icon(this.playing ? "pause" : "play"));
    this.button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    if (this.playing) requestAnimationFrame((now) => this.tick(now, now, last));
  }

  tick(before, now, last) {
    if (!this.playing) return;
    const next = Math.min(1, this.share + ((now - before) / 1000) * STEPS_A_SECOND * Number(this.speed.value) / last);
    if (this.sides.every((side) => side.surfaces.ready(Math.ceil(next * side.surfaces.last)))) this.show(next);
    if (this.share >= 1) this.play(false);
    else requestAnimationFrame((later) => this.tick(now, later, last));
  }

  draw() {
    const key = this.value.value;
    const logs = this.logs.on();
    for (const side of this.sides) side.shown = side.surfaces.at(this.place(side), key);
    if (this.sides.some((side) => !side.shown)) return;
    this.save();
    if (this.isLine) {
      this.drawLines(key, logs);
      return;
    }
    const shared = ends(this.sides.map((side) => side.shown.here));
    const [low, high] = range(this.sides.flatMap((side) => side.surfaces.pool(key)), Number(this.clamp.value), logs);
    for (const side of this.sides) {
      const drawn = side.surfaces.picture(side.shown, { key, logs, low, high, ...shared });
      side.scene.show(drawn.surface, drawn.path);
      side.scene.canvas.dataset.range = `${low} ${high}`;
      const said = side.surfaces.said(side.shown.here, drawn.beyond);
      side.where.textContent = `step ${whole(side.shown.step)}${said ? ` · ${said}` : ""}`;
    }
    this.slider.setAttribute("aria-valuetext", this.sides.map((side) => `${side.run} step ${whole(side.shown.step)}`).join(", "));
  }

  /** The first run solid, the second dashed. */
  drawLines(key, logs) {
    this.chart.log = logs;
    this.chart.logButton.hidden = true;
    this.chart.card.querySelector("h3").textContent = `${key === "loss" ? "Loss" : "Accuracy"} along ${this.slices.value}`;
    this.chart.update(this.sides.flatMap((side, which) => side.surfaces.curves(side.shown.here, key).map((curve, order) => ({
      ...curve, name: `${side.run} ${curve.name}, step ${whole(side.shown.step)}`, order, dash: which ? [6, 4] : undefined,
    }))));
  }

  save() {
    const saves = { Picture: () => savePng(this.isLine ? this.chart.canvas : this.beside(), `${this.sides.map((s) => s.run).join("-")}-${this.slices.value}.png`, tone("card")) };
    for (const { run, surfaces, shown } of this.sides) {
      saves[`Data of ${run} (CSV)`] = surfaces.address(`surface.csv?step=${shown.step}`);
      saves[`Manifest of ${run} (JSON)`] = surfaces.manifest(shown.step);
    }
    this.menu.set(saves);
  }

  /** Both pictures in one. */
  beside() {
    const [a, b] = this.sides.map((side) => side.scene.canvas);
    const both = element("canvas", { width: a.width + b.width, height: Math.max(a.height, b.height) });
    const g = both.getContext("2d");
    g.drawImage(a, 0, 0);
    g.drawImage(b, a.width, 0);
    return both;
  }
}
