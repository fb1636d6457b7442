// Keeps what was filled in. Each field says what was read of it, so that two windows or devices erase nothing of each other:
// what only one of them changed is taken over, and what both changed is asked about.
const PAUSE_MS = 700;
const CROWDED_MS = 5000;
const dialog = document.getElementById("differing");
const inputOf = (slot) => slot.querySelector("input[name^='f-']");
const readOf = (slot) => slot.querySelector("input[name^='was-']");
const valueOf = (input) => (input.type === "checkbox" ? (input.checked ? "yes" : "") : input.value);

function put(input, value) {
  if (input.type === "checkbox") input.checked = value === "yes";
  else input.value = value;
}

/** Sends what is filled in; `more` are pairs beside the fields. Gives the answer. */
async function send(address, fields, more) {
  const values = new URLSearchParams(more);
  for (const slot of fields) {
    const input = inputOf(slot);
    values.append(readOf(slot).name, readOf(slot).value);
    if (input.type !== "checkbox" || input.checked) values.append(input.name, input.value);
  }
  const answer = await fetch(address, { method: "POST", body: values, headers: { Accept: "application/json" }, keepalive: true });
  if (!answer.ok && answer.status !== 409) throw new Error(answer.status);
  return answer.json();
}

/** Asks which of two values counts. */
function ask(slot, here, there) {
  const [mine, other] = dialog.querySelectorAll("button");
  dialog.querySelector("strong").textContent = inputOf(slot).getAttribute("aria-label");
  mine.querySelector(".hint").textContent = here || "–";
  other.querySelector(".hint").textContent = there || "–";
  return new Promise((resolve) => {
    const decide = (value) => { dialog.onclose = null; dialog.close(); resolve(value); };
    mine.onclick = () => decide(here);
    other.onclick = () => decide(there);
    dialog.onclose = () => dialog.showModal();
    dialog.showModal();
  });
}

/** Takes over what is kept now: `kept` if it is what was sent, `taken` if something came from elsewhere, `asked` if a person chose. */
async function take(fields, sent, { values, conflicts }) {
  let outcome = "kept";
  for (const slot of fields) {
    const [input, read] = [inputOf(slot), readOf(slot)];
    const kept = values[input.name.slice(2)] ?? "";
    if (conflicts.includes(input.name.slice(2))) {
      put(input, await ask(slot, valueOf(input), kept));
      read.value = kept;
      outcome = "asked";
      continue;
    }
    if (sent.get(slot).trim() !== kept && outcome === "kept") outcome = "taken";
    if (valueOf(input) === sent.get(slot) && valueOf(input).trim() !== kept) {
      put(input, kept);
    }
    read.value = kept;
  }
  return outcome;
}

/**
 * Begins to keep the fields of a form. Gives functions that keep them soon, at once, or only if something is not kept yet; the
 * last two give what came of it. `more` gives further pairs, `changed` is called when values came from elsewhere, `kept` with the answer, `failed` when
 * nothing could be kept.
 */
export function beginKeeping(form, { more, changed, kept, failed }) {
  const fields = [...form.querySelectorAll(".slot")].filter(inputOf);
  let timer = null;
  let busy = null;
  const keep = async () => {
    const sent = new Map(fields.map((slot) => [slot, valueOf(inputOf(slot))]));
    try {
      const answer = await send(form.dataset.save, fields, more());
      if (!answer.values) return "failed";
      const outcome = await take(fields, sent, answer);
      changed();
      kept(answer);
      if (outcome === "asked") soon();
      return outcome;
    } catch (wrong) {
      if (wrong.message === "503") timer = setTimeout(now, CROWDED_MS);
      failed();
      return "failed";
    }
  };
  const now = () => {
    clearTimeout(timer);
    const mine = Promise.resolve(busy).then(keep).finally(() => { if (busy === mine) busy = null; });
    busy = mine;
    return mine;
  };
  const settled = async () => {
    const last = await busy;
    if (last && last !== "kept") return last;
    return fields.every((slot) => valueOf(inputOf(slot)).trim() === readOf(slot).value) ? "kept" : now();
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(now, PAUSE_MS);
  };
  return { soon, now, settled, stop: () => clearTimeout(timer) };
}
