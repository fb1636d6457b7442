// The field editor: one list of fields is the truth; boxes on the pages and rows of the list are drawn from it.
const editor = document.querySelector(".editor");
if (editor) start();

function start() {
  const sheets = [...editor.querySelectorAll(".sheet")];
  const list = document.getElementById("field-list");
  const who = document.getElementById("who");
  const saved = document.getElementById("saved");
  const kinds = [...editor.querySelectorAll("[data-kind].kind")];
  const people = new Map([...who.options].map((option) => [option.value, { name: option.textContent, mark: option.dataset.who }]));
  const boxes = new Map();
  const rows = new Map();
  const STEP = 0.25;
  const LEAST = 1;
  let fields = [];
  let chosen = null;
  let placing = null;
  let past = [];
  let future = [];
  let nextKey = 1;

  const word = (key, values = {}) =>
    document.querySelector(`#words [data-word="${key}"]`).textContent.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const kindWord = (kind) => word(`field-${kind}`);
  const icon = (name) => document.querySelector(`#words template[data-icon="${name}"]`).content.firstElementChild.cloneNode(true);
  const announce = (text) => { document.getElementById("announce").textContent = text; };
  const sheetOf = (field) => sheets.find((s) => s.dataset.document === field.document && Number(s.dataset.page) === field.page);
  const nameOf = (field) => people.get(field.signatory)?.name ?? "";
  const describe = (field) => {
    const text = word("editor-field", { kind: kindWord(field.kind), name: nameOf(field), page: field.page });
    return field.label ? `${text}: ${field.label}` : text;
  };
  const clamp = (value, least, most) => Math.min(Math.max(value, least), Math.max(least, most));
  const round = (value) => Math.round(value * 10000) / 10000;

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  // --- the truth and its history
  function keep() {
    past.push(JSON.stringify(fields));
    if (past.length > 200) past.shift();
    future = [];
  }

  function turn(from, to, said) {
    if (!from.length) return;
    to.push(JSON.stringify(fields));
    fields = JSON.parse(from.pop());
    if (!fields.some((field) => field.key === chosen)) chosen = null;
    changed();
    announce(word(said));
  }

  function changed() {
    draw();
    save();
  }

  function fit(field) {
    field.width = clamp(field.width, LEAST, 100);
    field.height = clamp(field.height, LEAST / 2, 100);
    field.left = clamp(field.left, 0, 100 - field.width);
    field.top = clamp(field.top, 0, 100 - field.height);
  }

  function place(kind, sheet, left, top) {
    keep();
    const page = sheet.getBoundingClientRect();
    const [width, height] = { signature: [30, 6], date: [18, 2.6], text: [28, 2.6], tick: [2.6, (2.6 * page.width) / page.height] }[kind];
    const field = {
      key: nextKey++, document: sheet.dataset.document, page: Number(sheet.dataset.page), signatory: who.value, kind,
      left: left - width / 2, top: top - height / 2, width, height, label: "", required: kind !== "tick",
    };
    fit(field);
    fields.push(field);
    choose(field.key);
    changed();
    boxes.get(field.key).focus({ preventScroll: true });
    announce(word("editor-placed", { kind: kindWord(kind), name: nameOf(field), page: field.page }));
  }

  function remove(field) {
    keep();
    const index = fields.indexOf(field);
    fields.splice(index, 1);
    chosen = null;
    changed();
    announce(word("editor-removed"));
    const near = fields[Math.min(index, fields.length - 1)];
    (near ? boxes.get(near.key) : kinds[0]).focus({ preventScroll: true });
  }

  function choose(key) {
    chosen = key;
    draw();
  }

  // --- drawing
  function draw() {
    for (const [key, box] of boxes) if (!fields.some((field) => field.key === key)) { box.remove(); boxes.delete(key); }
    for (const [key, row] of rows) if (!fields.some((field) => field.key === key)) { row.remove(); rows.delete(key); }
    for (const field of fields) { drawBox(field); drawRow(field); }
    document.getElementById("no-fields").hidden = fields.length > 0;
    document.getElementById("undo").disabled = !past.length;
    document.getElementById("redo").disabled = !future.length;
  }

  function drawBox(field) {
    let box = boxes.get(field.key);
    if (!box) {
      box = make("button", { type: "button" }, make("span", { className: "caption" }, icon(field.kind), make("span", {}, kindWord(field.kind))),
        make("span", { className: "handle" }));
      box.setAttribute("aria-describedby", "editor-help");
      boxes.set(field.key, box);
      hold(box, field.key);
    }
    box.className = `box ${people.get(field.signatory)?.mark ?? "who-0"}`;
    box.setAttribute("aria-label", describe(field));
    box.setAttribute("aria-pressed", String(field.key === chosen));
    for (const side of ["left", "top", "width", "height"]) box.style.setProperty(side, `${field[side]}%`);
    const sheet = sheetOf(field);
    if (sheet && box.parentElement !== sheet) sheet.append(box);
  }

  function drawRow(field) {
    let row = rows.get(field.key);
    if (!row) {
      row = makeRow(field.key);
      rows.set(field.key, row);
    }
    row.className = `${people.get(field.signatory)?.mark ?? ""} ${field.key === chosen ? "chosen" : ""}`;
    row.querySelector(".hint").textContent = `${nameOf(field)} · ${word("page-number", { page: field.page })}`;
    const label = row.querySelector("input[type=text]");
    if (label && label.value !== field.label) label.value = field.label;
    const tick = row.querySelector("input[type=checkbox]");
    if (tick) tick.checked = field.required;
    const place = fields.indexOf(field);
    // Moving a row would take the focus from it.
    if (list.children[place] !== row) list.insertBefore(row, list.children[place] ?? null);
  }

  const find = (key) => fields.find((field) => field.key === key);

  function makeRow(key) {
    const field = find(key);
    const go = make("button", { type: "button", className: "quiet what" }, icon(field.kind), make("span", {}, kindWord(field.kind)));
    go.addEventListener("click", () => { choose(key); const box = boxes.get(key); box.scrollIntoView({ block: "center" }); box.focus({ preventScroll: true }); });
    const row = make("li", {}, go, make("span", { className: "hint" }));
    if (field.kind !== "signature" && field.kind !== "date") {
      const label = make("input", { type: "text", maxLength: 200 });
      label.addEventListener("focus", () => keep());
      label.addEventListener("input", () => { find(key).label = label.value; drawBox(find(key)); save(); });
      row.append(make("label", {}, word("field-label"), label));
      const tick = make("input", { type: "checkbox" });
      tick.addEventListener("change", () => { keep(); find(key).required = tick.checked; changed(); });
      row.append(make("label", { className: "tick" }, tick, make("span", {}, word("field-required"))));
    }
    const away = make("button", { type: "button", className: "quiet" }, icon("remove"), make("span", {}, word("remove")));
    away.setAttribute("aria-label", `${word("remove")}: ${describe(field)}`);
    away.addEventListener("click", () => remove(find(key)));
    row.append(away);
    return row;
  }

  // --- moving and resizing by pointer
  const sheetAt = (event) => document.elementsFromPoint(event.clientX, event.clientY).find((e) => e.classList.contains("sheet"));

  function hold(box, key) {
    box.addEventListener("focus", () => { if (chosen !== key) choose(key); });
    box.addEventListener("keydown", (event) => press(event, key));
    box.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      box.focus({ preventScroll: true });
      const before = JSON.stringify(fields);
      const first = { ...find(key), x: event.clientX, y: event.clientY };
      const resizing = event.target.classList.contains("handle");
      follow(event, (moved) => {
        const field = find(key);
        const page = (sheetOf(field) ?? sheets[0]).getBoundingClientRect();
        if (resizing) {
          field.width = clamp(first.width + ((moved.clientX - first.x) / page.width) * 100, LEAST, 100 - field.left);
          field.height = clamp(first.height + ((moved.clientY - first.y) / page.height) * 100, LEAST / 2, 100 - field.top);
        } else {
          drag(field, first, moved);
        }
        fit(field);
        drawBox(field);
      }, () => {
        if (JSON.stringify(fields) === before) return;
        past.push(before);
        future = [];
        changed();
        announce(word(resizing ? "editor-resized" : "editor-moved"));
      });
    });
  }

  /** Moves a field with the pointer, onto another page when the pointer is there. */
  function drag(field, first, moved) {
    const from = sheetOf(first).getBoundingClientRect();
    const sheet = sheetAt(moved) ?? sheetOf(field);
    const page = sheet.getBoundingClientRect();
    // The place where the pointer took hold of the field stays under the pointer.
    const holdX = first.x - from.left - (first.left / 100) * from.width;
    const holdY = first.y - from.top - (first.top / 100) * from.height;
    field.document = sheet.dataset.document;
    field.page = Number(sheet.dataset.page);
    field.left = ((moved.clientX - holdX - page.left) / page.width) * 100;
    field.top = ((moved.clientY - holdY - page.top) / page.height) * 100;
  }

  function follow(start, onMove, onEnd) {
    const move = (event) => { if (event.pointerId === start.pointerId) onMove(event); };
    const end = (event) => {
      if (event.pointerId !== start.pointerId) return;
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      onEnd(event);
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }

  // --- by keyboard
  function press(event, key) {
    const field = find(key);
    const step = STEP * (event.shiftKey ? 10 : 1);
    const [x, y] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] ?? [0, 0];
    if (x || y) {
      event.preventDefault();
      keep();
      if (event.altKey) {
        field.width = clamp(field.width + x, LEAST, 100 - field.left);
        field.height = clamp(field.height + y, LEAST / 2, 100 - field.top);
      } else {
        field.left += x;
        field.top += y;
      }
      fit(field);
      changed();
      announce(word(event.altKey ? "editor-resized" : "editor-moved"));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(field);
    } else if (event.key === "Escape") {
      choose(null);
    }
  }

  addEventListener("keydown", (event) => {
    if (event.key === "Escape") arm(null);
    if (!(event.ctrlKey || event.metaKey) || event.target.matches("input[type=text], textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) { event.preventDefault(); turn(past, future, "editor-undone"); }
    if (key === "y" || (key === "z" && event.shiftKey)) { event.preventDefault(); turn(future, past, "editor-redone"); }
  });
  document.getElementById("undo").addEventListener("click", () => turn(past, future, "editor-undone"));
  document.getElementById("redo").addEventListener("click", () => turn(future, past, "editor-redone"));

  // --- from the palette: dragged, pressed and clicked, or by keyboard onto the page in view
  function arm(kind) {
    placing = kind;
    document.body.classList.toggle("placing", Boolean(kind));
    for (const button of kinds) button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
  }

  function placeAt(kind, event) {
    const sheet = sheetAt(event);
    if (!sheet) return false;
    const page = sheet.getBoundingClientRect();
    place(kind, sheet, ((event.clientX - page.left) / page.width) * 100, ((event.clientY - page.top) / page.height) * 100);
    return true;
  }

  function sheetInView() {
    const seen = (sheet) => {
      const { top, bottom } = sheet.getBoundingClientRect();
      return Math.min(bottom, innerHeight) - Math.max(top, 0);
    };
    return sheets.reduce((best, sheet) => (seen(sheet) > seen(best) ? sheet : best));
  }

  for (const button of kinds) {
    const kind = button.dataset.kind;
    let dragged = false;
    button.addEventListener("click", (event) => {
      if (dragged) return void (dragged = false);
      if (event.detail === 0) {
        const sheet = sheetInView();
        const page = sheet.getBoundingClientRect();
        const middle = (Math.max(page.top, 0) + Math.min(page.bottom, innerHeight)) / 2;
        return place(kind, sheet, 50, ((middle - page.top) / page.height) * 100);
      }
      arm(placing === kind ? null : kind);
    });
    button.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      let ghost = null;
      dragged = false;
      follow(event, (moved) => {
        if (!ghost && Math.hypot(moved.clientX - event.clientX, moved.clientY - event.clientY) < 6) return;
        if (!ghost) {
          dragged = true;
          ghost = make("div", { className: `box ghost ${people.get(who.value)?.mark ?? ""}` }, make("span", { className: "caption" }, icon(kind), kindWord(kind)));
          document.body.append(ghost);
        }
        ghost.style.setProperty("left", `${moved.clientX + 8}px`);
        ghost.style.setProperty("top", `${moved.clientY + 8}px`);
      }, (end) => {
        ghost?.remove();
        if (dragged && end.type === "pointerup") { placeAt(kind, end); setTimeout(() => { dragged = false; }); }
      });
    });
  }
  for (const sheet of sheets) {
    sheet.addEventListener("click", (event) => {
      if (!placing || event.target.closest(".box")) return;
      placeAt(placing, event);
      arm(null);
    });
  }

  // --- saving: what is shown is sent a moment after the last change, one request at a time
  let timer = null;
  let busy = false;
  let again = false;
  let waiting = false;

  function tell(key, bad) {
    saved.textContent = word(key);
    saved.classList.toggle("bad", Boolean(bad));
  }

  function save() {
    clearTimeout(timer);
    waiting = true;
    tell("editor-saving");
    timer = setTimeout(send, 500);
  }

  async function send() {
    if (busy) return void (again = true);
    busy = true;
    again = false;
    waiting = false;
    const sent = fields.map((field) => field.key);
    const body = JSON.stringify({ fields: fields.map(({ key, id, ...rest }) => {
      for (const side of ["left", "top", "width", "height"]) rest[side] = round(rest[side]);
      return id ? { id, ...rest } : rest;
    }) });
    try {
      const answer = await fetch(editor.dataset.save, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body });
      if (!answer.ok) throw new Error();
      const answered = await answer.json();
      (answered.fields ?? answered).forEach((field, index) => { const mine = find(sent[index]); if (mine) mine.id = field.id; });
      if (!again) tell("editor-saved");
    } catch {
      waiting = true;
      tell("editor-not-saved", true);
      timer = setTimeout(send, 4000);
    }
    busy = false;
    if (again) send();
  }

  addEventListener("beforeunload", (event) => { if (waiting || busy) { send(); event.preventDefault(); } });

  // --- take over what the server drew
  for (const box of editor.querySelectorAll(".box")) {
    const sheet = box.closest(".sheet");
    const { field: id, signatory, kind, label, required } = box.dataset;
    fields.push({
      key: nextKey++, id, document: sheet.dataset.document, page: Number(sheet.dataset.page), signatory, kind,
      left: Number(box.dataset.left), top: Number(box.dataset.top), width: Number(box.dataset.width), height: Number(box.dataset.height),
      label, required: required === "true",
    });
    box.remove();
  }
  list.replaceChildren();
  draw();
}
