// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0

/** A colour of the style sheet. */
export const tone = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The colour of the i-th curve. */
export const curveColour = (i) => tone(`c${i % 8}`);

export const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;

/** Calls when the page turns dark or light. */
export function onScheme(task) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", task);
}

const VIRIDIS = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99], [170, 220, 50], [253, 231, 37]];
const NEGATIVE = [217, 95, 2];
const POSITIVE = [24, 110, 190];
const NEGATIVE_DARK = [255, 143, 66];
const POSITIVE_DARK = [84, 168, 245];

function mix(a, b, t) {
  return [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t];
}

/** A colour of 0..1, dark to bright. */
export function sequential(t) {
  const at = Math.min(1, Math.max(0, t)) * (VIRIDIS.length - 1);
  const i = Math.min(VIRIDIS.length - 2, Math.floor(at));
  return mix(VIRIDIS[i], VIRIDIS[i + 1], at - i);
}

/** A colour of -1..1: orange, the ground, blue; the ground fits the page. */
export function diverging(t, isDark = dark()) {
  const ground = isDark ? [30, 30, 36] : [250, 250, 252];
  const size = Math.min(1, Math.abs(t));
  const end = t < 0 ? (isDark ? NEGATIVE_DARK : NEGATIVE) : isDark ? POSITIVE_DARK : POSITIVE;
  return mix(ground, end, size);
}

export const rgb = (c, alpha = 1) => `rgba(${Math.round(c[0])},${Math.round(c[1])},${Math.round(c[2])},${alpha})`;

/** 256 colours of a map over from..to as bytes, for pictures of many points. */
export function table(map, from, to) {
  const bytes = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) bytes.set(map(from + ((to - from) * i) / 255).map(Math.round), 3 * i);
  return bytes;
}
