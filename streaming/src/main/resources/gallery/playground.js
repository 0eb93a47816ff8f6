// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { onScheme, tone } from "./colours.js";
import { command, element, find, icon, number, typing, whole } from "./common.js";
import { Chart } from "./curves.js";
import { Diagram, paint, points } from "./diagram.js";
import { DATA, fromAddress, toAddress, wire } from "./settings.js";
import { decode, feature, FEATURE_NAMES, TinyNetwork } from "./tiny.js";

const SIDE = 64; // places of a side at which the network is asked, each frame
const SEEN = 4; // frames after which the gallery hears that they were seen: it sends no more than eight ahead
const POINTS = 1200; // of the curves
const settings = fromAddress();
const history = { epochs: [], loss: [], testLoss: [], accuracy: [], testAccuracy: [] };
const pictures = Object.fromEntries(FEATURE_NAMES.map((name) => [name, feature(name, SIDE)]));
const plane = element("canvas");
const lossChart = new Chart("Loss", { file: "playground-loss" });
const accuracyChart = new Chart("Accuracy", { file: "playground-accuracy" });
let session = null;
let network = null;
let frame = null;
let parameters = null;
let values = null;
let pointed = null;
let source = null;
let playing = null;
let wanted = 0;

const diagram = new Diagram(find("nethead"), find("netbox"), {
  changed: () => open(),
  pointed: (unit) => {
    pointed = unit;
    drawOutput();
  },
  weight: (edge) => say(edge),
});

find("charts").append(lossChart.card, accuracyChart.card);
find("reset").append(icon("reset"));
find("step").append(icon("step"));

function fail(e) {
  find("failure").textContent = e.message;
  find("failure").hidden = false;
}

function say(edge) {
  find("said").textContent = edge && parameters
    ? `weight ${number(diagram.weightAt(parameters, edge))}` : "Point at a unit or an edge to look closer. Settings are kept in the address.";
}

function showPlaying(on) {
  if (on === playing) return; // a button that is made anew under the pointer hears no click
  playing = on;
  find("play").replaceChildren(icon(on ? "pause" : "play"));
  find("play").setAttribute("aria-label", on ? "Pause" : "Train");
}

/** Begins anew with the settings of the page. */
async function open(play = false) {
  const mine = ++wanted;
  source?.close();
  if (session) command(`/api/playground/${session.id}`, { action: "end" }).catch(() => {});
  session = null;
  showPlaying(false);
  toAddress(settings);
  diagram.build(settings);
  diagram.features(pictures, SIDE);
  try {
    const opened = await command("/api/playground", settings);
    if (mine !== wanted) {
      command(`/api/playground/${opened.id}`, { action: "end" }).catch(() => {});
      return;
    }
    session = opened;
    network = new TinyNetwork(session, SIDE);
    find("failure").hidden = true;
    find("stored").replaceChildren();
    find("accuracyBox").hidden = !session.classifies;
    accuracyChart.card.hidden = !session.classifies;
    find("discrete").disabled = !session.classifies;
    forget();
    await act({ action: "speed", speed: Number(find("speed").value) });
    watch();
    if (play) act({ action: "play" });
  } catch (e) {
    fail(e);
  }
}

function watch() {
  source?.close();
  const of = session;
  source = new EventSource(`/events/playground/${of.id}`);
  source.addEventListener("frame", (e) => {
    if (session !== of) return;
    find("offline").hidden = true;
    frame = JSON.parse(e.data);
    if (frame.frame % SEEN === 0 || !frame.playing) act({ action: "seen", frame: frame.frame });
    record();
    showPlaying(frame.playing);
    requestAnimationFrame(draw);
  });
  source.addEventListener("error", () => {
    if (session !== of) return;
    if (source.readyState === EventSource.CLOSED) open(); // forgotten while the page slept
    else find("offline").hidden = false;
  });
}

function forget() {
  for (const list of Object.values(history)) list.length = 0;
}

function record() {
  if (history.epochs.length > 0 && frame.epoch < history.epochs.at(-1)) forget();
  if (history.epochs.at(-1) === frame.epoch) return;
  history.epochs.push(frame.epoch);
  for (const name of ["loss", "testLoss", "accuracy", "testAccuracy"]) history[name].push(frame[name] ?? null);
  if (history.epochs.length > POINTS) {
    for (const list of Object.values(history)) list.splice(0, list.length, ...list.filter((_, k) => k % 2 === 0));
  }
}

function draw() {
  if (!frame || !session) return;
  if (drawn === frame) return;
  drawn = frame;
  parameters = decode(frame.parameters);
  values = network.run(parameters);
  diagram.show(values, parameters, session, SIDE);
  drawOutput();
  find("epoch").textContent = whole(frame.epoch);
  find("loss").textContent = number(frame.loss);
  find("testLoss").textContent = number(frame.testLoss);
  find("testAccuracy").textContent = frame.testAccuracy === undefined ? "–" : `${(100 * frame.testAccuracy).toFixed(1)} %`;
  if (frame.diverged) fail(new Error("The loss is no number any more: try a lower learning rate."));
  const curve = (name, y) => ({ name, x: [...history.epochs], y: [...y] });
  lossChart.update([curve("training", history.loss), curve("test", history.testLoss)]);
  if (session.classifies) accuracyChart.update([curve("training", history.accuracy), curve("test", history.testAccuracy)]);
}
let drawn = null;

