// Copyright The Weightlapse Authors.
// SPDX-License-Identifier: Apache-2.0
import { element } from "./common.js";

function keep(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = element("a", { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A cell of a table as text. */
function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function saveCsv(name, rows) {
  keep(new Blob([rows.map((r) => r.map(cell).join(",")).join("\n") + "\n"], { type: "text/csv" }), name);
}

/** Saves what a canvas shows, on the ground of the page. */
export function savePng(canvas, name, ground) {
  const copy = element("canvas", { width: canvas.width, height: canvas.height });
  const g = copy.getContext("2d");
  g.fillStyle = ground;
  g.fillRect(0, 0, copy.width, copy.height);
  g.drawImage(canvas, 0, 0);
  copy.toBlob((blob) => keep(blob, name));
}

/** A menu of what a figure can be saved as: addresses, or things to do. */
export function saveMenu(choices) {
  const list = element("div", { class: "choices" });
  const menu = element("details", { class: "save" }, element("summary", { "aria-label": "Download" }, "Download"), list);
  const set = (next) => {
    list.replaceChildren(...Object.entries(next).filter(([, target]) => target).map(([label, target]) => {
      if (typeof target === "string") return element("a", { href: target, download: "" }, label);
      const button = element("button", { type: "button", class: "link" }, label);
      button.addEventListener("click", () => {
        target();
        menu.open = false;
      });
      return button;
    }));
  };
  set(choices);
  menu.set = set;
  menu.addEventListener("keydown", (e) => {
    if (e.key === "Escape") {
      menu.open = false;
      menu.firstElementChild.focus();
    }
  });
  document.addEventListener("pointerdown", (e) => { if (!menu.contains(e.target)) menu.open = false; });
  return menu;
}
