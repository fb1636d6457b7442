// Every page: mark that scripts run, and show times in the reader's own zone.
document.documentElement.classList.add("js");
