// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { Chart, decades, placeOf, ticks } from "./curves.js";
import { element, icon, json, number, typing, whole } from "./common.js";
import { tone } from "./colours.js";
import { iconButton, SPEEDS } from "./player.js";
import { saveMenu, savePng } from "./save.js";
import { Scene } from "./scene.js";

const STEPS_A_SECOND = 4;
const RANGED = 80; // steps whose surfaces are read to know the range of all
const CLAMPS = [["1", "all values"], ["0.99", "99 %"], ["0.95", "95 %"], ["0.8", "80 %"]];

function title(slice) {
  if (slice.kind === "neurons") return `${slice.layer} unit ${slice.neuron}: weights ${slice.input0} and ${slice.input1}`;
  return slice.id;
}

function select(label, choices) {
  return element("select", { "aria-label": label }, ...choices.map(([value, text]) => element("option", { value }, text)));
}

function toggle(text, on) {
  const button = element("button", { type: "button", class: "toggle", "aria-pressed": String(on) }, text);
  button.on = () => button.getAttribute("aria-pressed") === "true";
  button.set = (value) => button.setAttribute("aria-pressed", String(value));
  return button;
}

/** The loss surfaces of a run: turned, enlarged, read, and slid through the training. */
export class Landscape {
  constructor(parent, run) {
    this.run = run;
    this.parent = parent;
    this.api = `/api/runs/${encodeURIComponent(run)}/slices`;
    this.kept = new Map();
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
    this.scene.describe = (index) => this.describe(index);
  }

  async refresh() {
    const list = await json(this.api);
    this.note.hidden = list.length > 0;
    this.card.hidden = list.length === 0;
    if (list.length === 0) {
      this.note.replaceChildren("No surfaces yet. Compute some with ", element("code", {}, `weightlapse landscape ${this.run} --slice plane --steps frames`), ".");
      return;
    }
    const ids = list.map((s) => s.id).join("\n");
    if (ids !== this.ids) {
      this.ids = ids;
      const groups = { plane: "Planes", line: "Lines", function: "Functions", neurons: "Weights of one unit" };
      const chosen = this.slices.value;
      this.slices.replaceChildren(...Object.entries(groups).map(([kind, label]) => [label, list.filter((s) => s.kind === kind)])
        .filter(([, some]) => some.length > 0)
        .map(([label, some]) => element("optgroup", { label }, ...some.map((s) => element("option", { value: s.id }, title(s))))));
      if (list.some((s) => s.id === chosen)) this.slices.value = chosen;
    }
    await this.choose();
  }

  async choose() {
    const id = this.slices.value;
    const facts = await json(`${this.api}/${encodeURIComponent(id)}`);
    if (id !== this.slices.value) return;
    const whole = [...this.kept.values()].every((k) => !k.surface?.pending);
    if (this.facts?.id === id && this.facts.steps.join() === facts.steps.join() && whole) {
      this.facts.path = facts.path; // the trajectory comes last
      this.draw();
      return;
    }
    this.facts = facts;
    this.kept.clear();
    this.slider.max = Math.max(0, facts.steps.length - 1);
    this.isLine = facts.kind === "line";
    this.scene.box.hidden = this.isLine;
    this.above.hidden = this.isLine;
    this.tilted.hidden = this.isLine;
    this.chart.card.hidden = !this.isLine;
    await this.go(facts.steps.length - 1);
    // the others, so that sliding does not wait and their range is known
    for (const step of facts.steps.slice(0, RANGED)) {
      if (this.facts !== facts) return;
      await this.load(step);
    }
    this.draw();
  }

  load(step) {
    let loading = this.kept.get(step);
    if (!loading) {
      loading = json(`${this.api}/${encodeURIComponent(this.facts.id)}/surface?step=${step}`).then((surface) => {
        this.kept.set(step, Object.assign(loading, { surface }));
        return surface;
      });
      this.kept.set(step, loading);
    }
    return loading;
  }

  ready(index) {
    return this.kept.get(this.facts.steps[index])?.surface;
  }

