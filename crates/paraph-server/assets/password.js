// A hint while typing. The server judges; this only looks at length, variety and what is known of the person.
const box = document.querySelector("[data-strength]");
const password = document.getElementById("password");
const meter = document.getElementById("password-meter");
const said = document.getElementById("password-strength");
const words = [...box.querySelectorAll("template")].map((template) => template.content.textContent);

function score(text) {
  const known = ["name", "email"].flatMap((id) => document.getElementById(id).value.toLowerCase().split(/[^\p{L}\p{N}]+/u));
  let rest = text.toLowerCase();
  for (const word of known) if (word.length > 3) rest = rest.replaceAll(word, "");
  const least = Number(box.dataset.min);
  const distinct = new Set(rest).size;
  if (text.length < least || distinct < 5) return 0;
  // Runs such as "abcd" or "1111" add little.
  let steps = 0;
  for (let i = 1; i < rest.length; i++) if (Math.abs(rest.charCodeAt(i) - rest.charCodeAt(i - 1)) > 1) steps++;
  const worth = Math.min(steps, distinct * 2);
  return worth < 8 ? 1 : worth < 12 ? 2 : worth < 16 ? 3 : 4;
}

password.addEventListener("input", () => {
  const points = score(password.value);
  meter.value = points;
  said.textContent = password.value ? words[points] : "";
});
