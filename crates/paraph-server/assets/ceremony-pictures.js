// The pictures of what was kept, each as it will be sealed, over the fields that they are of.
import { announce } from "asset:ceremony-words.js";

/** The control of a field; none for a signature. */
export const input = (slot) => slot.querySelector("input:not([type=hidden])");

/** Shows what the service kept of the fields, and what it says is wrong with them. */
export function show(slots, kept) {
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

/** Hides the letters of a browser behind the picture of a text, until somebody types again. */
export function beginPictures(slots) {
  for (const slot of slots.filter((candidate) => candidate.dataset.kind === "text")) {
    const picture = slot.nextElementSibling;
    const seen = () => slot.classList.toggle("seen", !picture.hidden);
    picture.addEventListener("load", seen);
    if (picture.complete && picture.naturalWidth) seen();
    input(slot).addEventListener("input", () => slot.classList.remove("seen"));
  }
}
