// The page of the field editor: its parts, its sentences, and small things to build it with.
export const editor = document.querySelector(".editor");
export const sheets = editor ? [...editor.querySelectorAll(".sheet")] : [];
const names = new Map(sheets.map((sheet) => [sheet.dataset.document, sheet.closest("section").getAttribute("aria-label")]));

/** A sentence of the server's, with its values. */
export function word(key, values = {}) {
  const text = document.querySelector(`#words [data-word="${key}"]`).textContent;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const kindWord = (kind) => word(`field-${kind}`);

/** A drawn symbol. */
export function icon(name) {
  return document.querySelector(`#words template[data-icon="${name}"]`).content.firstElementChild.cloneNode(true);
}

/** Says something to whoever listens to the page. */
export function announce(text) {
  document.getElementById("announce").textContent = text;
}

/** An element with properties and children. */
export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** The page that a field is on. */
export function sheetOf(field) {
  return sheets.find((sheet) => sheet.dataset.document === field.document && Number(sheet.dataset.page) === field.page);
}

/** Where a field stands, in words: its document too, when there are several. */
export function placeWord(field) {
  const page = word("page-number", { page: field.page });
  return names.size > 1 ? `${names.get(field.document) ?? ""} · ${page}` : page;
}

/** The sheet under a pointer. */
export function sheetAt(event) {
  return document.elementsFromPoint(event.clientX, event.clientY).find((element) => element.classList.contains("sheet"));
}

/** The sheet of which most is in view. */
export function sheetInView() {
  const seen = (sheet) => {
    const { top, bottom } = sheet.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0);
  };
  return sheets.reduce((best, sheet) => (seen(sheet) > seen(best) ? sheet : best));
}