/** The network's answer over the plane, or that of a unit which the user points at, with the points. */
function drawOutput() {
  if (!values) return;
  const canvas = find("output");
  const size = canvas.clientWidth * (window.devicePixelRatio || 1);
  if (canvas.width !== size) {
    canvas.width = size;
    canvas.height = size;
  }
  const at = pointed && values[pointed.l]?.[pointed.o] ? pointed : { l: values.length - 1, o: 0 };
  paint(plane, values[at.l][at.o], SIDE, { discrete: find("discrete").checked && session.classifies });
  const g = canvas.getContext("2d");
  g.imageSmoothingEnabled = !find("discrete").checked;
  g.drawImage(plane, 0, 0, size, size);
  points(g, session.train, size, size / 95, tone("card"));
  if (find("showTest").checked) points(g, session.test, size, size / 105, tone("ink"));
}

async function act(body) {
  if (!session) return;
  try {
    await command(`/api/playground/${session.id}`, body);
  } catch (e) {
    if (e.status === 404) await open();
    else fail(e);
  }
}

function play() {
  showPlaying(!playing);
  act({ action: playing ? "play" : "pause" });
}

function step() {
  showPlaying(false);
  act({ action: "step", epochs: 1 });
}

function reset() {
  find("failure").hidden = true;
  act({ action: "reset" });
}

async function store() {
  find("store").disabled = true;
  find("stored").textContent = "Storing…";
  try {
    const { run } = await command(`/api/playground/${session.id}/run`, {});
    find("stored").replaceChildren(element("a", { href: `/runs/${encodeURIComponent(run)}` }, run));
  } catch (e) {
    find("stored").textContent = e.message;
  }
  find("store").disabled = false;
}

/** Small pictures of the data sets, drawn from the formulas that they follow. */
function sketches() {
  const random = (() => {
    let state = 7;
    return () => ((state = (state * 16807) % 2147483647) / 2147483647);
  })();
  const draws = {
    circle: (k) => { const inner = k % 2; const r = inner ? random() * 2.4 : 3.6 + random() * 1.4; const a = random() * 7; return [r * Math.sin(a), r * Math.cos(a), inner ? 1 : -1]; },
    "playground-xor": () => { const [x, y] = [random() * 10 - 5, random() * 10 - 5]; return [x, y, x * y >= 0 ? 1 : -1]; },
    gauss: (k) => { const c = k % 2 ? 2 : -2; const n = () => random() + random() + random() - 1.5; return [c + n(), c + n(), Math.sign(c)]; },
    spiral: (k) => { const first = k % 2; const t = random(); const a = 1.75 * t * 2 * Math.PI + (first ? 0 : Math.PI); return [5 * t * Math.sin(a), 5 * t * Math.cos(a), first ? 1 : -1]; },
    plane: () => { const [x, y] = [random() * 12 - 6, random() * 12 - 6]; return [x, y, (x + y) / 10]; },
    "gauss-regression": () => { const [x, y] = [random() * 12 - 6, random() * 12 - 6]; const near = [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]]; return [x, y, near.reduce((b, [a, c, s]) => { const h = s * Math.max(0, 1 - Math.hypot(x - a, y - c) / 2); return Math.abs(h) > Math.abs(b) ? h : b; }, 0)]; },
  };
  for (const name of Object.keys(DATA)) {
    const canvas = document.querySelector(`canvas[data-sketch="${name}"]`);
    const g = canvas.getContext("2d");
    const set = { x: [], y: [], target: [] };
    for (let k = 0; k < 160; k++) {
      const [x, y, target] = draws[name](k);
      set.x.push(x);
      set.y.push(y);
      set.target.push(target);
    }
    g.clearRect(0, 0, 44, 44);
    points(g, set, 44, 1.6, null);
  }
}

wire(settings, {
  anew: () => open(playing),
  adjust: () => {
    toAddress(settings);
    act({ action: "adjust", learningRate: settings.learningRate, l1: settings.l1, l2: settings.l2 });
  },
  speed: (value) => act({ action: "speed", speed: value }),
});
sketches();
find("play").addEventListener("click", play);
find("step").addEventListener("click", step);
find("reset").addEventListener("click", reset);
find("store").addEventListener("click", store);
for (const id of ["showTest", "discrete"]) find(id).addEventListener("change", drawOutput);
document.addEventListener("keydown", (e) => {
  if (typing(e) || e.target.tagName === "CANVAS") return;
  const task = { " ": play, ArrowRight: step, r: reset }[e.key];
  if (!task) return;
  e.preventDefault();
  task();
});
document.addEventListener("visibilitychange", () => { if (document.hidden && playing) act({ action: "pause" }); });
onScheme(() => {
  paint.recolour();
  sketches();
  diagram.features(pictures, SIDE);
  drawn = null;
  draw();
});
say(null);
showPlaying(false);
open();
