// Who signs: the select of the palette is their list, and answers of the server bring it up to date.
import { make } from "asset:editor-page.js";

const who = document.getElementById("who");

/** The person for whom the next field is. */
export const chosenPerson = () => who.value;

function option(id) {
  return [...who.options].find((candidate) => candidate.value === id);
}

export const isKnown = (id) => Boolean(option(id));
export const nameOf = (id) => option(id)?.textContent ?? "";
export const markOf = (id) => option(id)?.dataset.who ?? "who-0";

/** Takes over who signs now. */
export function adoptPeople(people) {
  const chosen = who.value;
  for (const one of [...who.options]) if (!people.some((person) => person.id === one.value)) one.remove();
  for (const { id, name, mark } of people) {
    const known = option(id) ?? who.appendChild(make("option", { value: id }));
    known.textContent = name;
    known.dataset.who = mark;
  }
  if (isKnown(chosen)) who.value = chosen;
}
