// The sentences that the page brings for its scripts, and the place where a screen reader hears what happened.

/** A sentence of the page's language, with values in it. */
export const word = (key, values = {}) =>
  document.querySelector(`#words [data-word="${key}"]`).textContent.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** Says something to a screen reader. */
export const announce = (text) => { document.getElementById("announce").textContent = text; };