  async go(index) {
    this.play(false);
    await this.show(index);
  }

  async show(index) {
    const last = this.facts.steps.length - 1;
    this.at = Math.min(last, Math.max(0, index));
    this.slider.value = Math.round(this.at);
    const facts = this.facts;
    const needed = [...new Set([Math.floor(this.at), Math.ceil(this.at)])];
    if (needed.some((i) => !this.ready(i))) await Promise.all(needed.map((i) => this.load(facts.steps[i])));
    if (this.facts === facts) this.draw();
  }

  play(on) {
    if (on && this.at >= this.facts.steps.length - 1) this.at = 0;
    this.playing = on && this.facts.steps.length > 1;
    this.button.replaceChildren(icon(this.playing ? "pause" : "play"));
    this.button.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    if (this.playing) requestAnimationFrame((now) => this.tick(now, now));
  }

  /** Between two steps the surface is between the two. */
  tick(before, now) {
    if (!this.playing) return;
    const last = this.facts.steps.length - 1;
    const next = this.at + ((now - before) / 1000) * STEPS_A_SECOND * Number(this.speed.value);
    if (this.ready(Math.min(last, Math.ceil(next)))) this.show(Math.min(last, next));
    if (this.at >= last) this.play(false);
    else requestAnimationFrame((later) => this.tick(now, later));
  }

  scale(v) {
    if (v === null || !Number.isFinite(v)) return null;
    if (!this.logs.on()) return v;
    return v > 0 ? Math.log10(v) : null;
  }

  /** The least and greatest height shown; outliers beyond the share that is shown are cut off. */
  range(values) {
    const all = values.map((v) => this.scale(v)).filter((v) => v !== null).sort((a, b) => a - b);
    if (all.length === 0) return [0, 1];
    const share = Number(this.clamp.value);
    const high = all[Math.min(all.length - 1, Math.floor(share * all.length))];
    return high > all[0] ? [all[0], high] : [all[0] - 0.5, all[0] + 0.5];
  }

  draw() {
    const [from, to] = [this.ready(Math.floor(this.at)), this.ready(Math.ceil(this.at))];
    if (!from || !to) return;
    const key = this.value.value;
    const step = this.facts.steps[Math.round(this.at)];
    const t = this.at - Math.floor(this.at);
    const same = from.alpha.join() === to.alpha.join() && from.beta.join() === to.beta.join();
    const here = t < 0.5 ? from : to;
    const values = !same || t === 0 ? here[key] : from[key].map((v, i) => (v === null || to[key][i] === null ? here[key][i] : v + (to[key][i] - v) * t));
    this.shown = { here, values };
    this.where.textContent = `step ${whole(step)}${this.facts.steps.length > 1 ? `, ${Math.round(this.at) + 1} of ${this.facts.steps.length}` : ""}`;
    this.slider.setAttribute("aria-valuetext", this.where.textContent);
    this.save(step);
    if (this.isLine) this.drawLine(here, key);
    else this.drawSurface(here, values, key, step);
  }

  drawLine(here, key) {
    const cols = here.beta.length;
    this.chart.log = this.logs.on();
    this.chart.logButton.hidden = true;
    this.chart.card.querySelector("h3").textContent = `${key === "loss" ? "Loss" : "Accuracy"} along ${this.facts.directions}`;
    this.chart.update(here.beta.map((b, j) => ({
      name: this.facts.series[j] || `series ${j}`, x: here.alpha, y: here.alpha.map((_, i) => here[key][i * cols + j]),
    })));
    this.say(here, 0);
  }

