// Two lists of fields that grew from one become one again. Nothing here touches the page.
const SIDES = ["left", "top", "width", "height"];

const round = (value) => Math.round(value * 10000) / 10000;

/** A field as the server keeps it. */
export function plain(field) {
  const { id, document, signatory, kind, page, label, required } = field;
  const sides = SIDES.map((side) => [side, round(field[side])]);
  return { id, document, signatory, kind, page, ...Object.fromEntries(sides), label, required: required || kind === "signature" };
}

/** Whether two fields, or their absence, are the same. */
export function same(one, other) {
  if (!one || !other) return !one && !other;
  return JSON.stringify(plain(one)) === JSON.stringify(plain(other));
}

const byId = (fields) => new Map(fields.map((field) => [field.id, field]));

/** What somebody else did to a field. */
function deed(before, after) {
  if (!before) return "added";
  return after ? "changed" : "removed";
}

/**
 * Merges what is here with what is there; both began with `base`. `lost` is what was sent and may have arrived, though
 * no answer came back. A field that only one side touched is taken from that side; a field that both changed differently
 * stays as it is here and is named in `conflicts`.
 */
export function merge({ base, mine, theirs, lost }) {
  const [was, here, there] = [base, mine, theirs].map(byId);
  const arrived = lost && byId(lost);
  const merged = { fields: [], conflicts: [], brought: { added: 0, changed: 0, removed: 0 } };
  for (const id of new Set([...there.keys(), ...here.keys(), ...was.keys()])) {
    const [before, ours, other] = [was.get(id), here.get(id), there.get(id)];
    let kept = ours;
    const unchangedThere = same(before, other) || (arrived && same(arrived.get(id), other));
    if (!unchangedThere && !same(ours, other)) {
      if (same(before, ours)) {
        kept = other;
        merged.brought[deed(before, other)] += 1;
      } else {
        merged.conflicts.push({ id, mine: ours, theirs: other });
      }
    }
    if (kept) merged.fields.push({ ...kept });
  }
  return merged;
}
