// Uploads with progress, by choosing or by dropping.
const form = document.querySelector("[data-upload]");
const input = form.querySelector("input[type=file]");
const progress = form.querySelector(".progress");
const notice = form.querySelector(".notice");

function fail(text) {
  progress.hidden = true;
  notice.hidden = false;
  notice.textContent = text || notice.dataset.failed;
  form.querySelector("button").disabled = false;
  input.value = "";
  input.dispatchEvent(new Event("paraph:emptied"));
}

function send() {
  if (!input.files.length) return;
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.open("POST", form.action);
  notice.hidden = true;
  progress.hidden = false;
  form.querySelector("button").disabled = true;
  request.upload.onprogress = (event) => {
    if (!event.lengthComputable) return;
    const percent = Math.floor((event.loaded / event.total) * 100);
    progress.querySelector("progress").value = percent;
    progress.querySelector("output").textContent = `${percent} %`;
  };
  request.onload = () => {
    if (request.status < 400) return location.assign(request.responseURL || location.href);
    fail(request.response?.querySelector(".notice, .end .lead")?.textContent.trim());
  };
  request.onerror = () => fail();
  request.send(new FormData(form));
}

form.addEventListener("submit", (event) => { event.preventDefault(); send(); });
input.addEventListener("change", send);

let depth = 0;
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
addEventListener("dragenter", (event) => { if (carriesFiles(event)) { depth++; form.classList.add("over"); } });
addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); if (!depth) form.classList.remove("over"); });
addEventListener("dragover", (event) => { if (carriesFiles(event)) event.preventDefault(); });
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  depth = 0;
  form.classList.remove("over");
  input.files = event.dataTransfer.files;
  input.dispatchEvent(new Event("change"));
});
