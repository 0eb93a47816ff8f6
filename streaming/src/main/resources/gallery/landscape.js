// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { Chart } from "./curves.js";
import { element, icon, typing, whole } from "./common.js";
import { tone } from "./colours.js";
import { iconButton, SPEEDS } from "./player.js";
import { saveMenu, savePng } from "./save.js";
import { Scene } from "./scene.js";
import { CLAMPS, describe, ends, range, select, sliceOptions, STEPS_A_SECOND, Surfaces, toggle } from "./surfaces.js";

/** The loss surfaces of a run: turned, enlarged, read, and slid through the training. */
export class Landscape {
  constructor(parent, run) {
    this.run = run;
    this.parent = parent;
    this.surfaces = new Surfaces(run);
    this.at = 0;
    this.build();
    this.refresh();
  }

  build() {
    this.note = element("p", { class: "hintbox quiet" }, "Loading…");
    this.slices = select("Surface", []);
    this.value = select("Value", [["loss", "Loss"], ["accuracy", "Accuracy"]]);
    this.clamp = select("Values shown", CLAMPS);
    this.logs = toggle("log", false);
    this.fixed = toggle("same range for all steps", true);
    this.scene = new Scene("Loss surface; arrow keys turn it, plus and minus enlarge it, 0 looks as at first");
    this.chart = new Chart("Loss along a line", { axis: "offset", file: `${this.run}-line` });
    this.above = element("button", { type: "button", class: "button" }, "From above");
    this.tilted = element("button", { type: "button", class: "button" }, "Tilted");
    this.menu = saveMenu({});
    this.button = iconButton("play", "Play");
    this.back = iconButton("back", "One step back");
    this.forward = iconButton("step", "One step on");
    this.slider = element("input", { type: "range", min: 0, max: 0, value: 0, "aria-label": "Step of the surface" });
    this.speed = select("Speed", SPEEDS.map((s) => [s, `${s}×`]));
    this.speed.value = "1";
    this.where = element("span", { "aria-live": "polite" });
    this.said = element("span");
    this.card = element("article", { class: "card wide landscape", hidden: "" },
      element("header", { class: "tools" }, element("label", {}, this.slices), this.value, this.logs, this.fixed,
        element("label", {}, "Show ", this.clamp), this.above, this.tilted, element("span", { class: "links" }, this.menu)),
      this.scene.box, this.chart.card,
      element("div", { class: "controls" }, element("div", { class: "buttons" }, this.back, this.button, this.forward), this.slider, this.speed,
        element("div", { class: "count" }, this.where, this.said)));
    this.chart.card.classList.add("inner");
    this.parent.replaceChildren(this.note, this.card);
    this.slices.addEventListener("change", () => this.choose());
    for (const input of [this.value, this.clamp]) input.addEventListener("change", () => this.draw());
    for (const button of [this.logs, this.fixed]) {
      button.addEventListener("click", () => {
        button.set(!button.on());
        this.draw();
      });
    }
    this.above.addEventListener("click", () => this.scene.above());
    this.tilted.addEventListener("click", () => this.scene.reset());
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.back.addEventListener("click", () => this.go(Math.ceil(this.at) - 1));
    this.forward.addEventListener("click", () => this.go(Math.floor(this.at) + 1));
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.card.addEventListener("keydown", (e) => {
      if (typing(e)) return;
      if (e.key === " ") this.play(!this.playing);
      else if (e.key === "PageUp") this.go(Math.ceil(this.at) - 1);
      else if (e.key === "PageDown") this.go(Math.floor(this.at) + 1);
      else if (e.key === "l") this.logs.click();
      else return;
      e.preventDefault();
    });
    this.scene.describe = (index) => describe(this.shown.here, index);
  }

