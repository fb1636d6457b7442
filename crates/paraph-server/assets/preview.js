// The preview of the mail shows the message as it is typed.
for (const mirror of document.querySelectorAll("[data-mirror]")) {
  const source = document.getElementById(mirror.dataset.mirror);
  source.addEventListener("input", () => {
    mirror.textContent = source.value;
    mirror.hidden = !source.value.trim();
  });
}
