// The signing ceremony: counts what is left, leads to the next thing, takes the signature, keeps what was filled in.
import { beginKeeping } from "asset:ceremony-keeping.js";
import { beginPictures, input, show } from "asset:ceremony-pictures.js";
import { beginWatching, isOpened, report } from "asset:ceremony-shown.js";
import { beginSignature, isKept, openSignature, typedText } from "asset:ceremony-signature.js";
import { announce, word } from "asset:ceremony-words.js";

const form = document.getElementById("signing");
const bar = document.querySelector(".bar");
const slots = [...form.querySelectorAll(".slot")];
const needed = slots.filter((slot) => "needed" in slot.dataset);
const places = slots.filter((slot) => slot.dataset.kind === "signature");
const next = document.getElementById("next");
let begun = false;
const narrow = matchMedia("(max-width: 48rem)");
let adopted = places.length === 0 || isKept();


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
  if (slot.dataset.kind === "signature") return openSignature();
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
function placed() {
  for (const slot of places) {
    const said = [typedText(), word("signature-placed"), word("signature-change")];
    slot.querySelector(".sign-here").setAttribute("aria-label", said.filter(Boolean).join(". "));
    slot.classList.add("filled");
    slot.classList.remove("now");
  }
}

for (const slot of places) {
  slot.querySelector(".sign-here").addEventListener("click", (event) => { event.preventDefault(); openSignature(); });
}
beginSignature((kept) => {
  adopted = true;
  shown.value = kept.shown;
  show(slots, kept);
  placed();
  changed();
  const rest = needed.find((slot) => !done(slot));
  (rest ? next : bar.querySelector(".finish button")).focus({ preventScroll: true });
});

// --- keeping what was filled in
const shown = document.getElementById("shown");

/** Shows what is kept of the fields. A signature that came from another page is not taken over: signing shows it first. */
function showKept(kept) {
  const [mark, values] = kept.shown.split("-");
  const mine = shown.value.split("-")[0];
  show(mark === mine ? slots : slots.filter((slot) => slot.dataset.kind !== "signature"), kept);
  shown.value = `${mine}-${values}`;
}

const keeping = beginKeeping(form, {
  more: () => [["viewed", report()]],
  changed: count,
  kept: showKept,
  failed: () => announce(word("not-saved")),
});
const save = keeping.soon;

beginPictures(slots);
if (places.length && adopted) placed();

form.addEventListener("input", (event) => { if (event.target.closest(".slot")) changed(); });
form.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "consent") {
    event.preventDefault();
    return void keeping.now();
  }
  if (!adopted) {
    event.preventDefault();
    return void openSignature();
  }
  if (isKeptNow) return void announce(word("signing-now"));
  event.preventDefault();
  if (!mustAskFirst(event.submitter)) signAsShown(event.submitter);
});

// What was typed last is kept and shown before it is signed. What came from another page meanwhile was not shown yet when the
// person signed: the service answers with the page, and says so.
let isSigning = false;
let isKeptNow = false;
async function signAsShown(button) {
  if (isSigning) return;
  isSigning = true;
  const before = shown.value;
  const outcome = await keeping.settled();
  if (outcome === "asked") {
    isSigning = false;
    return;
  }
  if (outcome !== "kept") shown.value = before;
  keeping.stop();
  // A form cannot be submitted from within its own submit event.
  await new Promise((resolve) => setTimeout(resolve));
  isSigning = false;
  isKeptNow = true;
  form.requestSubmit(button);
  isKeptNow = false;
}

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
