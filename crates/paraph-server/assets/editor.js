// The field editor: takes over the fields that the server drew, and brings its parts together.
import { announce, editor, word } from "asset:editor-page.js";
import { boxOf, drawBoxes, showClashes } from "asset:editor-boxes.js";
import { drawList, showWarnings } from "asset:editor-list.js";
import { holdByPointer } from "asset:editor-drag.js";
import { holdByKeys, listenForUndo } from "asset:editor-keyboard.js";
import { listenToPalette } from "asset:editor-palette.js";
import { beginSaving, save } from "asset:editor-saving.js";
import * as state from "asset:editor-state.js";

/** Removes a field; the focus goes to the one after it. */
function away(id) {
  const near = state.remove(id);
  announce(word("editor-removed"));
  (near ? boxOf(near.id) : document.querySelector(".kind")).focus({ preventScroll: true });
}

function hold(box, id) {
  box.addEventListener("focus", () => { if (state.chosenId() !== id) state.choose(id); });
  holdByPointer(box, id);
  holdByKeys(box, id, away);
}

function draw() {
  drawBoxes(hold);
  drawList(away);
}

/** A field as the server drew it. */
function read(box) {
  const { field: id, signatory, kind, label, required } = box.dataset;
  const sheet = box.closest(".sheet");
  const [left, top, width, height] = ["left", "top", "width", "height"].map((side) => Number(box.dataset[side]));
  return { id, document: sheet.dataset.document, page: Number(sheet.dataset.page), signatory, kind, left, top, width, height, label, required: required === "true" };
}

/** What the server said of the fields that it drew. */
function readWarnings() {
  return [...document.querySelectorAll("#field-list [data-warning]")].map((row) => ({ field: row.dataset.warning, tone: row.dataset.tone, text: row.textContent.trim() }));
}

/** Shows what the fields lie over, and says it when it is new. */
let heard = new Set();
function warn(warnings) {
  showClashes(warnings);
  showWarnings(warnings);
  const news = warnings.filter(({ text }) => !heard.has(text));
  heard = new Set(warnings.map(({ text }) => text));
  if (news.length) announce(news.map(({ text }) => text).join(" "));
}

function start() {
  const boxes = [...editor.querySelectorAll(".box")];
  const warnings = readWarnings();
  const order = [...document.querySelectorAll("#field-list > li")].map((row) => row.dataset.field);
  const fields = boxes.map(read).sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
  for (const box of boxes) box.remove();
  document.getElementById("field-list").replaceChildren();
  state.begin(fields);
  state.watch(draw);
  draw();
  heard = new Set(warnings.map(({ text }) => text));
  beginSaving(warn);
  warn(warnings);
  state.watch((what) => { if (what === "changed") save(); });
  listenForUndo();
  listenToPalette();
}

// A page that comes back from the browser's memory shows what was, not what is.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
if (editor) start();
