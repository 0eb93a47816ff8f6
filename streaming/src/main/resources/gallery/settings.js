// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { element, find } from "./common.js";
import { FEATURE_NAMES } from "./tiny.js";

/** What can be chosen; the gallery checks every bound once more. */
export const MOST_LAYERS = 6;
export const MOST_UNITS = 8;
export const DATA = { circle: "Circle", "playground-xor": "Four squares", gauss: "Two clouds", spiral: "Spiral", plane: "Tilted plane", "gauss-regression": "Hills" };
const RATES = [0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const PENALTIES = [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];
const SPEEDS = [1, 5, 30, 100, 500, 20000];
const ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity", "leaky_relu", "arctan"];
const STANDARD = {
  data: "circle", points: 500, noise: 0, testShare: 0.5, features: ["x1", "x2"], hidden: [4, 2], activation: "tanh",
  optimiser: "sgd", learningRate: 0.03, l1: 0, l2: 0, batch: 10, seed: 1,
};

/** The settings of the page: kept in its address, so that they can be sent to somebody. */
export function fromAddress() {
  const settings = structuredClone(STANDARD);
  const given = new URLSearchParams(location.hash.slice(1));
  const among = (name, all) => { if (all.includes(given.get(name))) settings[name] = given.get(name); };
  among("data", Object.keys(DATA));
  among("activation", ACTIVATIONS);
  among("optimiser", ["sgd", "momentum", "adam"]);
  for (const name of ["points", "noise", "testShare", "learningRate", "l1", "l2", "batch", "seed"]) {
    const value = Number(given.get(name) ?? Number.NaN);
    if (Number.isFinite(value) && value >= 0) settings[name] = value;
  }
  const features = (given.get("features") ?? "").split(" ").filter((f) => FEATURE_NAMES.includes(f));
  if (features.length > 0) settings.features = FEATURE_NAMES.filter((f) => features.includes(f));
  if (given.has("hidden")) {
    settings.hidden = given.get("hidden").split("-").map(Number)
      .filter((n) => Number.isInteger(n) && n >= 1 && n <= MOST_UNITS).slice(0, MOST_LAYERS);
  }
  return settings;
}

export function toAddress(s) {
  const hash = new URLSearchParams({ ...s, features: s.features.join(" "), hidden: s.hidden.join("-") });
  history.replaceState(null, "", `#${hash}`);
}

function fill(id, values, text = String) {
  find(id).replaceChildren(...values.map((v) => element("option", { value: v }, text(v))));
}

/** Wires the fields: those that begin anew, and those that a training goes on with. */
export function wire(settings, { anew, adjust, speed }) {
  fill("speed", SPEEDS, (v) => (v === 20000 ? "as fast as it can" : `${v} epochs/s`));
  fill("learningRate", [...new Set([...RATES, settings.learningRate])].sort((a, b) => a - b));
  fill("l1", [...new Set([...PENALTIES, settings.l1])].sort((a, b) => a - b), (v) => (v === 0 ? "none" : String(v)));
  fill("l2", [...new Set([...PENALTIES, settings.l2])].sort((a, b) => a - b), (v) => (v === 0 ? "none" : String(v)));
  fill("activation", ACTIVATIONS, (v) => ({ relu: "ReLU", leaky_relu: "leaky ReLU", identity: "linear" }[v] ?? v));
  fill("optimiser", ["sgd", "momentum", "adam"], (v) => ({ sgd: "SGD", momentum: "momentum 0.9", adam: "Adam" }[v]));
  find("speed").value = 30;
  find("speed").addEventListener("change", () => speed(Number(find("speed").value)));
  for (const id of ["learningRate", "l1", "l2"]) {
    find(id).value = settings[id];
    find(id).addEventListener("change", () => {
      settings[id] = Number(find(id).value);
      adjust();
    });
  }
  for (const id of ["activation", "optimiser"]) {
    find(id).value = settings[id];
    find(id).addEventListener("change", () => {
      settings[id] = find(id).value;
      anew();
    });
  }
  const text = { testShare: (v) => `${Math.round(100 * v)} %`, noise: (v) => `${v} %` };
  for (const id of ["points", "testShare", "noise", "batch"]) {
    const say = () => { find(`${id}-out`).textContent = (text[id] ?? String)(Number(find(id).value)); };
    find(id).value = settings[id];
    say();
    find(id).addEventListener("input", say);
    find(id).addEventListener("change", () => {
      settings[id] = Number(find(id).value);
      anew();
    });
  }
  find("seed").value = settings.seed;
  find("seed").addEventListener("change", () => {
    settings.seed = Math.min(2147483647, Math.max(0, Math.round(Number(find("seed").value)) || 0));
    find("seed").value = settings.seed;
    anew();
  });
  find("data").append(...Object.entries(DATA).map(([name, label]) => {
    const radio = element("input", { type: "radio", name: "data", value: name, class: "unseen" });
    radio.checked = settings.data === name;
    radio.addEventListener("change", () => {
      settings.data = name;
      anew();
    });
    return element("label", { title: label }, radio, element("canvas", { width: 44, height: 44, "data-sketch": name, "aria-hidden": "true" }), element("span", {}, label));
  }));
}
