// Keeps a part of the page up to date. `data-live` is "self", or the address of a small JSON state that is asked first:
// only when it changes is the page fetched and the part exchanged, so that nothing jumps.
const WAIT_MS = 3000;
const WAIT_MAX_MS = 30000;

function fetchPage() {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    // Parsed as an inert document: no string is turned into markup here.
    request.responseType = "document";
    request.open("GET", location.href);
    request.onload = () => {
      if (request.status === 401) document.dispatchEvent(new CustomEvent("paraph:ended"));
      if (request.status === 200 && request.response) resolve(request.response);
      else reject(new Error());
    };
    request.onerror = reject;
    request.send();
  });
}

async function exchange(part) {
  const page = await fetchPage();
  const fresh = page.getElementById(part.id);
  // What stood still while it was awaited may bring more than this part: then the whole page is loaded anew.
  if (!fresh || !fresh.dataset.live) return location.reload();
  const next = document.importNode(fresh, true);
  const open = [...part.querySelectorAll("details")].map((details) => details.open);
  [...next.querySelectorAll("details")].forEach((details, index) => { details.open = open[index] ?? details.open; });
  const focused = part.contains(document.activeElement) && document.activeElement.id;
  part.replaceWith(next);
  if (focused) document.getElementById(focused)?.focus();
  next.dispatchEvent(new CustomEvent("paraph:swapped", { bubbles: true }));
  return next;
}

async function watch(part) {
  let known = null;
  let wait = WAIT_MS;
  while (part?.dataset.live) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (document.hidden) continue;
    try {
      if (part.dataset.live === "self") {
        part = await exchange(part);
      } else {
        const answer = await fetch(part.dataset.live, { headers: { Accept: "application/json" } });
        if (answer.status === 401) document.dispatchEvent(new CustomEvent("paraph:ended"));
        if (!answer.ok) throw new Error();
        const state = await answer.text();
        // The first answer may be newer than the page it finds, so it brings the part up to date too.
        if (state !== known) part = await exchange(part);
        known = state;
      }
      if (wait > WAIT_MS) document.dispatchEvent(new CustomEvent("paraph:signed-in"));
      wait = WAIT_MS;
    } catch {
      wait = Math.min(wait * 2, WAIT_MAX_MS);
    }
  }
}

for (const part of document.querySelectorAll("[data-live][id]")) watch(part);
