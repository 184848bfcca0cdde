// Keeps a page of a running day up to date; without it the page has a link to load it again.
// 1. Asks the server every 1.8 seconds whether anything has happened, with the tag of what it
//    knows; the usual answer is empty. Not while the tab is hidden, and ever more rarely while
//    the connection is gone, which the page then says.
// 2. Where something has happened it loads the page and puts in the parts that differ. A page on
//    which somebody is writing stays as it is and only says that the day has moved on.
// 3. Counts the clocks down; minute by minute for whoever asked for less movement.
const EVERY = 1800;
const SLOWEST = 30000;
const PATIENCE = 8000;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const live = document.querySelector("[data-live]");
const words = live.dataset;
const said = live.querySelector("[data-live-says]");
const trouble = live.querySelector("[data-live-trouble]");
const moved = live.querySelector("[data-live-moved]");
const stop = live.querySelector("[data-live-stop]");

let tag = words.liveTag;
let failed = 0;
let stopped = false;
let ended = false;
let waiting = 0;
let ahead = 0; // how far the server's clock is ahead of this one, in ms

const ask = (url, headers) =>
  fetch(url, { headers: { "X-Asked-By": "page", ...headers }, signal: AbortSignal.timeout(PATIENCE) });

const plan = (delay) => {
  clearTimeout(waiting);
  if (!document.hidden && !stopped && !ended) waiting = setTimeout(look, delay);
};

const say = (place, text) => {
  if (place.textContent !== text) place.textContent = text;
};

async function look() {
  const began = Date.now();
  try {
    const answer = await ask(words.live, { "If-None-Match": tag });
    if (answer.status === 404) return end();
    if (!answer.ok && answer.status !== 304) throw new Error(answer.status);
    const clock = Date.parse(answer.headers.get("Date"));
    if (clock) ahead = clock + 500 - (began + Date.now()) / 2;
    if (answer.status === 200) {
      const told = await answer.json();
      await show(told);
      tag = answer.headers.get("ETag");
    }
    failed = 0;
    say(trouble, "");
  } catch {
    failed += 1;
    if (failed > 1 || !navigator.onLine) say(trouble, words.lost);
  }
  const pause = Math.min(EVERY * 2 ** failed, SLOWEST) * (failed ? 0.8 + 0.4 * Math.random() : 1);
  plan(Math.max(0, pause - (Date.now() - began)));
}

function end() {
  ended = true;
  say(trouble, words.ended);
}

async function show(told) {
  const now = told.title ? `${told.says}: ${told.title}` : told.says;
  if (words.liveMode === "tell") return say(said, words.stays.replace("%s", now));
  const page = await ask(location.href);
  if (!page.ok) throw new Error(page.status);
  const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
  for (const old of document.querySelectorAll("[data-live-part]")) {
    const part = fresh.querySelector(`[data-live-part="${old.dataset.livePart}"]`);
    if (!part || plain(part) === plain(old)) continue;
    if (isWriting(old)) moved.hidden = false;
    else swap(old, part);
  }
  say(said, now);
  tick();
}

/** A part without what differs each time it is made: its forms' tokens, and the counting clock. */
function plain(part) {
  const copy = part.cloneNode(true);
  copy.querySelectorAll("input[type=hidden]").forEach((one) => one.remove());
  copy.querySelectorAll("[data-ends-at]").forEach((one) => {
    one.replaceChildren();
    one.removeAttribute("data-digits");
  });
  copy.querySelectorAll("details").forEach((one) => one.removeAttribute("open"));
  return copy.innerHTML;
}

const isWriting = (part) =>
  [...part.querySelectorAll("input:not([type=hidden]), textarea, select")].some(
    (one) => one === document.activeElement || (one.value !== one.defaultValue && one.type !== "submit"),
  );

/** Put a part in place of another; what was open stays open, and what had the focus keeps it. */
function swap(old, part) {
  const open = [...old.querySelectorAll("details")].map((one) => one.open);
  part.querySelectorAll("details").forEach((one, place) => (one.open = open[place] ?? false));
  const focused = old.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  old.replaceWith(document.adoptNode(part));
  if (focused === null) return;
  const again = [...part.querySelectorAll("a, button, summary")].find((one) => nameOf(one) === focused);
  (again ?? document.getElementById("main-content")).focus({ preventScroll: true });
}

const nameOf = (one) => [one.tagName, one.getAttribute("href"), one.form?.action, one.textContent].join("|");

function tick() {
  for (const clock of document.querySelectorAll("[data-ends-at]")) {
    const left = Math.floor((Date.parse(clock.dataset.endsAt) - Date.now() - ahead) / 1000);
    const digits = left > 0 && "bySecond" in clock.dataset && !calm.matches;
    clock.toggleAttribute("data-digits", digits);
    say(clock, digits ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : inWords(clock.dataset, left));
  }
}

function inWords(clock, left) {
  if (left <= 0) return clock.up;
  return left <= 60 ? clock.last : clock.minutes.replace("%s", Math.ceil(left / 60));
}

live.querySelectorAll("[data-live-link]").forEach((one) => (one.hidden = true));
stop.hidden = false;
stop.addEventListener("click", () => {
  stopped = !stopped;
  say(stop, stopped ? words.goOn : words.stop);
  plan(0);
});
document.addEventListener("visibilitychange", () => plan(0));
setInterval(tick, 1000);
tick();
plan(Math.random() * EVERY);
