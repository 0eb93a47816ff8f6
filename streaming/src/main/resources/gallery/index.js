// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { ago, badge, element, find, json, listen, number, whole, words } from "./common.js";

const PAGE = 60;
const list = find("runs");
const fields = ["q", "experiment", "state", "sort"];
const cards = new Map();
const chosen = new Set();
let shown = PAGE;
let asked = 0;

function thumbnail(run) {
  if (!run.thumbnail) {
    return element("div", { class: "thumbs none" }, element("span", {}, run.state === "running" ? "No pictures yet" : "No pictures"));
  }
  return element("div", { class: "thumbs" },
    element("img", { src: run.thumbnail, loading: "lazy", alt: `Newest frame: ${words(run.view)}` }));
}

function choice(run) {
  const box = element("input", { type: "checkbox", "aria-label": `Compare ${run.run}` });
  box.checked = chosen.has(run.run);
  box.addEventListener("change", () => {
    if (box.checked) chosen.add(run.run);
    else chosen.delete(run.run);
    tray();
  });
  return element("label", { class: "choose", title: "Choose to compare" }, box);
}

function card(run) {
  const facts = [
    ["epochs", `${whole(run.epochs)} of ${whole(run.totalEpochs)}`],
    ["steps", whole(run.steps)],
    ["loss", number(run.loss)],
    ...(run.accuracy == null ? [] : [["accuracy", `${(100 * run.accuracy).toFixed(1)} %`]]),
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
  const link = element("a", { class: "run", href: `/runs/${encodeURIComponent(run.run)}` }, thumbnail(run), text);
  return element("li", {}, link, choice(run));
}

function tray() {
  const [a, b] = [...chosen].slice(-2);
  find("tray").hidden = chosen.size === 0;
  find("chosen").textContent = chosen.size === 1 ? "Choose one more run to compare" : `${a} and ${b}`;
  find("compare").hidden = chosen.size < 2;
  find("compare").href = `/compare?a=${encodeURIComponent(a)}&b=${encodeURIComponent(b ?? "")}`;
}

/** Cards change only where the run did, so that pictures do not flicker and focus stays. */
function show(runs) {
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
}

function experiments(names) {
  const select = find("experiment");
  const known = [...select.options].slice(1).map((o) => o.value).join("\n");
  if (known === names.join("\n")) return;
  const value = select.value;
  select.replaceChildren(select.options[0], ...names.map((n) => element("option", { value: n }, n)));
  select.value = names.includes(value) ? value : "";
}

async function update() {
  const mine = ++asked;
  const query = new URLSearchParams();
  for (const f of fields) if (find(f).value) query.set(f, find(f).value);
  const pages = [];
  for (let offset = 0; offset < shown; offset += PAGE) {
    query.set("offset", offset);
    query.set("limit", PAGE);
    pages.push(json(`/api/runs?${query}`));
  }
  const answers = await Promise.all(pages);
  if (mine !== asked) return; // the filter has changed since
  const first = answers[0];
  const runs = [...new Map(answers.flatMap((a) => a.runs).map((r) => [r.run, r])).values()];
  show(runs);
  experiments(first.experiments);
  find("empty").hidden = first.total > 0;
  find("filters").hidden = first.total === 0;
  find("nothing").hidden = first.total === 0 || first.matching > 0;
  find("more").hidden = first.matching <= runs.length;
  const some = first.matching === first.total ? "" : `${whole(first.matching)} of `;
  find("summary").textContent = `${some}${whole(first.total)} run${first.total === 1 ? "" : "s"}${first.running ? `, ${first.running} running` : ""}`;
}

function remember() {
  const query = new URLSearchParams();
  for (const f of fields) if (find(f).value && find(f).value !== "newest") query.set(f, find(f).value);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
  shown = PAGE;
  update();
}

const given = new URLSearchParams(location.search);
for (const f of fields) {
  if (f === "experiment" && given.get(f)) find(f).append(element("option", { value: given.get(f) }, given.get(f)));
  if (given.get(f)) find(f).value = given.get(f);
  if (!find(f).value && f === "sort") find(f).value = "newest";
  find(f).addEventListener("input", remember);
}
find("filters").addEventListener("submit", (e) => e.preventDefault());
find("more").addEventListener("click", () => {
  shown += PAGE;
  update();
});
find("clear").addEventListener("click", () => {
  chosen.clear();
  list.querySelectorAll("input:checked").forEach((box) => { box.checked = false; });
  tray();
});
document.addEventListener("keydown", (e) => {
  if (e.key === "/" && e.target.tagName !== "INPUT") {
    e.preventDefault();
    find("q").focus();
  }
});
listen("/events/runs", { runs: update });
setInterval(() => { if (!document.hidden) update().catch(() => {}); }, 60_000); // "5 min ago", and new pictures
