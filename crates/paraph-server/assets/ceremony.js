// The signing ceremony: counts what is left, leads to the next thing, takes the signature, keeps what was filled in.
import { beginKeeping } from "asset:ceremony-keeping.js";
import { beginWatching, isOpened, report } from "asset:ceremony-shown.js";

const form = document.getElementById("signing");
const bar = document.querySelector(".bar");
const dialog = document.getElementById("signature");
const slots = [...form.querySelectorAll(".slot")];
const needed = slots.filter((slot) => "needed" in slot.dataset);
const places = slots.filter((slot) => slot.dataset.kind === "signature");
const next = document.getElementById("next");
let begun = false;
const narrow = matchMedia("(max-width: 48rem)");
let adopted = places.length === 0;
let pad = null;

const word = (key, values = {}) =>
  document.querySelector(`#words [data-word="${key}"]`).textContent.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const announce = (text) => { document.getElementById("announce").textContent = text; };
const input = (slot) => slot.querySelector("input:not([type=hidden])");
const chosen = () => form.elements.signature_kind.value;

function done(slot) {
  if (slot.dataset.kind === "signature") return adopted;
  return slot.dataset.kind === "tick" ? input(slot).checked : input(slot).value.trim() !== "";
}

// --- progress
function count() {
  const finished = needed.filter(done).length;
  const text = word("bar-progress", { done: finished, count: needed.length });
  document.getElementById("done-meter").value = finished;
  document.getElementById("done-count").textContent = text;
  const all = finished === needed.length;
  bar.querySelector(".finish").hidden = !all;
  next.hidden = all;
  next.firstElementChild.textContent = word(finished || begun ? "next" : "bar-start");
  if (all) bar.querySelector(".mirror").hidden = true;
  for (const tab of document.querySelectorAll("[data-tab]")) {
    const left = needed.filter((slot) => slot.closest(".sheet").dataset.document === tab.dataset.tab && !done(slot)).length;
    tab.querySelector(".left").textContent = left || "";
  }
  return all;
}

function changed() {
  if (count()) announce(word("bar-ready"));
  save();
}

// --- the one control that leads on
function lead() {
  begun = true;
  count();
  for (const slot of slots) slot.classList.remove("now");
  const slot = needed.find((candidate) => !done(candidate));
  if (!slot) return form.querySelector("#act").scrollIntoView({ block: "center" });
  slot.classList.add("now");
  slot.scrollIntoView({ block: "center" });
  const mirror = bar.querySelector(".mirror");
  mirror.hidden = true;
  if (slot.dataset.kind === "signature") return open();
  if (slot.dataset.kind === "text" && narrow.matches) return reflect(slot, mirror);
  input(slot).focus({ preventScroll: true });
}

/** On a phone a field on the page is too small to type in: the bar holds a larger one that writes through. */
function reflect(slot, mirror) {
  const field = input(slot);
  const large = mirror.querySelector("input");
  mirror.hidden = false;
  mirror.querySelector("label").textContent = field.getAttribute("aria-label");
  large.value = field.value;
  large.oninput = () => { field.value = large.value; count(); mirror.hidden = false; save(); };
  large.onkeydown = (event) => { if (event.key === "Enter") { event.preventDefault(); lead(); } };
  large.focus({ preventScroll: true });
}

next.addEventListener("click", lead);

// --- the signature
async function open() {
  if (!dialog.open) dialog.showModal();
  problem("");
  await preparePad();
  const first = dialog.querySelector(".choice input:checked");
  first.focus();
}

async function preparePad() {
  const canvas = document.getElementById("pad");
  if (chosen() !== "drawn" || !canvas.offsetWidth) return;
  if (!pad) {
    const { default: SignaturePad } = await import(form.dataset.pad);
    const ratio = Math.max(devicePixelRatio, 1);
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad = new SignaturePad(canvas, { penColor: "#10243d", minWidth: 0.8, maxWidth: 2.8 });
    pad.addEventListener("beginStroke", () => problem(""));
  }
}

function problem(key) {
  const box = document.getElementById("signature-problem");
  box.hidden = !key;
  box.textContent = key ? word(key) : "";
}

function strokes() {
  const groups = pad ? pad.toData() : [];
  const points = groups.flatMap((group) => group.points);
  if (!points.length) return null;
  const [xs, ys] = [points.map((point) => point.x), points.map((point) => point.y)];
  const bounds = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  // A dot or a dash is no signature.
  if (bounds.right - bounds.left < 40 || bounds.bottom - bounds.top < 8) return null;
  return { groups, bounds };
}

function canvasMark(source, [x, y, width, height]) {
  const mark = Object.assign(document.createElement("canvas"), { width, height });
  mark.getContext("2d").drawImage(source, x, y, width, height, 0, 0, width, height);
  return mark;
}

