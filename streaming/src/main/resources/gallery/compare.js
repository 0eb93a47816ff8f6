// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { badge, element, find, json, number, whenSeen, whole, words } from "./common.js";
import { Landscapes } from "./landscapes.js";
import { Metrics } from "./metrics.js";
import { Player } from "./player.js";

const CHOICE = 200; // runs that can be chosen from
const given = new URLSearchParams(location.search);
let asked = 0;

function path(run) {
  return `/api/runs/${encodeURIComponent(run)}`;
}

/** The leaves of a tree by their path. */
function leaves(tree, prefix = "", found = new Map()) {
  for (const [key, value] of Object.entries(tree ?? {})) {
    const name = prefix ? `${prefix}.${key}` : key;
    if (value !== null && typeof value === "object") leaves(value, name, found);
    else found.set(name, String(value));
  }
  return found;
}

function differences(a, b) {
  const [left, right] = [leaves(a.manifest.experiment), leaves(b.manifest.experiment)];
  for (const [run, found] of [[a, left], [b, right]]) {
    found.set("parameters", whole(run.parameters));
    found.set("state", run.state);
    found.set("loss", number(run.loss));
    for (const [name, version] of Object.entries(run.manifest.versions)) found.set(`version of ${name}`, version);
    found.set("data", run.manifest.dataHash.slice(0, 12));
  }
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const rows = names.filter((n) => left.get(n) !== right.get(n) && n !== "description");
  const body = rows.map((n) => element("tr", {}, element("th", { scope: "row" }, n),
    element("td", {}, left.get(n) ?? "–"), element("td", {}, right.get(n) ?? "–")));
  find("differences").replaceChildren(
    element("thead", {}, element("tr", {}, element("th", {}, ""), element("th", { scope: "col" }, a.run), element("th", { scope: "col" }, b.run))),
    element("tbody", {}, ...(body.length ? body : [element("tr", {}, element("td", { colspan: 3 }, "Nothing: the same experiment."))])));
}

/** Two players of one view that move together, by the share of their frames. */
function pair(view, runs) {
  const players = runs.map((run) => {
    const player = new Player(view.view, run.run);
    player.card.querySelector("h3").textContent = `${words(view.view)}, ${run.run}`;
    player.update(run.views.find((v) => v.view === view.view), run.frameEpochs, run.state === "running");
    return player;
  });
  const [first, second] = players;
  second.follows = true;
  let moving = false;
  players.forEach((player, k) => {
    const other = players[1 - k];
    player.moved = (at, length) => {
      if (moving || other.length === 0) return;
      moving = true;
      other.show(length < 2 ? 0 : Math.round((at / (length - 1)) * (other.length - 1)));
      moving = false;
    };
    const play = player.play.bind(player);
    player.play = (on) => {
      play(on);
      if (other.playing !== on) other.play(on);
    };
  });
  first.play(first.playing);
  return element("div", { class: "duo" }, first.card, second.card);
}

async function show() {
  const mine = ++asked;
  const names = [find("a").value, find("b").value];
  history.replaceState(null, "", `?${new URLSearchParams({ a: names[0], b: names[1] })}`);
  try {
    const [a, b, left, right] = await Promise.all([json(path(names[0])), json(path(names[1])), json(`${path(names[0])}/metrics`), json(`${path(names[1])}/metrics`)]);
    if (mine !== asked) return;
    find("offline").hidden = true;
    find("both").hidden = false;
    document.title = `${a.run} and ${b.run} · Weightlapse`;
    find("heads").replaceChildren(...[a, b].map((run) => element("a", { class: "card headcard", href: `/runs/${encodeURIComponent(run.run)}` },
      element("div", { class: "row" }, element("b", {}, run.title), badge(run.state)), element("span", { class: "id mono" }, run.run),
      element("div", { class: "numbers" }, element("span", {}, "loss ", element("b", {}, number(run.loss))), element("span", {}, "steps ", element("b", {}, whole(run.steps)))))));
    find("charts").replaceChildren();
    new Metrics(find("charts"), [a.run, b.run]).show([{ label: a.run, metrics: left }, { label: b.run, metrics: right }]);
    const both = a.views.filter((v) => v.drawn > 0 && b.views.some((o) => o.view === v.view && o.drawn > 0));
    find("views").hidden = both.length === 0;
    find("pairs").replaceChildren(...both.map((view) => pair(view, [a, b])));
    const landscapes = element("div");
    find("surfaces").replaceChildren(landscapes);
    whenSeen(landscapes, () => new Landscapes(landscapes, [a.run, b.run]));
    differences(a, b);
  } catch (e) {
    find("offline").hidden = false;
  }
}

async function begin() {
  const { runs } = await json(`/api/runs?limit=${CHOICE}`);
  const names = [...new Set([given.get("a"), given.get("b"), ...runs.map((r) => r.run)].filter((n) => n))];
  find("few").hidden = names.length > 1;
  find("choice").hidden = names.length < 2;
  if (names.length < 2) return;
  const titles = new Map(runs.map((r) => [r.run, `${r.run} — ${r.title}`]));
  const other = runs.find((r) => r.run !== (given.get("a") ?? names[0]) && r.experiment === runs.find((o) => o.run === given.get("a"))?.experiment);
  [["a", given.get("a") ?? names[0]], ["b", given.get("b") || (other?.run ?? names.find((n) => n !== (given.get("a") ?? names[0])))]].forEach(([id, value]) => {
    find(id).replaceChildren(...names.map((n) => element("option", { value: n }, titles.get(n) ?? n)));
    find(id).value = value;
    find(id).addEventListener("change", show);
  });
  find("swap").addEventListener("click", () => {
    [find("a").value, find("b").value] = [find("b").value, find("a").value];
    show();
  });
  await show();
}

begin().catch(() => { find("offline").hidden = false; });
