// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { decades, placeOf, ticks } from "./curves.js";
import { element, json, number, whole } from "./common.js";

const RANGED = 80; // steps whose surfaces are read to know the range of all
const GROUPS = { plane: "Planes", line: "Lines", function: "Functions", neurons: "Weights of one unit" };
export const STEPS_A_SECOND = 4;
export const CLAMPS = [["1", "all values"], ["0.99", "99 %"], ["0.95", "95 %"], ["0.8", "80 %"]];

function title(slice) {
  if (slice.kind === "neurons") return `${slice.layer} unit ${slice.neuron}: weights ${slice.input0} and ${slice.input1}`;
  return slice.id;
}

/** Slices to choose from, by their kind. */
export function sliceOptions(list) {
  return Object.entries(GROUPS).map(([kind, label]) => [label, list.filter((s) => s.kind === kind)])
    .filter(([, some]) => some.length > 0)
    .map(([label, some]) => element("optgroup", { label }, ...some.map((s) => element("option", { value: s.id }, title(s)))));
}

export function select(label, choices) {
  return element("select", { "aria-label": label }, ...choices.map(([value, text]) => element("option", { value }, text)));
}

export function toggle(text, on) {
  const button = element("button", { type: "button", class: "toggle", "aria-pressed": String(on) }, text);
  button.on = () => button.getAttribute("aria-pressed") === "true";
  button.set = (value) => button.setAttribute("aria-pressed", String(value));
  return button;
}

/** A value as it is drawn: a height, or null where there is none. */
function scale(v, logs) {
  if (v === null || !Number.isFinite(v)) return null;
  if (!logs) return v;
  return v > 0 ? Math.log10(v) : null;
}

/** The least and greatest height shown; outliers beyond the share that is shown are cut off. */
export function range(values, share, logs) {
  const all = values.map((v) => scale(v, logs)).filter((v) => v !== null).sort((a, b) => a - b);
  if (all.length === 0) return [0, 1];
  const high = all[Math.min(all.length - 1, Math.floor(share * all.length))];
  return high > all[0] ? [all[0], high] : [all[0] - 0.5, all[0] + 0.5];
}

/** The surfaces of one slice of one run, read as they are needed. */
export class Surfaces {
  constructor(run) {
    this.run = run;
    this.api = `/api/runs/${encodeURIComponent(run)}/slices`;
    this.kept = new Map();
    this.facts = null;
    this.asked = 0;
  }

  list() {
    return json(this.api);
  }

  /** Reads what a slice is; says whether its surfaces must be read anew, null where another was chosen meanwhile. */
  async choose(id) {
    const mine = ++this.asked;
    const facts = await json(`${this.api}/${encodeURIComponent(id)}`);
    if (mine !== this.asked) return null;
    const complete = [...this.kept.values()].every((k) => !k.surface?.pending);
    if (this.facts?.id === id && this.facts.steps.join() === facts.steps.join() && complete) {
      this.facts.path = facts.path; // the trajectory comes last
      return false;
    }
    this.facts = facts;
    this.kept.clear();
    return true;
  }

  get last() {
    return this.facts.steps.length - 1;
  }

  load(step) {
    let loading = this.kept.get(step);
    if (!loading) {
      const facts = this.facts;
      loading = json(`${this.api}/${encodeURIComponent(facts.id)}/surface?step=${step}`).then((surface) => {
        if (this.facts === facts) this.kept.set(step, Object.assign(loading, { surface }));
        return surface;
      });
      this.kept.set(step, loading);
    }
    return loading;
  }

  /** Reads those around a place; false where another slice was chosen meanwhile. */
  async need(at) {
    const facts = this.facts;
    const around = [...new Set([Math.floor(at), Math.ceil(at)])];
    if (around.some((i) => !this.ready(i))) await Promise.all(around.map((i) => this.load(facts.steps[i])));
    return this.facts === facts;
  }

  /** Reads the others, so that sliding does not wait and their range is known. */
  async readAll() {
    const facts = this.facts;
    for (const step of facts.steps.slice(0, RANGED)) {
      if (this.facts !== facts) return false;
      await this.load(step);
    }
    return this.facts === facts;
  }

  ready(index) {
    return this.kept.get(this.facts.steps[index])?.surface;
  }

  /** All values that were read. */
  pool(key) {
    return [...this.kept.values()].filter((k) => k.surface).flatMap((k) => k.surface[key]);
  }

