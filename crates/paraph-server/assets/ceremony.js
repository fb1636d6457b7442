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
let adopted = places.length === 0 || dialog.dataset.kept !== "";
let pad = null;
let taken = { kind: dialog.dataset.kept || "typed", text: form.elements.signature_text.defaultValue };

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
  drawResult();
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
    pad.addEventListener("endStroke", drawSoon);
  }
}

function problem(key) {
  say(key ? word(key) : "");
}

function say(text) {
  const box = document.getElementById("signature-problem");
  box.hidden = !text;
  box.textContent = text;
}

/** What the dialog holds, as a form, or the key of what is missing. */
function signature() {
  const data = new FormData();
  data.append("signature_kind", chosen());
  if (chosen() === "typed") {
    const text = form.elements.signature_text.value.trim();
    if (!text) return "signature-empty";
    data.append("signature_text", text);
  } else if (chosen() === "drawn") {
    const groups = pad ? pad.toData() : [];
    if (!groups.length) return "signature-too-small";
    data.append("signature_strokes", JSON.stringify(groups));
  } else {
    const file = form.elements.signature_image.files[0];
    if (!file) return "signature-no-image";
    data.append("signature_image", file);
  }
  return data;
}

/** Sends a form; gives the answer, or throws the sentence that says what is wrong. */
async function post(address, body) {
  let answer;
  try {
    answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new Error(word("not-saved"));
  }
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Error(said.error ?? word("not-saved"));
}

// --- the real result, drawn by the server as it will be sealed, while one types, draws or chooses
const result = document.getElementById("signature-result");
let drawing = 0;
let drawTimer = null;

function drawSoon() {
  problem("");
  clearTimeout(drawTimer);
  drawTimer = setTimeout(drawResult, 300);
}

async function drawResult() {
  const data = signature();
  const mine = ++drawing;
  if (typeof data === "string") return void (result.hidden = true);
  try {
    const answer = await post(form.dataset.preview, data);
    const picture = await createImageBitmap(await answer.blob());
    if (mine !== drawing) return;
    const canvas = result.querySelector("canvas");
    Object.assign(canvas, { width: picture.width, height: picture.height });
    canvas.getContext("2d").drawImage(picture, 0, 0);
    result.hidden = false;
  } catch (wrong) {
    if (mine !== drawing) return;
    result.hidden = true;
    say(wrong.message);
  }
}

function placed() {
  for (const slot of places) {
    const text = chosen() === "typed" ? form.elements.signature_text.value.trim() : "";
    const said = [text, word("signature-placed"), word("signature-change")];
    slot.querySelector(".sign-here").setAttribute("aria-label", said.filter(Boolean).join(". "));
    slot.classList.add("filled");
    slot.classList.remove("now");
  }
}

async function use() {
  const data = signature();
  if (typeof data === "string") return problem(data);
  const button = document.getElementById("signature-use");
  button.disabled = true;
  try {
    show(await (await post(form.dataset.signature, data)).json());
  } catch (wrong) {
    return say(wrong.message);
  } finally {
    button.disabled = false;
  }
  adopted = true;
  taken = { kind: chosen(), text: form.elements.signature_text.value };
  placed();
  dialog.close();
  announce(word("signature-placed"));
  changed();
  const rest = needed.find((slot) => !done(slot));
  (rest ? next : bar.querySelector(".finish button")).focus({ preventScroll: true });
}

// What was changed in the dialog and not taken leaves no trace: what is signed is what the page shows.
function restore() {
  form.elements.signature_kind.value = taken.kind;
  form.elements.signature_text.value = taken.text;
  form.elements.signature_image.value = "";
}
dialog.addEventListener("close", restore);
restore();
dialog.close();
for (const slot of places) {
  slot.querySelector(".sign-here").addEventListener("click", (event) => { event.preventDefault(); open(); });
}
for (const radio of dialog.querySelectorAll("[name=signature_kind]")) {
  radio.addEventListener("change", () => { problem(""); preparePad().then(drawResult); });
}
document.getElementById("signature-use").addEventListener("click", use);
document.getElementById("signature-close").addEventListener("click", () => dialog.close());
document.getElementById("pad-clear").addEventListener("click", () => { pad?.clear(); drawSoon(); });
form.elements.signature_text.addEventListener("input", drawSoon);
form.elements.signature_image.addEventListener("change", drawSoon);
form.elements.signature_text.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); use(); } });

// --- keeping what was filled in
const keeping = beginKeeping(form, {
  more: () => [["viewed", report()]],
  changed: count,
  kept: show,
  failed: () => announce(word("not-saved")),
});
const save = keeping.soon;

// --- the pictures of what was kept, each as it will be sealed
function show(kept) {
  for (const slot of slots) {
    const id = slot.id.replace("slot-", "");
    const picture = document.getElementById(`picture-${id}`);
    if (picture) picture.hidden = !kept.pictures[id];
    if (picture?.hidden) slot.classList.remove("seen");
    if (picture && kept.pictures[id]) picture.setAttribute("src", kept.pictures[id]);
    tell(slot, slot.dataset.kind === "text" ? kept.problems[id] ?? "" : "");
  }
}

function tell(slot, problem) {
  const field = input(slot);
  slot.querySelector(".slot-problem")?.remove();
  slot.classList.toggle("wrong", problem !== "");
  if (!field) return;
  if (!problem) return field.removeAttribute("aria-describedby");
  const box = Object.assign(document.createElement("p"), { className: "slot-problem", id: `problem-${field.name}`, textContent: problem });
  slot.append(box);
  field.setAttribute("aria-describedby", box.id);
  announce(problem);
}

for (const slot of slots.filter((candidate) => candidate.dataset.kind === "text")) {
  const picture = slot.nextElementSibling;
  const seen = () => slot.classList.toggle("seen", !picture.hidden);
  picture.addEventListener("load", seen);
  if (picture.complete && picture.naturalWidth) seen();
  input(slot).addEventListener("input", () => slot.classList.remove("seen"));
}
if (places.length && adopted) placed();

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
