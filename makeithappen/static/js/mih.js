// Comfort only: every page works without this file.
// 1. Marks the page, so that style sheets can tell. 2. Older browsers ignore `autofocus` on a
// block: the error summary (or the good news) takes the focus here. 3. A second press of a button
// within a second does nothing; the form's intent key makes it harmless anyway. 4. A code that came
// behind the # of a link is typed in, and taken out of the address: phones are shared.
document.documentElement.classList.add("js-enabled");

const first = document.querySelector("[data-takes-focus]");
if (first && !location.hash && document.activeElement !== first) first.focus();

let pressed = 0;
document.addEventListener("submit", (event) => {
  const now = Date.now();
  if (now - pressed < 1000 && event.target.method === "post") event.preventDefault();
  else pressed = now;
});

const card = document.querySelector("[data-from-fragment]");
if (card && location.hash.length > 1) {
  if (/^#[\w-]+$/.test(location.hash)) card.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
}
