// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { Chart, placeOf } from "./curves.js";
import { element, json, number, whole } from "./common.js";
import { onScheme, tone } from "./colours.js";
import { saveCsv, saveMenu, savePng } from "./save.js";

const VALUES = [
  ["values", "Values", "quantiles and mean of a tensor"],
  ["norm", "Norm", "L2 norm of a tensor's values"],
  ["gradientNorm", "Gradient norm", "of minibatches"],
  ["updateRatio", "Update ratio", "log10, healthy near −3"],
  ["changeRatio", "Change ratio", "|change| / |values|"],
];

/** How the values of each tensor are spread, over the steps; a histogram of any of them. */
export class Layers {
  constructor(parent, run) {
    this.run = run;
    this.parent = parent;
    this.api = `/api/runs/${encodeURIComponent(run)}`;
    this.note = element("p", { class: "quiet" }, "Loading…");
    this.choice = element("select", { "aria-label": "Tensor" });
    this.form = element("div", { class: "filters", hidden: "" }, element("label", {}, "Tensor ", this.choice));
    this.charts = element("div", { class: "charts" });
    parent.replaceChildren(this.note, this.form, this.charts);
    this.choice.addEventListener("change", () => this.show());
    const options = { axis: "step", file: `${run}-layers`, csv: `${this.api}/stats?csv=1`, manifests: { "Manifest (JSON)": `${this.api}/figure?kind=layers` } };
    this.all = VALUES.map(([key, title, hint]) => [key, new Chart(title, { ...options, hint, band: key === "updateRatio" ? -3 : null, log: key === "gradientNorm" })]);
    this.histogram = new HistogramCard(run, this);
    this.charts.append(this.all[0][1].card, this.histogram.card, ...this.all.slice(1).map(([, c]) => c.card));
    this.all[0][1].pick = (x) => this.histogram.show(this.tensor, placeOf(this.tensor.steps, x));
    this.refresh();
  }

  async refresh() {
    this.tensors = await json(`${this.api}/stats`);
    this.note.hidden = this.tensors.length > 0;
    this.form.hidden = this.tensors.length === 0;
    this.charts.hidden = this.tensors.length === 0;
    if (this.tensors.length === 0) {
      this.note.textContent = "This run has no statistics of layers.";
      return;
    }
    const names = this.tensors.map((t) => `${t.layer} ${t.param === "W" ? "weights" : "biases"}`);
    if (this.choice.options.length !== names.length) {
      this.choice.replaceChildren(...names.map((n, i) => element("option", { value: i }, n)));
    }
    this.show();
  }

  show() {
    this.tensor = this.tensors[Number(this.choice.value)];
    const t = this.tensor;
    const band = (name, low, high, alpha) => ({ name, x: t.steps, low: t[low], high: t[high], colour: tone("c0"), alpha });
    for (const [key, chart] of this.all) {
      const curves = key === "values"
        ? [band("all", "min", "max", 0.1), band("98 %", "q1", "q99", 0.12), band("90 %", "q5", "q95", 0.15), band("half", "q25", "q75", 0.22),
          { name: "median", x: t.steps, y: t.q50, colour: tone("c0") }, { name: "mean", x: t.steps, y: t.mean, colour: tone("c1"), dash: [5, 4] }]
        : this.tensors.filter((o) => o.param === t.param && o[key].some((v) => v !== null))
          .map((o) => ({ name: o.layer, x: o.steps, y: o[key] }));
      chart.card.hidden = curves.length === 0;
      if (curves.length > 0) chart.update(curves);
    }
    this.histogram.show(t, t.steps.length - 1);
  }
}

/** The histogram of a tensor at a step. */
class HistogramCard {
  constructor(run, layers) {
    this.layers = layers;
    this.canvas = element("canvas", { role: "img", "aria-label": "Histogram of a tensor" });
    this.slider = element("input", { type: "range", min: 0, "aria-label": "Step of the histogram" });
    this.where = element("span", { class: "quiet", "aria-live": "polite" });
    this.canvas.addEventListener("pointermove", (e) => this.draw(e.offsetX));
    this.canvas.addEventListener("pointerleave", () => this.draw());
    this.slider.addEventListener("input", () => this.show(this.tensor, Number(this.slider.value)));
    const file = () => `${run}-${this.tensor.layer}-${this.tensor.param}-histogram`;
    this.card = element("article", { class: "card chart" },
      element("header", {}, element("h3", {}, "Histogram"), element("span", { class: "links" }, this.where, saveMenu({
        Picture: () => savePng(this.canvas, `${file()}.png`, tone("card")),
        "Data (CSV)": () => saveCsv(`${file()}.csv`, [["low", "high", "count"], ...this.bins()]),
        "Manifest (JSON)": `/api/runs/${encodeURIComponent(run)}/figure?kind=layers`,
      }))), this.canvas, this.slider);
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    onScheme(() => this.draw());
  }

  show(tensor, at) {
    this.tensor = tensor;
    this.at = at;
    this.slider.max = tensor.steps.length - 1;
    this.slider.value = at;
    this.slider.setAttribute("aria-valuetext", `step ${tensor.steps[at]}`);
    this.layers.all[0][1].cursor(tensor.steps[at]);
    this.draw();
  }

  bins() {
    const counts = this.tensor.histograms[this.at];
    const limit = this.tensor.limits[this.at];
    const width = (2 * limit) / counts.length;
    return counts.map((count, i) => [-limit + i * width, -limit + (i + 1) * width, count]);
  }

  draw(pointer = null) {
    const width = this.canvas.clientWidth;
    const height = this.canvas.clientHeight;
    if (!this.tensor || width === 0) return;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    const g = this.canvas.getContext("2d");
    g.scale(ratio, ratio);
    const bins = this.bins();
    const most = Math.max(...bins.map((b) => b[2]), 1);
    const place = (width - 24) / bins.length;
    const at = pointer === null ? -1 : Math.floor((pointer - 12) / place);
    bins.forEach(([, , count], i) => {
      const tall = (count / most) * (height - 34);
      g.fillStyle = tone(i === at ? "c1" : "c0");
      g.fillRect(12 + i * place, height - 22 - tall, Math.max(1, place - 1), tall);
    });
    g.fillStyle = tone("quiet");
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    const limit = this.tensor.limits[this.at];
    [[-limit, "left", 12], [0, "center", width / 2], [limit, "right", width - 12]].forEach(([v, align, x]) => {
      g.textAlign = align;
      g.fillText(number(v), x, height - 6);
    });
    const bin = bins[at];
    this.where.textContent = bin ? `${number(bin[0])} to ${number(bin[1])}: ${whole(bin[2])}` : `step ${whole(this.tensor.steps[this.at])}`;
  }
}
