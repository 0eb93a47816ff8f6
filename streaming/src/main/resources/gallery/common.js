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

export async function json(path) {
  const response = await fetch(path, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

/** Four significant digits, short. */
export function number(value) {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-3) return value.toExponential(2).replace("e+", "e");
  return String(Number(value.toPrecision(4)));
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

/** Calls again and again while the page is seen; says so where the gallery does not answer. */
export async function poll(task, pause) {
  const offline = document.getElementById("offline");
  for (;;) {
    let wait;
    try {
      wait = await task();
      offline.hidden = true;
    } catch (e) {
      offline.hidden = false;
    }
    await new Promise((r) => setTimeout(r, wait ?? pause));
    while (document.hidden) {
      await new Promise((r) => document.addEventListener("visibilitychange", r, { once: true }));
    }
  }
}
