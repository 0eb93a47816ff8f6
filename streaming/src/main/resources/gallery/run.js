// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { badge, bytes, duration, element, json, number, poll, whole } from "./common.js";
import { Chart } from "./curves.js";
import { Player } from "./player.js";

const id = decodeURIComponent(location.pathname.split("/")[2]);
const api = `/api/runs/${encodeURIComponent(id)}`;
const find = (name) => document.getElementById(name);
const players = new Map();
const charts = new Map();
const KINDS = { train: "training", validation: "validation", test: "test" };
const DIAGRAMS = [
  { title: "Loss", pattern: /^(train|validation|test)\.loss$/ },
  { title: "Loss of minibatches", pattern: /^(train)\.batch_loss$/ },
  { title: "Sum of squared errors", pattern: /^(train)\.sum_squared_error$/, log: true },
  { title: "Accuracy", pattern: /^(train|validation|test)\.accuracy$/ },
  { title: "Gradient norm", pattern: /^layer\.(.+)\.gradient_norm$/, log: true },
  { title: "Update ratio", pattern: /^layer\.(.+)\.update_ratio$/, band: -3, hint: "log10, healthy near −3" },
  { title: "Weight norm", pattern: /^layer\.(.+)\.weight_norm$/ },
];

function pair(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

function head(run) {
  document.title = `${run.run} · Weightlapse`;
  find("title").textContent = run.title;
  find("id").textContent = run.run;
  find("description").textContent = run.manifest.experiment.description ?? "";
  find("message").textContent = run.message;
  find("message").hidden = !run.message;
  const accuracy = run.metrics["test.accuracy"] ?? run.metrics["validation.accuracy"] ?? run.metrics["train.accuracy"];
  find("tiles").replaceChildren(
    pair("State", badge(run.state)),
    pair("Epochs", `${whole(run.epochs)} / ${whole(run.totalEpochs)}`),
    pair("Loss", number(run.loss)),
    ...(accuracy == null ? [] : [pair("Accuracy", `${(100 * accuracy).toFixed(1)} %`)]),
    pair("Time", duration(run.created, run.state === "running" ? new Date().toISOString() : run.updated)));
  find("bar").hidden = run.state !== "running";
  find("bar").firstElementChild.style.width = `${(100 * run.epochs) / run.totalEpochs}%`;
}

function facts(run) {
  if (find("yaml").textContent) return;
  const versions = Object.entries(run.manifest.versions).map(([k, v]) => `${k} ${v}`).join(", ");
  find("facts").replaceChildren(
    pair("Experiment", run.experiment), pair("Seed", String(run.manifest.seed)),
    pair("Parameters", whole(run.parameters)), pair("Started", new Date(run.created).toLocaleString()),
    pair("Versions", versions || "–"),
    pair("Data SHA\u2011256", element("span", { class: "mono" }, run.manifest.dataHash)),
    pair("Stored", bytes(run.bytes)));
  find("yaml").textContent = run.yaml;
  find("json").href = api;
}

function animations(run, live) {
  for (const view of run.views) {
    let player = players.get(view.view);
    if (!player) {
      player = new Player(view.view);
      players.set(view.view, player);
      find("players").append(player.card);
    }
    player.update(view, run.frameEpochs, live);
  }
}

function curves(metrics) {
  for (const d of DIAGRAMS) {
    const shown = [];
    for (const [name, curve] of Object.entries(metrics)) {
      const match = d.pattern.exec(name);
      if (match && (!d.log || curve.values.some((v) => v > 0))) {
        shown.push({ name: KINDS[match[1]] ?? match[1], ...curve });
      }
    }
    if (shown.length === 0) continue;
    let chart = charts.get(d.title);
    if (!chart) {
      chart = new Chart(d.title, d);
      charts.set(d.title, chart);
    }
    chart.update(shown);
  }
  const cards = DIAGRAMS.map((d) => charts.get(d.title)?.card).filter((c) => c);
  if (find("charts").children.length !== cards.length) find("charts").replaceChildren(...cards);
  find("no-curves").hidden = cards.length > 0;
}

let last = "";

/** Curves are fetched only where the run has moved. */
async function update() {
  const run = await json(api);
  const live = run.state === "running";
  head(run);
  facts(run);
  animations(run, live);
  const reached = JSON.stringify([run.state, run.epochs, run.steps, run.updated]);
  if (live || reached !== last) {
    curves(await json(`${api}/metrics`));
    last = reached;
  }
  const drawing = run.views.some((v) => v.frames.length < v.expected || v.animations.length === 0);
  return live || drawing ? 1000 : 5000;
}

poll(update, 2000);
