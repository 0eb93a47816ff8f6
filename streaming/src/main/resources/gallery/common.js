// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** An element; text is set as text, never as markup: names come from files. */
export function element(tag, attributes = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) e.setAttribute(name, value);
  }
  e.append(...children.filter((c) => c !== undefined && c !== null));
  return e;
}

export const find = (name) => document.getElementById(name);

/** What the gallery answers; an answer that is none is an error with its text. */
export async function fetched(path, options = {}) {
  const response = await fetch(path, options);
  if (!response.ok) {
    const why = (response.headers.get("Content-Type") ?? "").startsWith("text/plain") ? (await response.text()).trim() : "";
    throw Object.assign(new Error(why || `${path}: ${response.status}`), { status: response.status });
  }
  return response;
}

export const json = async (path) => (await fetched(path, { headers: { Accept: "application/json" } })).json();

/** Asks for something to be done; only the gallery's own pages may. */
export async function command(path, body) {
  const response = await fetched(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Weightlapse": "1" },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** Four significant digits, short. */
export function number(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace("e+", "e").replace("-", "−").replace("e-", "e−");
  return String(Number(value.toPrecision(4))).replace("-", "−");
}

export const whole = (value) => value.toLocaleString("en");

export function bytes(value) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let u = 0;
  while (value >= 1000 && u < units.length - 1) {
    value /= 1000;
    u++;
  }
  return `${value >= 100 || u === 0 ? Math.round(value) : value.toFixed(1)} ${units[u]}`;
}

export function ago(instant) {
  const seconds = (Date.now() - Date.parse(instant)) / 1000;
  if (seconds < 60) return "just now";
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ago`;
  return new Date(instant).toLocaleDateString(undefined, { dateStyle: "medium" });
}

export function duration(from, to) {
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export const words = (view) => view.charAt(0).toUpperCase() + view.slice(1).replaceAll("-", " ");

export const badge = (state) => element("span", { class: `badge ${state}` }, state);

/** Listens to events while the page is seen; says so where the gallery does not answer. */
export function listen(path, handlers) {
  let source = null;
  const open = () => {
    source = new EventSource(path);
    source.addEventListener("open", () => { find("offline").hidden = true; });
    source.addEventListener("error", () => { find("offline").hidden = false; });
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (e) => handler(JSON.parse(e.data)));
    }
  };
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else if (source === null) {
      open();
    }
  });
  if (!document.hidden) open();
  return () => source?.close();
}

/** Calls once, as soon as the element is nearly seen. */
export function whenSeen(target, task) {
  const seen = new IntersectionObserver((entries) => {
    if (entries.some((e) => e.isIntersecting)) {
      seen.disconnect();
      task();
    }
  }, { rootMargin: "300px" });
  seen.observe(target);
}

/** Keys are for a player unless the user is typing or choosing. */
export const typing = (e) => e.altKey || e.ctrlKey || e.metaKey || /^(INPUT|SELECT|TEXTAREA|BUTTON|SUMMARY|A)$/.test(e.target.tagName);

const NS = "http://www.w3.org/2000/svg";

export function svg(tag, attributes = {}, ...children) {
  const e = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== undefined && value !== null) e.setAttribute(name, value);
  e.append(...children);
  return e;
}

export const ICONS = {
  play: "M3 1.5v13l11-6.5z",
  pause: "M3 1.5h3.6v13H3zM9.4 1.5H13v13H9.4z",
  step: "M2 2v12l8-6zM11 2h3v12h-3z",
  back: "M14 2v12L6 8zM2 2h3v12H2z",
  reset: "M8 2.2A5.8 5.8 0 1 0 13.8 8h-2A3.8 3.8 0 1 1 8 4.2V7l4.4-3.7L8 0z",
};

export const icon = (name) => svg("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, svg("path", { d: ICONS[name] }));
