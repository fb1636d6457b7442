// Every page: mark that scripts run, show times in the reader's own zone, keep a form from being sent twice.
const root = document.documentElement;
root.classList.add("js");

// The zone of this browser, for the next page the server writes.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const secure = location.protocol === "https:";
const remembered = `${secure ? "__Host-" : ""}paraph_zone=${zone}`;
if (zone && !document.cookie.split("; ").includes(remembered)) {
  document.cookie = `${remembered}; Path=/; Max-Age=31536000; SameSite=Lax${secure ? "; Secure" : ""}`;
}

// As the server writes them: day, clock, and the zone with its offset.
const language = root.lang === "en" ? "en-GB" : root.lang;
const days = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: zone });
const clocks = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
const offsets = new Intl.DateTimeFormat("en-GB", { timeZoneName: "shortOffset", timeZone: zone });

function offset(at) {
  const name = offsets.formatToParts(at).find((piece) => piece.type === "timeZoneName")?.value ?? "";
  return name === "GMT" ? "UTC+0" : name.replace("GMT", "UTC").replace("\u2212", "-");
}

export function localTimes(part) {
  if (!zone || zone === document.body.dataset.zone) return;
  for (const element of part.querySelectorAll("time[data-local]")) {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const joint = root.lang === "fr" ? " à " : ", ";
    const beside = zone === "UTC" ? "UTC" : `(${zone}, ${offset(at)})`;
    element.title = element.textContent;
    element.textContent = `${days.format(at)}${joint}${clocks.format(at)} ${beside}`;
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

// The names of chosen files, beside our own button.
for (const box of document.querySelectorAll(".file")) {
  const [input, chosen] = [box.querySelector("input"), box.querySelector("output")];
  const follow = () => { chosen.textContent = [...input.files].map((file) => file.name).join(", "); };
  input.addEventListener("change", follow);
  input.addEventListener("paraph:emptied", follow);
  follow();
}

// A password is shown while its box is ticked.
for (const box of document.querySelectorAll("[data-shows]")) {
  const input = document.getElementById(box.dataset.shows);
  const follow = () => { input.type = box.checked ? "text" : "password"; };
  box.addEventListener("change", follow);
  // Sent as a password whatever is shown, so that the browser offers to remember it and nothing else.
  input.form?.addEventListener("submit", () => { input.type = "password"; });
}

// The sign-in has ended while a script was at work: the page stays as it is and says so; when somebody has signed in in
// another window, the script goes on.
let ended = null;
document.addEventListener("paraph:ended", () => {
  const template = document.getElementById("sign-in-again");
  if (ended || !template) return;
  ended = template.content.firstElementChild.cloneNode(true);
  document.body.append(ended);
});
document.addEventListener("paraph:signed-in", () => {
  ended?.remove();
  ended = null;
});
new BroadcastChannel("paraph").addEventListener("message", () => document.dispatchEvent(new CustomEvent("paraph:signed-in")));