  /** What is seen at a place: between two steps the surface is between the two. Null until both were read. */
  at(place, key) {
    const [from, to] = [this.ready(Math.floor(place)), this.ready(Math.ceil(place))];
    if (!from || !to) return null;
    const t = place - Math.floor(place);
    const same = from.alpha.join() === to.alpha.join() && from.beta.join() === to.beta.join();
    const here = t < 0.5 ? from : to;
    const values = !same || t === 0 ? here[key]
      : from[key].map((v, i) => (v === null || to[key][i] === null ? here[key][i] : v + (to[key][i] - v) * t));
    return { here, values, step: this.facts.steps[Math.round(place)] };
  }

  /**
   * The trajectory on the surface of a step. Coordinates count from the slice's origin step; on surfaces that share its
   * directions they count from the surface's own snapshot, which projection, being linear, allows; on others there are none.
   */
  pathAt(step) {
    const own = this.facts.path.find((p) => p.step === step && p.worker === -1);
    if (step === this.facts.originStep) return this.facts.path;
    if (this.facts.use !== "shared" || !own) return [];
    return this.facts.path.map((p) => ({ ...p, alpha: p.alpha - own.alpha, beta: p.beta - own.beta }));
  }

  /**
   * What a scene draws of a place: key names the value, low and high are the ends of the heights, alpha and beta the ends
   * of the axes.
   */
  picture({ here, values, step }, { key, logs, low, high, alpha, beta }) {
    const height = (v) => {
      const s = scale(v, logs);
      return s === null ? null : Math.min(1, Math.max(0, (s - low) / (high - low)));
    };
    const on = ([from, to], v) => (to > from ? (2 * (v - from)) / (to - from) - 1 : 0);
    const path = this.pathAt(step).map((p) => ({
      x: on(alpha, p.alpha), y: on(beta, p.beta), height: height(p[key]), worker: p.worker, marked: p.step === step,
    }));
    if (path.length === 0 && this.facts.kind !== "function") { // the snapshot lies at offset 0
      const middle = placeOf(here.alpha, 1e-12) * here.beta.length + placeOf(here.beta, 1e-12);
      path.push({ x: on(alpha, 0), y: on(beta, 0), height: height(values[middle]), worker: -1, marked: true });
    }
    const plain = this.facts.kind === "function" ? ["x", "y"] : ["α", "β"];
    return {
      surface: {
        rows: here.alpha.length, cols: here.beta.length, heights: values.map(height),
        x: here.alpha.map((v) => on(alpha, v)), y: here.beta.map((v) => on(beta, v)),
        xName: this.facts.alphaName ?? plain[0], yName: this.facts.betaName ?? plain[1],
        xEnds: alpha.map(number), yEnds: beta.map(number),
        heightName: `${key}${logs ? ", log" : ""}`,
        heightTicks: (logs ? decades(low, high) : ticks(low, high, 5))
          .map((v) => [(v - low) / (high - low), number(Number((logs ? 10 ** v : v).toPrecision(6)))]),
      },
      path,
      beyond: path.filter((p) => Math.abs(p.x) > 1.001 || Math.abs(p.y) > 1.001).length,
    };
  }

  /** What a picture cannot show. */
  said(here, beyond) {
    const said = [];
    const sent = here.alpha.length * here.beta.length;
    if (here.pending) said.push(`${whole(here.pending)} points to come`);
    if (here.notFinite) said.push(`${whole(here.notFinite)} are no numbers`);
    if (sent < here.points) said.push(`${whole(sent)} of ${whole(here.points)} points drawn`);
    if (beyond) said.push(`${whole(beyond)} snapshots lie beyond the surface`);
    return said.join(" · ");
  }

  /** The curves of a line, one a series of data. */
  curves(here, key) {
    const cols = here.beta.length;
    return here.beta.map((b, j) => ({
      name: this.facts.series[j] || `series ${j}`, x: here.alpha, y: here.alpha.map((_, i) => here[key][i * cols + j]),
    }));
  }

  address(what) {
    return `${this.api}/${encodeURIComponent(this.facts.id)}/${what}`;
  }

  manifest(step) {
    return `/api/runs/${encodeURIComponent(this.run)}/figure?kind=surface&slice=${encodeURIComponent(this.facts.id)}&step=${step}`;
  }
}

/** The values under the pointer in words. */
export function describe(here, index) {
  const [i, j] = [Math.floor(index / here.beta.length), index % here.beta.length];
  return `${number(here.alpha[i])}, ${number(here.beta[j])}: loss ${number(here.loss[index])}${here.accuracy[index] === null ? "" : `, accuracy ${(100 * here.accuracy[index]).toFixed(1)} %`}`;
}

/** The ends of the axes that several surfaces share. */
export function ends(surfaces) {
  const of = (axis) => [Math.min(...surfaces.map((s) => s[axis][0])), Math.max(...surfaces.map((s) => s[axis].at(-1)))];
  return { alpha: of("alpha"), beta: of("beta") };
}