  async refresh() {
    const list = await this.surfaces.list();
    this.note.hidden = list.length > 0;
    this.card.hidden = list.length === 0;
    if (list.length === 0) {
      this.note.replaceChildren("No surfaces yet. Compute some with ", element("code", {}, `weightlapse landscape ${this.run} --slice plane --steps frames`), ".");
      return;
    }
    const ids = list.map((s) => s.id).join("\n");
    if (ids !== this.ids) {
      this.ids = ids;
      const chosen = this.slices.value;
      this.slices.replaceChildren(...sliceOptions(list));
      if (list.some((s) => s.id === chosen)) this.slices.value = chosen;
    }
    await this.choose();
  }

  async choose() {
    const news = await this.surfaces.choose(this.slices.value);
    if (news === null) return;
    if (!news) {
      this.draw();
      return;
    }
    this.card.setAttribute("aria-busy", "true");
    this.slider.max = Math.max(0, this.surfaces.last);
    this.isLine = this.surfaces.facts.kind === "line";
    this.scene.box.hidden = this.isLine;
    this.above.hidden = this.isLine;
    this.tilted.hidden = this.isLine;
    this.chart.card.hidden = !this.isLine;
    await this.go(this.surfaces.last);
    if (!await this.surfaces.readAll()) return;
    this.draw();
    this.card.removeAttribute("aria-busy");
  }

  async go(index) {
    this.play(false);
    await this.show(index);
  }

  async show(index) {
    this.at = Math.min(this.surfaces.last, Math.max(0, index));
    this.slider.value = Math.round(this.at);
    if (await this.surfaces.need(this.at)) this.draw();
  }

  play(on) {
    const last = this.surfaces.last;
    if (on && this.at >= last) this.at = 0;
    this.playing = on && last > 0;
    this.button.replaceChildren(icon(this.playing ? "pause" : "play"));
    this.button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    if (this.playing) requestAnimationFrame((now) => this.tick(now, now));
  }

  tick(before, now) {
    if (!this.playing) return;
    const last = this.surfaces.last;
    const next = this.at + ((now - before) / 1000) * STEPS_A_SECOND * Number(this.speed.value);
    if (this.surfaces.ready(Math.min(last, Math.ceil(next)))) this.show(Math.min(last, next));
    if (this.at >= last) this.play(false);
    else requestAnimationFrame((later) => this.tick(now, later));
  }

  draw() {
    const key = this.value.value;
    const shown = this.surfaces.at(this.at, key);
    if (!shown) return;
    this.shown = shown;
    const count = this.surfaces.last + 1;
    this.where.textContent = `step ${whole(shown.step)}${count > 1 ? `, ${Math.round(this.at) + 1} of ${count}` : ""}`;
    this.slider.setAttribute("aria-valuetext", this.where.textContent);
    this.save(shown.step);
    if (this.isLine) this.drawLine(shown.here, key);
    else this.drawSurface(shown, key);
  }

  drawLine(here, key) {
    this.chart.log = this.logs.on();
    this.chart.logButton.hidden = true;
    this.chart.card.querySelector("h3").textContent = `${key === "loss" ? "Loss" : "Accuracy"} along ${this.surfaces.facts.directions}`;
    this.chart.update(this.surfaces.curves(here, key));
    this.said.textContent = this.surfaces.said(here, 0);
  }

  drawSurface(shown, key) {
    const logs = this.logs.on();
    const [low, high] = range(this.fixed.on() ? this.surfaces.pool(key) : shown.here[key], Number(this.clamp.value), logs);
    const drawn = this.surfaces.picture(shown, { key, logs, low, high, ...ends([shown.here]) });
    this.scene.show(drawn.surface, drawn.path);
    this.said.textContent = this.surfaces.said(shown.here, drawn.beyond);
  }

  save(step) {
    this.menu.set({
      Picture: () => savePng(this.isLine ? this.chart.canvas : this.scene.canvas, `${this.run}-${this.surfaces.facts.id}-${step}.png`, tone("card")),
      "Data (CSV)": this.surfaces.address(`surface.csv?step=${step}`),
      "Trajectory (CSV)": this.surfaces.facts.path.length > 0 && this.surfaces.address("path.csv"),
      "Manifest (JSON)": this.surfaces.manifest(step),
    });
  }
}
