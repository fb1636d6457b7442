// The signature: typed, drawn or uploaded in a dialog that shows the result as it will be sealed.
import { announce, word } from "asset:ceremony-words.js";

const form = document.getElementById("signing");
const dialog = document.getElementById("signature");
let pad = null;
let taken = { kind: dialog.dataset.kept || "typed", text: form.elements.signature_text.defaultValue };
let onTaken = () => {};

const chosen = () => form.elements.signature_kind.value;

/** Whether a signature was kept before this page was made. */
export const isKept = () => dialog.dataset.kept !== "";

/** The text of a typed signature; empty for any other. */
export const typedText = () => (chosen() === "typed" ? form.elements.signature_text.value.trim() : "");

/** Opens the dialog. */
export async function openSignature() {
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

async function use() {
  const data = signature();
  if (typeof data === "string") return problem(data);
  const button = document.getElementById("signature-use");
  button.disabled = true;
  let kept;
  try {
    kept = await (await post(form.dataset.signature, data)).json();
  } catch (wrong) {
    return say(wrong.message);
  } finally {
    button.disabled = false;
  }
  taken = { kind: chosen(), text: form.elements.signature_text.value };
  dialog.close();
  announce(word("signature-placed"));
  onTaken(kept);
}

// What was changed in the dialog and not taken leaves no trace: what is signed is what the page shows.
function restore() {
  form.elements.signature_kind.value = taken.kind;
  form.elements.signature_text.value = taken.text;
  form.elements.signature_image.value = "";
  form.elements.signature_image.dispatchEvent(new Event("paraph:emptied"));
}

/** Makes the dialog work; `whenTaken` is called with what the service kept of each signature that is taken. */
export function beginSignature(whenTaken) {
  onTaken = whenTaken;
  dialog.addEventListener("close", restore);
  restore();
  dialog.close();
  for (const radio of dialog.querySelectorAll("[name=signature_kind]")) {
    radio.addEventListener("change", () => { problem(""); preparePad().then(drawResult); });
  }
  document.getElementById("signature-use").addEventListener("click", use);
  document.getElementById("signature-close").addEventListener("click", () => dialog.close());
  document.getElementById("pad-clear").addEventListener("click", () => { pad?.clear(); drawSoon(); });
  form.elements.signature_text.addEventListener("input", drawSoon);
  form.elements.signature_image.addEventListener("change", drawSoon);
  form.elements.signature_text.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); use(); } });
}