  drawSurface(here, values, key, step) {
    const pool = this.fixed.on()
      ? [...this.kept.values()].filter((k) => k.surface).flatMap((k) => k.surface[key]) : here[key];
    const [low, high] = this.range(pool);
    const height = (v) => {
      const s = this.scale(v);
      return s === null ? null : Math.min(1, Math.max(0, (s - low) / (high - low)));
    };
    const place = (list) => list.map((v) => (list.length === 1 ? 0 : (2 * (v - list[0])) / (list[list.length - 1] - list[0]) - 1));
    const onAxis = (list, v) => (2 * (v - list[0])) / (list[list.length - 1] - list[0]) - 1;
    const path = this.pathAt(step).map((p) => ({
      x: onAxis(here.alpha, p.alpha), y: onAxis(here.beta, p.beta), height: height(p[key]), worker: p.worker, marked: p.step === step,
    }));
    if (path.length === 0 && this.facts.kind !== "function") { // the snapshot lies at offset 0
      const middle = placeOf(here.alpha, 1e-12) * here.beta.length + placeOf(here.beta, 1e-12);
      path.push({ x: onAxis(here.alpha, 0), y: onAxis(here.beta, 0), height: height(values[middle]), worker: -1, marked: true });
    }
    const marks = (this.logs.on() ? decades(low, high) : ticks(low, high, 5))
      .map((v) => [(v - low) / (high - low), number(this.logs.on() ? Number((10 ** v).toPrecision(6)) : Number(v.toPrecision(6)))]);
    this.scene.show({
      rows: here.alpha.length, cols: here.beta.length, x: place(here.alpha), y: place(here.beta), heights: values.map(height),
      xName: this.facts.alphaName ?? (this.facts.kind === "function" ? "x" : "α"), yName: this.facts.betaName ?? (this.facts.kind === "function" ? "y" : "β"),
      xEnds: [number(here.alpha[0]), number(here.alpha.at(-1))], yEnds: [number(here.beta[0]), number(here.beta.at(-1))],
      heightName: `${key}${this.logs.on() ? ", log" : ""}`, heightTicks: marks,
    }, path);
    this.say(here, path.filter((p) => Math.abs(p.x) > 1.001 || Math.abs(p.y) > 1.001).length);
  }

  /**
   * The trajectory on the surface of a step. Coordinates count from the slice's origin step; on surfaces that share its
   * directions they count from the surface's own snapshot, which projection, being linear, allows; on others there are none.
   */
  pathAt(step) {
    const own = this.facts.path.find((p) => p.step === step && p.worker === -1);
    if (step === this.facts.originStep) return this.facts.path;
    if (this.facts.use !== "shared" || !own) return [];
    return this.facts.path.map((p) => ({ ...p, alpha: p.alpha - own.alpha, beta: p.beta - own.beta }));
  }

  /** What the picture cannot show is said. */
  say(here, beyond) {
    const said = [];
    const sent = here.alpha.length * here.beta.length;
    if (here.pending) said.push(`${whole(here.pending)} points to come`);
    if (here.notFinite) said.push(`${whole(here.notFinite)} are no numbers`);
    if (sent < here.points) said.push(`${whole(sent)} of ${whole(here.points)} points drawn`);
    if (beyond) said.push(`${whole(beyond)} snapshots lie beyond the surface`);
    this.said.textContent = said.join(" · ");
  }

  describe(index) {
    const { here } = this.shown;
    const [i, j] = [Math.floor(index / here.beta.length), index % here.beta.length];
    return `${number(here.alpha[i])}, ${number(here.beta[j])}: loss ${number(here.loss[index])}${here.accuracy[index] === null ? "" : `, accuracy ${(100 * here.accuracy[index]).toFixed(1)} %`}`;
  }

  save(step) {
    const base = `${this.api}/${encodeURIComponent(this.facts.id)}`;
    this.menu.set({
      Picture: () => savePng(this.isLine ? this.chart.canvas : this.scene.canvas, `${this.run}-${this.facts.id}-${step}.png`, tone("card")),
      "Data (CSV)": `${base}/surface.csv?step=${step}`,
      "Trajectory (CSV)": this.facts.path.length > 0 && `${base}/path.csv`,
      "Manifest (JSON)": `/api/runs/${encodeURIComponent(this.run)}/figure?kind=surface&slice=${encodeURIComponent(this.facts.id)}&step=${step}`,
    });
  }
}
