// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { Chart, placeOf } from "./curves.js";
import { element, fetched, icon, json, typing, whole } from "./common.js";
import { DRAWN_UNITS, Graph, greatest, layout, Matrix } from "./network.js";
import { iconButton, SPEEDS } from "./player.js";
import { tone } from "./colours.js";
import { saveCsv, saveMenu, savePng } from "./save.js";

const STEPS_A_SECOND = 10;
const AT_ONCE = 1 << 20; // values of snapshots asked for in one go
const KEPT = 1 << 24; // values in memory
const SHOWN = 400; // snapshots of a small network that are read beforehand
const LINES = 24; // weights of a unit that are drawn

/** The weights of a run at any step, and the path of each. */
export class Weights {
  constructor(parent, run) {
    this.run = run;
    this.parent = parent;
    this.api = `/api/runs/${encodeURIComponent(run)}`;
    this.snapshots = new Map();
    this.pinned = [];
    this.note = element("p", { class: "hintbox quiet" }, "Loading…");
    parent.replaceChildren(this.note);
    this.refresh();
  }

  async refresh() {
    const facts = await json(`${this.api}/steps`);
    if (facts.steps.length === 0) {
      this.note.textContent = "No snapshot of every layer is stored yet.";
      return;
    }
    const first = !this.facts;
    const end = first || this.at === this.facts.steps.length - 1;
    this.facts = facts;
    if (first) this.build();
    this.slider.max = facts.steps.length - 1;
    await this.ahead();
    if (end) await this.show(facts.steps.length - 1);
    await this.choose(this.chosen ?? { layer: 0, neuron: 0, input: null });
  }

  build() {
    const f = this.facts;
    this.layers = layout(f.layers);
    const small = [f.inputs, ...f.layers.map((l) => l.units)].every((n) => n <= DRAWN_UNITS);
    const pick = (chosen) => this.choose(chosen);
    this.pictures = small ? [new Graph(f, pick)] : this.layers.map((layer, l) => new Matrix(layer, l, pick));
    this.back = iconButton("back", "One snapshot back");
    this.button = iconButton("play", "Play");
    this.forward = iconButton("step", "One snapshot on");
    this.slider = element("input", { type: "range", min: 0, value: 0, "aria-label": "Snapshot" });
    this.speed = element("select", { "aria-label": "Speed" }, ...SPEEDS.map((s) => element("option", { value: s }, `${s}×`)));
    this.speed.value = "1";
    this.where = element("span", { "aria-live": "polite" });
    this.menu = saveMenu({});
    this.layer = element("select", { "aria-label": "Layer" }, ...this.layers.map((l, i) => element("option", { value: i }, l.name)));
    this.neuron = element("input", { type: "number", min: 0, value: 0, "aria-label": "Unit" });
    this.input = element("select", { "aria-label": "Input" });
    const card = element("article", { class: "card wide" },
      element("header", {}, element("h3", {}, small ? "Network" : "Weight matrices"), element("span", { class: "links" }, this.menu)),
      element("div", { class: small ? "screenbox" : "screenbox matrices" }, ...this.pictures.map((p) => p.element)),
      element("div", { class: "ramp wide" }, element("span", {}, "negative"), element("i"), element("span", {}, "positive; full colour is each layer's greatest weight of all steps read")),
      element("div", { class: "controls" }, element("div", { class: "buttons" }, this.back, this.button, this.forward), this.slider, this.speed,
        element("div", { class: "count" }, this.where)));
    this.path = new Chart("Path of a weight", { axis: "step", file: `${this.run}-path` });
    this.change = new Chart("Its change from snapshot to snapshot", { axis: "step", file: `${this.run}-changes` });
    for (const chart of [this.path, this.change]) chart.pick = (x) => this.go(placeOf(this.facts.steps, x));
    this.keep = element("button", { type: "button", class: "button" }, "Pin");
    this.unpin = element("button", { type: "button", class: "button", hidden: "" }, "Unpin all");
    const form = element("form", { class: "filters" }, element("label", {}, "Layer ", this.layer), element("label", {}, "Unit ", this.neuron), element("label", {}, "Input ", this.input), this.keep, this.unpin);
    this.parent.replaceChildren(card, form, element("div", { class: "charts" }, this.path.card, this.change.card));
    this.wire(card, form);
    this.inputs();
  }

