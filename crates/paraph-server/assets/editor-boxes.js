// The fields as boxes on their pages.
import { icon, kindWord, make, placeWord, sheetOf, word } from "asset:editor-page.js";
import { markOf, nameOf } from "asset:editor-people.js";
import { clamp } from "asset:editor-room.js";
import * as state from "asset:editor-state.js";

const LEAST = 1;
const boxes = new Map();
let clashing = new Map();

export const boxOf = (id) => boxes.get(id);

/** A field in words. */
export function describe(field) {
  const text = word("editor-field", { kind: kindWord(field.kind), name: nameOf(field.signatory), place: placeWord(field) });
  return field.label ? `${text}: ${field.label}` : text;
}

/** Keeps a field on its page; says whether it would have gone over the edge. */
export function fit(field) {
  const wanted = [field.left, field.top];
  field.width = clamp(field.width, LEAST, 100);
  field.height = clamp(field.height, LEAST / 2, 100);
  field.left = clamp(field.left, 0, 100 - field.width);
  field.top = clamp(field.top, 0, 100 - field.height);
  return Math.abs(wanted[0] - field.left) > 0.01 || Math.abs(wanted[1] - field.top) > 0.01;
}

/** Resizes a field from its lower right corner, as far as its page goes. */
export function stretch(field, width, height) {
  field.width = clamp(width, LEAST, 100 - field.left);
  field.height = clamp(height, LEAST / 2, 100 - field.top);
  return width > 100 - field.left || height > 100 - field.top;
}

/** Takes over which fields lie over something, with their tone. */
export function showClashes(warnings) {
  clashing = new Map(warnings.map(({ field, tone }) => [field, tone]));
  for (const { field, tone } of warnings) if (tone === "bad") clashing.set(field, tone);
  for (const field of state.all()) drawBox(field);
}

/** Draws every box; `hold` is called once for each new one, to make it movable. */
export function drawBoxes(hold) {
  for (const [id, box] of boxes) {
    if (!state.find(id)) {
      box.remove();
      boxes.delete(id);
    }
  }
  for (const field of state.all()) {
    if (!boxes.has(field.id)) {
      boxes.set(field.id, makeBox(field));
      hold(boxes.get(field.id), field.id);
    }
    drawBox(field);
  }
}

function makeBox(field) {
  const caption = make("span", { className: "caption" }, icon(field.kind), make("span", {}, kindWord(field.kind)));
  const box = make("button", { type: "button" }, caption, make("span", { className: "handle" }));
  box.setAttribute("aria-describedby", "editor-help");
  return box;
}

/** Draws one box where its field is. */
export function drawBox(field) {
  const box = boxes.get(field.id);
  if (!box) return;
  const clash = clashing.get(field.id);
  box.className = `box ${markOf(field.signatory)}${clash ? ` clash ${clash}` : ""}`;
  box.dataset.field = field.id;
  box.setAttribute("aria-label", describe(field));
  box.setAttribute("aria-pressed", String(field.id === state.chosenId()));
  for (const side of ["left", "top", "width", "height"]) box.style.setProperty(side, `${field[side]}%`);
  const sheet = sheetOf(field);
  if (sheet && box.parentElement !== sheet) sheet.append(box);
}
