// Comfort only: every page works without this file.
// 1. Marks the page, so that style sheets can tell. 2. Older browsers ignore `autofocus` on a
// block: the error summary (or the good news) takes the focus here. 3. A second press of a button
// within a second does nothing; the form's intent key makes it harmless anyway.
document.documentElement.classList.add("js-enabled");

const first = document.querySelector("[data-takes-focus]");
if (first && !location.hash && document.activeElement !== first) first.focus();

let pressed = 0;
document.addEventListener("submit", (event) => {
  const now = Date.now();
  if (now - pressed < 1000 && event.target.method === "post") event.preventDefault();
  else pressed = now;
});
