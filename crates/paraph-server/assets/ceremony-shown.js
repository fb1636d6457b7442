// Which pages were in view: at least half of the page, or of the window, for a second, in a window that is not hidden. It is
// sent with the form as evidence, and says before signing which documents were not opened.
const SECOND_MS = 1000;
const seen = new Map();
const timers = new Map();
let onNew = () => {};

function note(sheet) {
  const { document: id, page } = sheet.dataset;
  if (!seen.has(id)) seen.set(id, new Set());
  const pages = seen.get(id);
  if (pages.has(Number(page))) return;
  pages.add(Number(page));
  onNew();
}

function watch({ target, isIntersecting, intersectionRect, boundingClientRect }) {
  const half = Math.min(boundingClientRect.height, innerHeight) / 2;
  const inView = isIntersecting && intersectionRect.height >= half && !document.hidden;
  if (!inView) {
    clearTimeout(timers.get(target));
    timers.delete(target);
  } else if (!timers.has(target)) {
    timers.set(target, setTimeout(() => {
      timers.delete(target);
      if (!document.hidden && target.querySelector("img").complete) note(target);
    }, SECOND_MS));
  }
}

/** Pages as `1-3,5`. */
function ranges(pages) {
  const said = [];
  for (const page of [...pages].sort((a, b) => a - b)) {
    const last = said.at(-1);
    if (last && last[1] + 1 === page) last[1] = page;
    else said.push([page, page]);
  }
  return said.map(([first, last]) => (first === last ? first : `${first}-${last}`)).join(",");
}

/** What was in view so far, as the server reads it; never empty, for that would say that no script runs. */
export const report = () => [...seen].map(([id, pages]) => `${id}:${ranges(pages)}`).join(";") || "-";

export const isOpened = (id) => seen.has(id);

/** Begins to watch the pages of a form; `earlier` is what was in view before, `changed` is called after each new page. */
export function beginWatching(sheets, earlier, changed) {
  for (const id of earlier.split(" ").filter(Boolean)) seen.set(id, seen.get(id) ?? new Set());
  onNew = changed;
  const steps = Array.from({ length: 21 }, (_, step) => step / 20);
  const observer = new IntersectionObserver((entries) => entries.forEach(watch), { threshold: steps });
  for (const sheet of sheets) observer.observe(sheet);
  // What was covered by another window counts anew when it is seen again.
  document.addEventListener("visibilitychange", () => {
    for (const sheet of sheets) {
      observer.unobserve(sheet);
      observer.observe(sheet);
    }
  });
}
