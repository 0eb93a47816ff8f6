// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { Chart } from "./curves.js";

const KINDS = { train: "training", validation: "validation", test: "test" };

/** The diagrams of a run's metrics, in the order of the page. */
export const DIAGRAMS = [
  { title: "Loss", pattern: /^(train|validation|test)\.loss$/ },
  { title: "Accuracy", pattern: /^(train|validation|test)\.accuracy$/ },
  { title: "Loss of minibatches", pattern: /^(train)\.batch_loss$/, axis: "step" },
  { title: "Accuracy of minibatches", pattern: /^(train)\.batch_accuracy$/, axis: "step" },
  { title: "Sum of squared errors", pattern: /^(train)\.sum_squared_error$/, log: true },
  { title: "Gradient norm", pattern: /^layer\.(.+)\.gradient_norm$/, log: true },
  { title: "Update ratio", pattern: /^layer\.(.+)\.update_ratio$/, band: -3, hint: "log10, healthy near −3" },
  { title: "Weight norm", pattern: /^layer\.(.+)\.weight_norm$/ },
  { title: "Dead units", pattern: /^layer\.(.+)\.dead_fraction$/, hint: "share of each layer" },
  { title: "Greatest curvature", pattern: /^hessian\.(top\.\d+)$/, axis: "step" },
  { title: "Distance of workers", pattern: /^round\.(divergence)$/, axis: "step" },
  { title: "Samples a second", pattern: /^(samples_per_second)$/ },
];

/** The curves of a diagram: of several runs, each run's name stands before the curve's. */
export function curvesOf(diagram, runs) {
  const shown = [];
  runs.forEach(({ label, metrics }, which) => {
    let colour = 0;
    for (const [name, curve] of Object.entries(metrics)) {
      const match = diagram.pattern.exec(name);
      if (!match || (diagram.log && !curve.values.some((v) => v > 0))) continue;
      const kind = KINDS[match[1]] ?? match[1].replaceAll("_", " ");
      const x = diagram.axis === "step" ? curve.steps : curve.epochs;
      shown.push({ name: label ? `${label} ${kind}` : kind, x, y: curve.values, order: colour++, dash: which ? [6, 4] : undefined });
    }
  });
  return shown;
}

/** Diagrams of one or several runs that grow. */
export class Metrics {
  constructor(parent, runs) {
    this.parent = parent;
    const api = (run) => `/api/runs/${encodeURIComponent(run)}`;
    this.csv = runs.length === 1 ? `${api(runs[0])}/metrics.csv` : null;
    this.manifests = Object.fromEntries(runs.map((run) => [runs.length === 1 ? "Manifest (JSON)" : `Manifest of ${run}`, `${api(run)}/figure?kind=curves`]));
    this.file = runs.join("-");
    this.charts = new Map();
  }

  /** Shows the metrics of runs: label and metrics each. */
  show(runs) {
    for (const d of DIAGRAMS) {
      const shown = curvesOf(d, runs);
      if (shown.length === 0) continue;
      let chart = this.charts.get(d.title);
      if (!chart) {
        const file = `${this.file}-${d.title.toLowerCase().replaceAll(" ", "-")}`;
        chart = new Chart(d.title, { ...d, file, csv: this.csv, manifests: this.manifests });
        this.charts.set(d.title, chart);
      }
      chart.update(shown);
    }
    const cards = DIAGRAMS.map((d) => this.charts.get(d.title)?.card).filter((c) => c);
    if (this.parent.children.length !== cards.length) this.parent.replaceChildren(...cards);
    return cards.length;
  }
}

/** Adds what is new to the curves. */
export function append(metrics, news) {
  for (const [name, points] of Object.entries(news)) {
    const curve = (metrics[name] ??= { steps: [], epochs: [], values: [] });
    curve.steps.push(...points.steps);
    curve.epochs.push(...points.epochs);
    curve.values.push(...points.values);
  }
}
