// New fields: dragged from the palette, pressed and then clicked onto a page, or by keyboard into a free place in view.
import { announce, icon, kindWord, make, placeWord, sheetAt, sheetInView, sheets, word } from "asset:editor-page.js";
import { chosenPerson, markOf, nameOf } from "asset:editor-people.js";
import { freePlace } from "asset:editor-room.js";
import { boxOf, fit } from "asset:editor-boxes.js";
import { follow } from "asset:editor-drag.js";
import * as state from "asset:editor-state.js";

const kinds = [...document.querySelectorAll(".kind[data-kind]")];
let armed = null;

/** How large a field of a kind begins, in per cent of its page. */
function sizeOf(kind, sheet) {
  const page = sheet.getBoundingClientRect();
  const sizes = { signature: [30, 6], date: [18, 2.6], text: [28, 2.6], tick: [2.6, (2.6 * page.width) / page.height] };
  const [width, height] = sizes[kind];
  return { width, height };
}

function place(kind, sheet, area) {
  const field = {
    id: state.newId(), document: sheet.dataset.document, page: Number(sheet.dataset.page), signatory: chosenPerson(), kind,
    left: area.left, top: area.top, width: area.width, height: area.height, label: "", required: kind !== "tick",
  };
  fit(field);
  state.add(field);
  boxOf(field.id).scrollIntoView({ block: "nearest" });
  boxOf(field.id).focus({ preventScroll: true });
  announce(word("editor-placed", { kind: kindWord(kind), name: nameOf(field.signatory), place: placeWord(field) }));
}

/** Places a field around where the pointer is. */
function placeAt(kind, event) {
  const sheet = sheetAt(event);
  if (!sheet) return;
  const page = sheet.getBoundingClientRect();
  const size = sizeOf(kind, sheet);
  const [x, y] = [((event.clientX - page.left) / page.width) * 100, ((event.clientY - page.top) / page.height) * 100];
  place(kind, sheet, { left: x - size.width / 2, top: y - size.height / 2, ...size });
}

/** Places a field where there is room on the page in view. */
function placeInView(kind) {
  const sheet = sheetInView();
  const page = sheet.getBoundingClientRect();
  const [top, bottom] = [Math.max(page.top, 0), Math.min(page.bottom, innerHeight)];
  const [middle, reach] = [((top + bottom) / 2 - page.top) / page.height, (bottom - top) / 2 / page.height].map((part) => part * 100);
  const here = (field) => field.document === sheet.dataset.document && field.page === Number(sheet.dataset.page);
  const wanted = { size: sizeOf(kind, sheet), middle, reach, kind, name: nameOf(chosenPerson()) };
  const free = freePlace(sheet, state.all().filter(here), wanted);
  if (free) place(kind, sheet, free);
  else announce(word("editor-no-room"));
}

function arm(kind) {
  armed = kind;
  document.body.classList.toggle("placing", Boolean(kind));
  for (const button of kinds) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
}

/** What hangs on the pointer while a field is dragged from the palette. */
function makeGhost(kind) {
  const caption = make("span", { className: "caption" }, icon(kind), kindWord(kind));
  const ghost = make("div", { className: `box ghost ${markOf(chosenPerson())}` }, caption);
  document.body.append(ghost);
  return ghost;
}

function listenToKind(button) {
  const kind = button.dataset.kind;
  let dragged = false;
  button.addEventListener("click", (event) => {
    if (dragged) dragged = false;
    else if (event.detail === 0) placeInView(kind);
    else arm(armed === kind ? null : kind);
  });
  button.addEventListener("pointerdown", (start) => {
    if (start.button !== 0) return;
    let ghost = null;
    dragged = false;
    follow(start, (moved) => {
      if (!ghost && Math.hypot(moved.clientX - start.clientX, moved.clientY - start.clientY) < 6) return;
      ghost ??= makeGhost(kind);
      dragged = true;
      ghost.style.setProperty("left", `${moved.clientX + 8}px`);
      ghost.style.setProperty("top", `${moved.clientY + 8}px`);
    }, (end) => {
      ghost?.remove();
      if (dragged && end.type === "pointerup") placeAt(kind, end);
      setTimeout(() => { dragged = false; });
    });
  });
}

/** Makes the palette work. */
export function listenToPalette() {
  for (const button of kinds) listenToKind(button);
  for (const sheet of sheets) {
    sheet.addEventListener("click", (event) => {
      if (!armed || event.target.closest(".box")) return;
      placeAt(armed, event);
      arm(null);
    });
  }
  addEventListener("keydown", (event) => { if (event.key === "Escape") arm(null); });
}