  wire(card, form) {
    form.addEventListener("submit", (e) => e.preventDefault());
    this.layer.addEventListener("change", () => {
      this.inputs();
      this.formChosen();
    });
    for (const field of [this.neuron, this.input]) field.addEventListener("change", () => this.formChosen());
    this.slider.addEventListener("input", () => this.go(Number(this.slider.value)));
    this.back.addEventListener("click", () => this.go(this.at - 1));
    this.forward.addEventListener("click", () => this.go(this.at + 1));
    this.button.addEventListener("click", () => this.play(!this.playing));
    this.keep.addEventListener("click", () => {
      this.pinned.push(...this.curves.map((c) => ({ ...c, name: `${c.name} ·` })));
      this.unpin.hidden = false;
      this.draw();
    });
    this.unpin.addEventListener("click", () => {
      this.pinned = [];
      this.unpin.hidden = true;
      this.draw();
    });
    card.addEventListener("keydown", (e) => {
      if (typing(e)) return;
      const to = { ArrowLeft: this.at - 1, ArrowRight: this.at + 1, Home: 0, End: this.facts.steps.length - 1 }[e.key];
      if (to !== undefined) this.go(to);
      else if (e.key === " ") this.play(!this.playing);
      else return;
      e.preventDefault();
    });
  }

  inputs() {
    const layer = this.layers[Number(this.layer.value)];
    this.neuron.max = layer.units - 1;
    this.neuron.value = Math.min(Number(this.neuron.value), layer.units - 1);
    const options = [element("option", { value: "" }, "all weights of the unit")];
    if (layer.bias) options.push(element("option", { value: -1 }, "bias"));
    for (let i = 0; i < layer.inputs; i++) options.push(element("option", { value: i }, String(i)));
    this.input.replaceChildren(...options);
  }

  formChosen() {
    const layer = Number(this.layer.value);
    const neuron = Math.min(this.layers[layer].units - 1, Math.max(0, Number(this.neuron.value) || 0));
    this.choose({ layer, neuron, input: this.input.value === "" ? null : Number(this.input.value) });
  }

  /** Small networks are read whole, evenly chosen; of large ones a step is read when it is shown. */
  async ahead() {
    const { steps, parameters } = this.facts;
    const most = Math.min(SHOWN, Math.floor((4 * AT_ONCE) / parameters));
    if (most < 8) return;
    const every = Math.max(1, Math.ceil(steps.length / most));
    const wanted = steps.filter((s, i) => (i % every === 0 || i === steps.length - 1) && !this.snapshots.has(s));
    const share = Math.max(1, Math.floor(AT_ONCE / parameters));
    for (let from = 0; from < wanted.length; from += share) await this.fetch(wanted.slice(from, from + share));
  }

  async fetch(steps) {
    const response = await fetched(`${this.api}/weights?steps=${steps.join()}`);
    const values = new Float32Array(await response.arrayBuffer());
    const size = this.facts.parameters;
    steps.forEach((step, k) => {
      const own = values.subarray(k * size, (k + 1) * size);
      this.snapshots.set(step, own);
      this.layers.forEach((layer, l) => {
        (this.scales ??= this.layers.map(() => 0))[l] = Math.max(this.scales[l], greatest(own, layer.w, layer.w + layer.units * layer.inputs));
      });
    });
    while (this.snapshots.size * size > KEPT && this.snapshots.size > 2) this.snapshots.delete(this.snapshots.keys().next().value);
  }

  go(index) {
    this.play(false);
    return this.show(Math.min(this.facts.steps.length - 1, Math.max(0, index)));
  }

  async show(index) {
    this.at = index;
    this.slider.value = index;
    const step = this.facts.steps[index];
    const epoch = this.facts.steps.length === this.facts.stored ? "" : ` · every ${Math.round(this.facts.stored / this.facts.steps.length)}th snapshot`;
    this.where.textContent = `step ${whole(step)} · snapshot ${whole(index + 1)} of ${whole(this.facts.steps.length)}${epoch}`;
    this.slider.setAttribute("aria-valuetext", this.where.textContent);
    this.path.cursor(step);
    this.change.cursor(step);
    if (!this.snapshots.has(step)) await this.fetch([step]);
    if (this.at !== index) return;
    const values = this.snapshots.get(step);
    for (const picture of this.pictures) picture.show(values, this.scales);
    this.menu.set({
      "Data (CSV)": () => this.saveSnapshot(step, values),
      "Snapshot (float32)": `${this.api}/weights?steps=${step}`,
      "Manifest (JSON)": `${this.api}/figure?kind=weights&step=${step}`,
    });
  }

