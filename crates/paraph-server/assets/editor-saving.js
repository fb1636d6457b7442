// Saving: what is shown is sent a moment after the last change, one request at a time, with the revision it began from.
// When the draft was changed elsewhere meanwhile, both sides are merged and the outcome is saved.
import { editor, make, word } from "asset:editor-page.js";
import { adoptPeople, isKnown } from "asset:editor-people.js";
import { merge, plain } from "asset:editor-merge.js";
import { ask } from "asset:editor-question.js";
import * as state from "asset:editor-state.js";

const PAUSE_MS = 500;
const RETRY_MS = 4000;
const KEEPALIVE_BYTES_MAX = 60000;
const saved = document.getElementById("saved");
const news = document.getElementById("merged");
let revision = Number(editor?.dataset.revision);
let base = [];
let lost = null;
let timer = null;
let busy = false;
let waiting = false;
let onWarnings = () => {};

function tell(text, tone = "") {
  saved.textContent = text;
  saved.className = `saved ${tone}`.trim();
}

/** Takes what the server drew for what it holds; `warn` is told what the fields lie over. */
export function beginSaving(warn) {
  base = state.all().map(plain);
  onWarnings = warn;
  document.addEventListener("paraph:signed-in", () => { if (waiting && !busy) later(0); });
  addEventListener("beforeunload", (event) => {
    if (!waiting && !busy) return;
    send();
    event.preventDefault();
  });
}

/** Saves soon. */
export function save() {
  waiting = true;
  tell(word("editor-saving"));
  later(PAUSE_MS);
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(send, pause);
}

async function send() {
  if (busy) return;
  busy = true;
  waiting = false;
  let done = null;
  try {
    done = await exchange();
  } catch {
    done = { text: word("editor-not-saved"), tone: "bad", again: RETRY_MS };
  }
  busy = false;
  if (done.again) waiting = true;
  // What was changed while the answer was awaited is saved next, and announced then.
  if (waiting) later(done.again ?? 0);
  if (!waiting || done.again) tell(done.text, done.tone);
  if (done.link) saved.append(" ", make("a", { href: done.link, textContent: word("editor-go-on") }));
}

/** One exchange with the server, and what is to be said of it. */
async function exchange() {
  const fields = state.all().map(plain);
  const answer = await post(fields);
  const known = answer.headers.get("content-type")?.startsWith("application/json");
  const body = known ? await answer.json() : {};
  if (answer.status === 401) document.dispatchEvent(new CustomEvent("paraph:ended"));
  if (answer.ok) {
    document.dispatchEvent(new CustomEvent("paraph:signed-in"));
    take(body);
    return { text: word("editor-saved") };
  }
  if (answer.status === 409 && body.fields) return reconcile(body);
  // Sent meanwhile, or refused as it is: another attempt would end alike.
  if (answer.status === 409 || answer.status === 422) return { text: body.error ?? word("editor-not-saved"), tone: "bad", link: body.onward };
  throw new Error();
}

async function post(fields) {
  const body = JSON.stringify({ revision, fields });
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  try {
    return await fetch(editor.dataset.save, { method: "POST", headers, body, keepalive: body.length < KEEPALIVE_BYTES_MAX });
  } catch (error) {
    lost = fields;
    throw error;
  }
}

/** What the server holds now is what the next save begins from. */
function take({ revision: now, fields, people, warnings }) {
  revision = now;
  base = fields.map(plain);
  lost = null;
  adoptPeople(people);
  onWarnings(warnings);
}

/** Merges what was changed here and elsewhere, asking where both changed the same field, and saves the outcome. */
async function reconcile(body) {
  adoptPeople(body.people);
  // An attempt before this one may have arrived though its answer did not.
  const sides = { base, theirs: body.fields, lost };
  const stays = (field) => !field || isKnown(field.signatory);
  const open = merge({ ...sides, mine: state.all() }).conflicts.filter(({ mine, theirs }) => stays(mine) && stays(theirs));
  if (open.length) tell(word("editor-question"), "bad");
  const decided = open.length ? await ask(open) : new Map();
  // Fields may have been changed here while the question stood open, so the sides are merged anew.
  const { fields, conflicts, brought } = merge({ ...sides, mine: state.all() });
  const settled = conflicts.reduce((list, { id, theirs }) => settle(list, id, decided.has(id) ? decided.get(id) : theirs), fields);
  take(body);
  state.adopt(settled.filter(stays), sides);
  news.textContent = word("editor-merged", brought);
  news.hidden = false;
  return { text: word("editor-saving"), again: PAUSE_MS };
}

/** The list with one field as decided; absent when that was the decision. */
function settle(list, id, field) {
  const rest = list.filter((other) => other.id !== id);
  return field ? [...rest, { ...field }] : rest;
}
