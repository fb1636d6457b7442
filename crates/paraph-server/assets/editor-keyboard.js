// Moving, resizing, removing, undoing by keyboard.
import { announce, word } from "asset:editor-page.js";
import { boxOf, fit, stretch } from "asset:editor-boxes.js";
import * as state from "asset:editor-state.js";

const STEP = 0.25;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Makes a box movable by keys; `away` removes a field. */
export function holdByKeys(box, id, away) {
  box.addEventListener("keydown", (event) => {
    if (ARROWS[event.key]) {
      event.preventDefault();
      move(state.find(id), event);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      away(id);
    } else if (event.key === "Escape") {
      state.choose(null);
    }
  });
}

function move(field, event) {
  const step = STEP * (event.shiftKey ? 10 : 1);
  const [x, y] = ARROWS[event.key].map((side) => side * step);
  state.remember();
  let atEdge = false;
  if (event.altKey) {
    atEdge = stretch(field, field.width + x, field.height + y);
  } else {
    field.left += x;
    field.top += y;
    atEdge = fit(field);
  }
  state.changed();
  announce(word(atEdge ? "editor-edge" : event.altKey ? "editor-resized" : "editor-moved"));
}

/** Goes one step back or forth; whoever stood on a field that is gone stands on the button that took it away. */
function turn(step, said, button) {
  const stood = document.activeElement;
  if (!step()) return;
  announce(word(said));
  if (stood && stood !== document.body && stood.isConnected && !stood.disabled) return;
  const near = boxOf(state.chosenId()) ?? boxOf(state.all().at(-1)?.id) ?? document.querySelector(".kind");
  (button.disabled ? near : button).focus({ preventScroll: true });
}

/** Listens for undo and redo, by their keys and by their buttons. */
export function listenForUndo() {
  const [undoButton, redoButton] = [document.getElementById("undo"), document.getElementById("redo")];
  const undo = () => turn(state.undo, "editor-undone", undoButton);
  const redo = () => turn(state.redo, "editor-redone", redoButton);
  undoButton.addEventListener("click", undo);
  redoButton.addEventListener("click", redo);
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], textarea")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    if (key === "z" && !event.shiftKey) undo();
    else redo();
  });
}
