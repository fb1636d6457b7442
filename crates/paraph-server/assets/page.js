// Every page: mark that scripts run, show times in the reader's own zone, keep a form from being sent twice.
const root = document.documentElement;
root.classList.add("js");

// The server writes the day before the month in English, too.
const language = root.lang === "en" ? "en-GB" : root.lang;
const zoned = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
const named = new Intl.DateTimeFormat(language, { timeZoneName: "short", hour: "numeric" });

export function localTimes(part) {
  for (const element of part.querySelectorAll("time[data-local]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const zone = named.formatToParts(at).find((piece) => piece.type === "timeZoneName");
    element.title = element.textContent;
    element.textContent = `${zoned.format(at)} ${zone ? zone.value : ""}`.trim();
    element.removeAttribute("data-local");
  }
}

localTimes(document);
document.addEventListener("paraph:swapped", (event) => localTimes(event.target));

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (event.defaultPrevented || !submitter || form.dataset.sent) return form.dataset.sent && event.preventDefault();
  if (form.method !== "post" || submitter.formNoValidate) return;
  form.dataset.sent = "yes";
  // After the browser has read the form: a disabled button would not be sent with it.
  setTimeout(() => { submitter.disabled = true; });
});
// A page that comes back from the browser's memory can be sent again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  }
});
