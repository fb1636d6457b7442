// Computes a file's SHA-256 in the browser and sends the digest alone.
const form = document.getElementById("hash-form");
const input = document.getElementById("local");
const progress = form.querySelector(".progress");

async function read(file) {
  const bytes = new Uint8Array(file.size);
  const reader = file.stream().getReader();
  let offset = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes.set(value, offset);
    offset += value.length;
    const percent = Math.floor((offset / file.size) * 100);
    progress.querySelector("progress").value = percent;
    progress.querySelector("output").textContent = `${percent} %`;
  }
}

async function check(file) {
  progress.hidden = false;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await read(file)));
  form.elements.sha256.value = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  form.requestSubmit();
}

input.addEventListener("change", () => { if (input.files[0]) check(input.files[0]); });
form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const file = event.dataTransfer.files[0];
  if (file) check(file);
});
