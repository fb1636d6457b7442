// The one list of fields that is the truth, with its history. Whoever shows or saves it is notified of each change.
import { merge } from "asset:editor-merge.js";

const STEPS_MAX = 200;
const watchers = [];
let fields = [];
let chosen = null;
let past = [];
let future = [];

export const all = () => fields;
export const find = (id) => fields.find((field) => field.id === id);
export const chosenId = () => chosen;
export const canUndo = () => past.length > 0;
export const canRedo = () => future.length > 0;

/** Calls `watcher` with "changed" or "chosen" after every change. */
export function watch(watcher) {
  watchers.push(watcher);
}

function tell(what) {
  for (const watcher of watchers) watcher(what);
}

/** A new identifier: 128 random bits, in hexadecimal. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Takes the fields as the server drew them. */
export function begin(read) {
  fields = read;
}

/** What a step goes back to. */
export const snapshot = () => JSON.stringify(fields);

/** Remembers a snapshot, so that what follows can be undone. */
export function remember(before = snapshot()) {
  past.push(before);
  if (past.length > STEPS_MAX) past.shift();
  future = [];
}

export function choose(id) {
  chosen = id;
  tell("chosen");
}

/** Something was changed in place. */
export function changed() {
  tell("changed");
}

export function add(field) {
  remember();
  fields.push(field);
  chosen = field.id;
  tell("changed");
}

/** Removes a field, and gives the one that stands in its place in the list. */
export function remove(id) {
  remember();
  const index = fields.findIndex((field) => field.id === id);
  fields.splice(index, 1);
  chosen = null;
  tell("changed");
  return fields[Math.min(index, fields.length - 1)];
}

function turn(from, to) {
  if (!from.length) return false;
  to.push(snapshot());
  fields = JSON.parse(from.pop());
  if (!find(chosen)) chosen = null;
  tell("changed");
  return true;
}

export const undo = () => turn(past, future);
export const redo = () => turn(future, past);

/** Takes over merged fields. What can be undone is merged too, so that no step back takes away what others did. */
export function adopt(merged, { base, theirs }) {
  const rebase = (step) => JSON.stringify(merge({ base, mine: JSON.parse(step), theirs }).fields);
  past = past.map(rebase);
  future = future.map(rebase);
  fields = merged;
  if (!find(chosen)) chosen = null;
  tell("changed");
}
