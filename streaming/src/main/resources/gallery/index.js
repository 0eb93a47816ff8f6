// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { ago, badge, element, json, number, poll, whole, words } from "./common.js";

const list = document.getElementById("runs");
const cards = new Map();

function thumbnails(run) {
  const drawn = run.views.filter((v) => v.frames.length > 0).slice(0, 1);
  if (drawn.length === 0) {
    return element("div", { class: "thumbs none" }, element("span", {}, run.state === "running" ? "No pictures yet" : "No pictures"));
  }
  const pictures = drawn.map((v) =>
    element("img", { src: v.frames[v.frames.length - 1], alt: `Newest frame: ${words(v.view)}` }));
  return element("div", { class: "thumbs" }, ...pictures);
}

function card(run) {
  const facts = [
    ["epochs", `${whole(run.epochs)} of ${whole(run.totalEpochs)}`],
    ["loss", number(run.loss)],
    ["", ago(run.created)],
  ].map(([name, value]) =>
    element("span", {}, name ? element("span", { class: "quiet" }, `${name} `) : null,
      element(name ? "b" : "span", name ? {} : { class: "quiet" }, value)));
  const text = element("div", { class: "text" },
    element("div", { class: "row" }, element("h2", {}, run.title), badge(run.state)),
    element("span", { class: "id mono" }, run.run));
  if (run.state === "running") {
    const fill = element("i");
    fill.style.width = `${(100 * run.epochs) / run.totalEpochs}%`;
    text.append(element("div", { class: "bar" }, fill));
  }
  if (run.message) text.append(element("span", { class: "failure" }, run.message));
  text.append(element("div", { class: "numbers" }, ...facts));
  const link = `/runs/${encodeURIComponent(run.run)}`;
  return element("li", {}, element("a", { class: "run", href: link }, thumbnails(run), text));
}

/** Cards change only where the run did, so that pictures do not flicker and focus stays. */
async function update() {
  const runs = await json("/api/runs");
  const seen = new Set();
  let before = list.firstElementChild;
  for (const run of runs) {
    seen.add(run.run);
    const state = JSON.stringify(run) + ago(run.created);
    const old = cards.get(run.run);
    let item = old?.item;
    if (!old || old.state !== state) {
      item = card(run);
      if (old) {
        const focused = old.item.contains(document.activeElement);
        if (before === old.item) before = item;
        old.item.replaceWith(item);
        if (focused) item.firstElementChild.focus();
      }
      cards.set(run.run, { item, state });
    }
    if (item !== before) list.insertBefore(item, before);
    else before = before.nextElementSibling;
  }
  for (const [name, old] of cards) {
    if (!seen.has(name)) {
      old.item.remove();
      cards.delete(name);
    }
  }
  const live = runs.filter((r) => r.state === "running").length;
  document.getElementById("empty").hidden = runs.length > 0;
  document.getElementById("summary").textContent = runs.length === 0 ? ""
    : `${runs.length} run${runs.length === 1 ? "" : "s"}${live ? `, ${live} running` : ""}`;
  return live > 0 ? 1000 : 3000;
}

poll(update, 2000);
