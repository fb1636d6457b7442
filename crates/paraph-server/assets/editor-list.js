// The fields as a list: the way to them without a pointer or sight. What a field lies over is shown in its row.
import { icon, kindWord, make, placeWord, word } from "asset:editor-page.js";
import { markOf, nameOf } from "asset:editor-people.js";
import { boxOf, describe, drawBox } from "asset:editor-boxes.js";
import * as state from "asset:editor-state.js";

const list = document.getElementById("field-list");
const rows = new Map();
let warnings = [];

/** Takes over what the fields lie over. */
export function showWarnings(told) {
  warnings = told;
  drawList();
}

/** Draws every row; `away` removes a field. */
export function drawList(away = removeField) {
  removeField = away;
  for (const [id, row] of rows) {
    if (!state.find(id)) {
      row.remove();
      rows.delete(id);
    }
  }
  state.all().forEach((field, place) => {
    if (!rows.has(field.id)) rows.set(field.id, makeRow(field));
    drawRow(field, place);
  });
  document.getElementById("no-fields").hidden = state.all().length > 0;
  document.getElementById("undo").disabled = !state.canUndo();
  document.getElementById("redo").disabled = !state.canRedo();
}

let removeField = () => {};

function drawRow(field, place) {
  const row = rows.get(field.id);
  row.className = `${markOf(field.signatory)} ${field.id === state.chosenId() ? "chosen" : ""}`;
  row.querySelector(".hint").textContent = `${nameOf(field.signatory)} · ${placeWord(field)}`;
  row.querySelector(".away").setAttribute("aria-label", `${word("remove")}: ${describe(field)}`);
  const label = row.querySelector("input[type=text]");
  if (label && label.value !== field.label) label.value = field.label;
  const tick = row.querySelector("input[type=checkbox]");
  if (tick) tick.checked = field.required;
  const told = warnings.filter((warning) => warning.field === field.id);
  row.querySelector(".findings").replaceChildren(...told.map(({ tone, text }) => make("li", { className: tone }, icon(tone), make("span", {}, text))));
  // Moving a row would take the focus from it.
  if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
}

function makeRow({ id, kind }) {
  const go = make("button", { type: "button", className: "quiet what" }, icon(kind), make("span", {}, kindWord(kind)));
  go.addEventListener("click", () => {
    state.choose(id);
    boxOf(id).scrollIntoView({ block: "center" });
    boxOf(id).focus({ preventScroll: true });
  });
  const row = make("li", {}, go, make("span", { className: "hint" }), make("ul", { className: "findings" }));
  if (kind !== "signature" && kind !== "date") row.append(...makeDetails(id));
  const away = make("button", { type: "button", className: "quiet away" }, icon("remove"), make("span", {}, word("remove")));
  away.addEventListener("click", () => removeField(id));
  row.append(away);
  return row;
}

/** What a person is told to put in, and whether they must. */
function makeDetails(id) {
  const label = make("input", { type: "text", maxLength: 200 });
  label.addEventListener("focus", () => state.remember());
  label.addEventListener("input", () => {
    state.find(id).label = label.value;
    drawBox(state.find(id));
    state.changed();
  });
  const tick = make("input", { type: "checkbox" });
  tick.addEventListener("change", () => {
    state.remember();
    state.find(id).required = tick.checked;
    state.changed();
  });
  return [make("label", {}, word("field-label"), label), make("label", { className: "tick" }, tick, make("span", {}, word("field-required")))];
}
