// Fields that were changed here and elsewhere: each is shown both ways, and whoever edits decides.
import { kindWord, make, placeWord, word } from "asset:editor-page.js";
import { nameOf } from "asset:editor-people.js";

const dialog = document.getElementById("conflict");

/** One version of a field in words. */
function version(field) {
  if (!field) return word("conflict-removed");
  const per = (value) => Math.round(value * 10) / 10;
  const text = word("conflict-version", {
    name: nameOf(field.signatory), place: placeWord(field), left: per(field.left), top: per(field.top), width: per(field.width), height: per(field.height),
  });
  return field.label ? `${text} · ${field.label}` : text;
}

function choice(key, field, decide) {
  const button = make("button", { type: "button" }, make("strong", {}, word(key)), make("span", { className: "hint" }, version(field)));
  button.dataset.take = key;
  button.addEventListener("click", decide);
  return button;
}

/** Asks about one conflict after the other; comes back with the version to keep of each, by identifier. */
export function ask(conflicts) {
  const decided = new Map();
  return new Promise((resolve) => {
    const next = () => {
      const conflict = conflicts[decided.size];
      if (!conflict) {
        dialog.close();
        return resolve(decided);
      }
      const { id, mine, theirs } = conflict;
      const decide = (field) => () => { decided.set(id, field); next(); };
      dialog.querySelector("#conflict-field").textContent = kindWord((mine ?? theirs).kind);
      dialog.querySelector(".choices").replaceChildren(
        choice("conflict-mine", mine, decide(mine)), choice("conflict-theirs", theirs, decide(theirs)),
      );
      dialog.querySelector("button").focus();
    };
    // Without a decision one of the two would be lost.
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.onclose = () => { if (decided.size < conflicts.length) dialog.showModal(); };
    dialog.showModal();
    next();
  });
}