  saveSnapshot(step, values) {
    const rows = [["step", "layer", "neuron", "input", "value"]];
    for (const l of this.layers) {
      for (let o = 0; o < l.units; o++) {
        for (let i = 0; i < l.inputs; i++) rows.push([step, l.name, o, i, values[l.w + o * l.inputs + i]]);
        if (l.b >= 0) rows.push([step, l.name, o, -1, values[l.b + o]]);
      }
    }
    saveCsv(`${this.run}-${step}-weights.csv`, rows);
  }

  play(on) {
    this.playing = on && this.facts.steps.length > 1;
    this.button.replaceChildren(icon(this.playing ? "pause" : "play"));
    this.button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    if (!this.playing) return;
    if (this.at >= this.facts.steps.length - 1) this.at = 0;
    this.begun = [performance.now(), this.at];
    requestAnimationFrame((now) => this.tick(now));
  }

  async tick(now) {
    if (!this.playing) return;
    // a long training plays in half a minute: some snapshots are passed over
    const pace = Math.max(STEPS_A_SECOND, this.facts.steps.length / 30) * Number(this.speed.value);
    const last = this.facts.steps.length - 1;
    const index = Math.min(last, Math.floor(this.begun[1] + ((now - this.begun[0]) / 1000) * pace));
    const nearest = this.near(index);
    if (nearest !== this.at) await this.show(nearest);
    if (index >= last) this.play(false);
    else requestAnimationFrame((later) => this.tick(later));
  }

  /** The snapshot at an index, or one just before it that is in memory already. */
  near(index) {
    for (let i = index; i > this.at; i--) if (this.snapshots.has(this.facts.steps[i])) return i;
    return index;
  }

  async choose(chosen) {
    this.chosen = chosen;
    this.layer.value = String(chosen.layer);
    this.inputs();
    this.neuron.value = String(chosen.neuron);
    this.input.value = chosen.input === null ? "" : String(chosen.input);
    for (const picture of this.pictures) picture.choose(chosen);
    const name = this.layers[chosen.layer].name;
    const query = new URLSearchParams({ layer: name, neuron: chosen.neuron });
    if (chosen.input !== null) query.set("input", chosen.input);
    const answer = await json(`${this.api}/path?${query}`);
    if (this.chosen !== chosen) return;
    this.query = query;
    const moved = (p) => Math.max(...p.values.map((v) => (v === null ? 0 : Math.abs(v - p.values[0]))));
    const most = answer.paths.length > LINES ? answer.paths.sort((a, b) => moved(b) - moved(a)).slice(0, LINES) : answer.paths;
    this.left = answer.paths.length - most.length;
    this.curves = most.map((p) => ({ name: `${name} ${chosen.neuron} ← ${p.input === -1 ? "bias" : p.input}`, x: answer.steps, y: p.values }));
    this.draw();
  }

  draw() {
    const all = [...this.pinned, ...(this.curves ?? [])];
    const seen = new Set();
    const curves = all.filter((c) => !seen.has(c.name) && seen.add(c.name)).map((c) => ({ ...c, thin: all.length > 6 }));
    this.path.hint = this.left > 0 ? `the ${LINES} that moved most, of ${whole(LINES + this.left)}` : "choose an edge or a unit";
    this.path.update(curves);
    this.change.update(curves.map((c) => ({ ...c, y: c.y.map((v, k) => (k === 0 || v === null || c.y[k - 1] === null ? null : v - c.y[k - 1])) })));
    if (this.chosen) {
      const input = this.chosen.input ?? 0;
      this.path.menu.set({
        Picture: () => savePng(this.path.canvas, `${this.run}-path.png`, tone("card")),
        "Data (CSV)": `${this.api}/path?${this.query}&csv=1`,
        "Manifest (JSON)": `${this.api}/figure?kind=path&layer=${encodeURIComponent(this.layers[this.chosen.layer].name)}&neuron=${this.chosen.neuron}&input=${input}`,
      });
    }
  }
}
