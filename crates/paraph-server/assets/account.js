// The first choice of a time zone is that of the device: names it, where the server does not know it yet.
const choice = document.querySelector("[data-zone-device]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) choice.querySelector("option[value='']").textContent = choice.dataset.zoneDevice.replace("*", zone);
