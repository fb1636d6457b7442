// Moving and resizing by pointer, and following one from the palette onto a page.
import { announce, sheetAt, sheetOf, sheets, word } from "asset:editor-page.js";
import { drawBox, fit, stretch } from "asset:editor-boxes.js";
import * as state from "asset:editor-state.js";

/** Follows a pointer until it is let go. */
export function follow(start, onMove, onEnd) {
  const move = (event) => { if (event.pointerId === start.pointerId) onMove(event); };
  const end = (event) => {
    if (event.pointerId !== start.pointerId) return;
    removeEventListener("pointermove", move);
    removeEventListener("pointerup", end);
    removeEventListener("pointercancel", end);
    onEnd(event);
  };
  addEventListener("pointermove", move);
  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
}

/** Makes a box movable by pointer. */
export function holdByPointer(box, id) {
  box.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    box.focus({ preventScroll: true });
    const before = state.snapshot();
    const first = { ...state.find(id), x: event.clientX, y: event.clientY };
    const act = event.target.classList.contains("handle") ? resize : drag;
    let atEdge = false;
    follow(event, (moved) => {
      atEdge = act(state.find(id), first, moved);
      drawBox(state.find(id));
    }, () => {
      if (state.snapshot() === before) return;
      state.remember(before);
      state.changed();
      announce([word(act === resize ? "editor-resized" : "editor-moved"), atEdge ? word("editor-edge") : ""].join(" ").trim());
    });
  });
}

function resize(field, first, moved) {
  const page = (sheetOf(field) ?? sheets[0]).getBoundingClientRect();
  const [width, height] = [(moved.clientX - first.x) / page.width, (moved.clientY - first.y) / page.height];
  return stretch(field, first.width + width * 100, first.height + height * 100);
}

/** Moves a field with the pointer, onto another page when the pointer is there. */
function drag(field, first, moved) {
  const from = sheetOf(first).getBoundingClientRect();
  const sheet = sheetAt(moved) ?? sheetOf(field);
  const page = sheet.getBoundingClientRect();
  // The place where the pointer took hold of the field stays under the pointer.
  const holdX = first.x - from.left - (first.left / 100) * from.width;
  const holdY = first.y - from.top - (first.top / 100) * from.height;
  field.document = sheet.dataset.document;
  field.page = Number(sheet.dataset.page);
  field.left = ((moved.clientX - holdX - page.left) / page.width) * 100;
  field.top = ((moved.clientY - holdY - page.top) / page.height) * 100;
  return fit(field);
}
