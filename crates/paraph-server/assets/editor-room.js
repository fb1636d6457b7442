// Where a field has room on its page: never on another field, and beside the text if there is room beside it.
const STEP = 1;
const MARGIN = 4;
/** How much two areas may share before they meet, in per cent of the page. */
const HAIR = 0.1;
/** How much room is left around a field that is placed by keys. */
const GAP = 0.75;
const RULED = /[_.…‗]{5,}/g;
const texts = new WeakMap();

export const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));

/** Whether two areas lie over each other. */
export function meet(one, other) {
  const across = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const down = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return across > HAIR && down > HAIR;
}

/** The words of a page and their areas, from the layer that the server lays over its image. */
function textsOf(sheet) {
  if (texts.has(sheet)) return texts.get(sheet);
  const { width, height } = sheet.querySelector("svg.words")?.viewBox.baseVal ?? {};
  const read = [...sheet.querySelectorAll("svg.words text")].map((line) => {
    const [x, base, size, length] = ["x", "y", "font-size", "textLength"].map((name) => Number(line.getAttribute(name)));
    const area = { left: (x / width) * 100, width: (length / width) * 100, top: ((base - size * 0.8) / height) * 100, height: (size / height) * 100 };
    return { text: line.textContent.trimEnd(), base: (base / height) * 100, ...area };
  });
  texts.set(sheet, read);
  return read;
}

/** The ruled lines of a page on which people sign. */
function ruledLines(sheet) {
  return textsOf(sheet).flatMap((line) => [...line.text.matchAll(RULED)].map((run) => ({
    left: line.left + (line.width * run.index) / line.text.length,
    width: (line.width * run[0].length) / line.text.length,
    base: line.base,
  })));
}

const isWords = (line) => /[\p{L}\p{N}]{2}/u.test(line.text.replace(RULED, ""));

/** The places that a signature line offers, those beside the person's name first. */
function onRuledLines(sheet, size, name) {
  const beside = (line) => textsOf(sheet).some(({ text, top }) => name && text.includes(name) && Math.abs(top - line.base) < 8);
  const lines = ruledLines(sheet).filter((line) => line.width >= size.width / 3);
  return lines.map((line) => ({
    left: clamp(line.left, 0, 100 - size.width), top: clamp(line.base - size.height, 0, 100 - size.height), ...size, near: beside(line) ? 0 : 1,
  }));
}

/** Places over the whole page, those nearest to the height that is read first. */
function everywhere(size, middle) {
  const lefts = [50 - size.width / 2, MARGIN, 100 - MARGIN - size.width, 25 - size.width / 2, 75 - size.width / 2]
    .map((left) => clamp(left, 0, 100 - size.width));
  const places = [];
  for (let away = 0; away <= 100; away += STEP) {
    for (const top of away ? [middle + away, middle - away] : [middle]) {
      if (top - size.height / 2 < 0 || top + size.height / 2 > 100) continue;
      for (const left of lefts) places.push({ left, top: top - size.height / 2, ...size });
    }
  }
  return places;
}

/**
 * A free place of a size on a page, near a height (per cent from its top); null when fields fill the page. A signature
 * goes onto a free signature line in view, `reach` up and down.
 */
export function freePlace(sheet, taken, { size, middle, reach, kind, name }) {
  const around = ({ left, top, width, height }) => ({ left: left - GAP, top: top - GAP, width: width + 2 * GAP, height: height + 2 * GAP });
  const isFree = (place) => !taken.some((field) => meet(field, around(place)));
  if (kind === "signature") {
    const inReach = onRuledLines(sheet, size, name).filter((place) => Math.abs(place.top - middle) <= reach && isFree(place));
    const best = inReach.sort((a, b) => a.near - b.near || Math.abs(a.top - middle) - Math.abs(b.top - middle))[0];
    if (best) return best;
  }
  const words = textsOf(sheet).filter(isWords);
  const free = everywhere(size, middle).filter(isFree);
  return free.find((place) => !words.some((line) => meet(line, place))) ?? free[0] ?? null;
}