/** The mark as it will stand on the page, or the key of what is wrong. */
async function takeMark() {
  if (chosen() === "typed") {
    const text = form.elements.signature_text.value.trim();
    return text ? Object.assign(document.createElement("span"), { textContent: text }) : "signature-empty";
  }
  if (chosen() === "drawn") {
    const drawn = strokes();
    if (!drawn) return "signature-too-small";
    form.elements.signature_strokes.value = JSON.stringify(drawn.groups);
    const canvas = document.getElementById("pad");
    const ratio = canvas.width / canvas.offsetWidth;
    const { left, right, top, bottom } = drawn.bounds;
    return canvasMark(canvas, [left - 4, top - 4, right - left + 8, bottom - top + 8].map((side) => Math.round(side * ratio)));
  }
  const file = form.elements.signature_image.files[0];
  if (!file) return "signature-no-image";
  try {
    const image = await createImageBitmap(file);
    return canvasMark(image, [0, 0, image.width, image.height]);
  } catch {
    return "signature-no-image";
  }
}

function copyOf(mark) {
  const copy = mark.cloneNode(true);
  if (mark instanceof HTMLCanvasElement) copy.getContext("2d").drawImage(mark, 0, 0);
  copy.classList.add("mark");
  return copy;
}

async function use() {
  const mark = await takeMark();
  if (typeof mark === "string") return problem(mark);
  for (const slot of places) {
    const link = slot.querySelector(".sign-here");
    link.querySelector(".mark")?.remove();
    link.append(copyOf(mark));
    const said = [mark.textContent.trim(), word("signature-placed"), word("signature-change")];
    link.setAttribute("aria-label", said.filter(Boolean).join(". "));
    slot.classList.add("filled");
    slot.classList.remove("now");
  }
  adopted = true;
  dialog.close();
  announce(word("signature-placed"));
  changed();
  const rest = needed.find((slot) => !done(slot));
  (rest ? next : bar.querySelector(".finish button")).focus({ preventScroll: true });
}

dialog.close();
for (const slot of places) {
  slot.querySelector(".sign-here").addEventListener("click", (event) => { event.preventDefault(); open(); });
}
for (const radio of dialog.querySelectorAll("[name=signature_kind]")) {
  radio.addEventListener("change", () => { problem(""); preparePad(); });
}
document.getElementById("signature-use").addEventListener("click", use);
document.getElementById("signature-close").addEventListener("click", () => dialog.close());
document.getElementById("pad-clear").addEventListener("click", () => pad?.clear());
form.elements.signature_text.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); use(); } });

// --- keeping what was filled in
const keeping = beginKeeping(form, {
  more: () => [["signature_text", form.elements.signature_text.value], ["viewed", report()]],
  changed: count,
  failed: () => announce(word("not-saved")),
});
const save = keeping.soon;

form.addEventListener("input", (event) => { if (event.target.closest(".slot")) changed(); });
form.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "consent") {
    event.preventDefault();
    return void keeping.now();
  }
  if (!adopted) {
    event.preventDefault();
    return void open();
  }
  if (mustAskFirst(event.submitter)) return event.preventDefault();
  keeping.stop();
  announce(word("signing-now"));
});
// --- which pages were in view
const viewed = document.getElementById("viewed");
const asking = document.getElementById("not-opened");
let isNew = false;
viewed.value = report();
beginWatching(form.querySelectorAll(".sheet"), viewed.dataset.opened, () => { viewed.value = report(); isNew = true; });
document.addEventListener("visibilitychange", () => {
  if (document.hidden && isNew) keeping.now();
  isNew = false;
});

/** Before documents are signed that were not opened, asks; whoever was asked may sign them all the same. */
function mustAskFirst(button) {
  const rest = [...asking.querySelectorAll("[data-document]")].filter((row) => !isOpened(row.dataset.document));
  const all = rest.length === 0 || asking.contains(button) || form.querySelectorAll("section[id^='paper-']").length < 2;
  document.getElementById("unopened").value = asking.contains(button) ? "yes" : "";
  if (all) return false;
  for (const row of asking.querySelectorAll("[data-document]")) row.hidden = !rest.includes(row);
  asking.hidden = false;
  const title = document.getElementById("not-opened-title");
  title.scrollIntoView({ block: "center" });
  title.focus({ preventScroll: true });
  return true;
}

// The menu closes when one of its links leads away, or by Escape.
const menu = document.getElementById("menu");
menu.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) menu.open = false; });
menu.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu.open) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
// Links into a folded part unfold it.
function unfold() {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", unfold);
unfold();
for (const link of document.querySelectorAll('a[href="#decline"], a[href="#consent"]')) {
  link.addEventListener("click", () => {
    const target = document.getElementById(link.hash.slice(1));
    target.open = true;
    target.querySelector("summary").focus({ preventScroll: true });
  });
}
count();
