// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { badge, bytes, duration, element, find, json, listen, number, whenSeen, whole } from "./common.js";
import { Landscape } from "./landscape.js";
import { Layers } from "./layers.js";
import { append, Metrics } from "./metrics.js";
import { Player } from "./player.js";
import { Weights } from "./weights.js";

const id = decodeURIComponent(location.pathname.split("/")[2]);
const api = `/api/runs/${encodeURIComponent(id)}`;
const MOST_POINTS = 8000; // of a live curve, before the gallery thins it out again
const players = new Map();
const metrics = new Metrics(find("charts"), [id]);
const REST = 4000; // between two looks at what is large, while the run goes on
const moved = []; // told when the run has gone on
let known = {};
let facts = null;

function pair(name, value) {
  return element("div", {}, element("dt", {}, name), element("dd", {}, value));
}

function head(run) {
  document.title = `${run.run} · Weightlapse`;
  find("title").textContent = run.title;
  find("id").textContent = run.run;
  find("message").textContent = run.message;
  find("message").hidden = !run.message;
  find("with").href = `/compare?a=${encodeURIComponent(run.run)}`;
  const accuracy = run.metrics["test.accuracy"] ?? run.metrics["validation.accuracy"] ?? run.metrics["train.accuracy"];
  find("tiles").replaceChildren(
    pair("State", badge(run.state)),
    pair("Epochs", `${whole(run.epochs)} / ${whole(run.totalEpochs)}`),
    pair("Steps", whole(run.steps)),
    pair("Loss", number(run.loss)),
    ...(accuracy == null ? [] : [pair("Accuracy", `${(100 * accuracy).toFixed(1)} %`)]),
    pair("Time", duration(run.created, run.state === "running" ? new Date().toISOString() : run.updated)));
  find("bar").hidden = run.state !== "running";
  find("bar").firstElementChild.style.width = `${(100 * run.epochs) / run.totalEpochs}%`;
}

function repeat(run) {
  const versions = Object.entries(run.manifest.versions).map(([k, v]) => `${k} ${v}`).join(", ");
  find("description").textContent = run.manifest.experiment.description ?? "";
  find("facts").replaceChildren(
    pair("Experiment", run.experiment), pair("Seed", String(run.manifest.seed)),
    pair("Parameters", whole(run.parameters)), pair("Started", new Date(run.created).toLocaleString()),
    pair("Versions", versions || "–"),
    pair("Data SHA\u2011256", element("span", { class: "mono" }, run.manifest.dataHash)),
    pair("Stored", bytes(run.bytes)));
  find("yaml").textContent = run.yaml;
  find("json").href = api;
}

function animations(run) {
  for (const view of run.views) {
    let player = players.get(view.view);
    if (!player) {
      player = new Player(view.view, id);
      players.set(view.view, player);
      find("players").append(player.card);
    }
    player.update(view, facts?.frameEpochs ?? [], run.state === "running");
  }
  find("no-players").hidden = run.views.length > 0;
  find("no-players").replaceChildren("No animations yet. Draw one with ",
    element("code", {}, `weightlapse animate ${id} --view NAME`), ", or let ", element("code", {}, "weightlapse stream"), " draw them as runs train.");
}

function curves() {
  find("no-curves").hidden = metrics.show([{ label: "", metrics: known }]) > 0;
}

let before = null;

function line(run) {
  head(run);
  animations(run);
  const now = JSON.stringify([run.state, run.steps, run.updated, run.bytes]);
  if (before !== null && before !== now) moved.forEach((task) => task());
  before = now;
}

async function begin() {
  try {
    facts = await json(api);
    repeat(facts);
    line(facts);
  } catch (e) {
    find("offline").hidden = false;
  }
  listen(`/events/runs/${encodeURIComponent(id)}`, {
    run: line,
    curves: (all) => {
      known = all;
      curves();
    },
    points: async (news) => {
      append(known, news);
      if (Object.values(known).some((c) => c.steps.length > MOST_POINTS)) known = await json(`${api}/metrics`);
      curves();
    },
  });
  const part = (name, Part) => whenSeen(find(name), () => {
    const shown = new Part(find(name), id);
    let waiting = false;
    moved.push(() => {
      if (waiting) return;
      waiting = true;
      setTimeout(() => shown.refresh().catch(() => {}).finally(() => { waiting = false; }), REST);
    });
  });
  part("surfaces", Landscape);
  part("explorer", Weights);
  part("statistics", Layers);
}

begin();
