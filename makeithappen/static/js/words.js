// Comfort for the questions about an idea: every page works without this file.
// 1. Only if its people say so, and say that the phone is theirs alone, words that are not saved yet
// are kept on it, for seven days after the last one was typed. 2. A page that can't be sent stays open
// with what was typed, and is sent with the same intent key once there is a signal: always then, and
// for all others where the browser knows that it has none. 3. What a child says is never kept, and a
// file can't be: it is sent by a press alone, as what a phone sends may cost money.
const NAME = "mih-words";
const DAYS = 7;
const PATIENCE = 20000;
const TRIES_EVERY = 15000;
const NO_ANSWER = [502, 503, 504];

const place = document.querySelector("[data-phone]");
const words = place.dataset;
const form = place.closest("form");
const here = location.pathname;
const isPassing = "passing" in words;
const part = (name) => place.querySelector(`[data-${name}]`);

// --- What this phone keeps: {until, who, pages: {path: [[name, value], ...]}}, or nothing. ---

const clear = () => localStorage.removeItem(NAME);

function kept() {
  const all = JSON.parse(localStorage.getItem(NAME));
  if (!all) return null;
  const isFresh = all.until > Date.now();
  if (isFresh && (!all.who || all.who === words.who)) return all;
  if (!isFresh || words.who) clear(); // else they may come back to it
  return null;
}

const write = (all) => localStorage.setItem(NAME, JSON.stringify({ ...all, who: all.who || words.who }));

function put(pages) {
  write({ ...kept(), pages, until: Date.now() + DAYS * 24 * 60 * 60 * 1000 });
}

function drop(isDone) {
  const all = kept();
  if (!all) return;
  const left = Object.entries(all.pages).filter(([path]) => !isDone(path));
  write({ ...all, pages: Object.fromEntries(left) });
}

function keepPage() {
  const all = kept();
  if (!all || isPassing) return;
  const fields = typed().filter(([name, value]) => name !== "csrf_token" && !(value instanceof File));
  try {
    put({ ...all.pages, [here]: fields });
  } catch {
    // No room is left: the words are on the page, and can be sent.
  }
}

// --- What is said. ---

function say(word) {
  const line = document.createElement("p");
  line.className = "govuk-inset-text";
  line.textContent = words[word];
  part("says").replaceChildren(line);
  line.scrollIntoView({ block: "nearest" });
}

function show() {
  const all = kept();
  const others = Object.keys(all?.pages ?? {}).filter((path) => path !== here);
  const day = new Date(all?.until).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
  part("kept").hidden = !all;
  part("offer").hidden = Boolean(all) || !form || isPassing;
  part("shared").hidden = true;
  part("until").textContent = words.wordUntil.replace("%s", day);
  part("elsewhere").hidden = others.length === 0;
  part("elsewhere").querySelector("a").href = others[0] ?? "";
  place.hidden = !form && !all;
}

// --- The form. ---

const typed = () => [...new FormData(form)];
const hasFile = (fields) => fields.some(([, value]) => value instanceof File && value.name);

/** The fields as the form's own tag says that they are sent. */
function packed(fields) {
  if (form.enctype !== "multipart/form-data") return new URLSearchParams(fields);
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  return body;
}

function freshIntent() {
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
  form.elements.intent.value = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Put what this phone kept back into its boxes; says whether that changed anything. */
function putBack(fields) {
  const before = JSON.stringify(said());
  const intent = fields.find(([name]) => name === "intent");
  for (const box of form.querySelectorAll("input:not([type=hidden], [type=file]), textarea, select")) {
    const values = fields.filter(([name]) => name === box.name).map(([, value]) => value);
    if (box.type === "radio" || box.type === "checkbox") box.checked = values.includes(box.value);
    else if (values.length) [box.value] = values;
  }
  if (JSON.stringify(said()) === before) return false;
  if (intent) [, form.elements.intent.value] = intent;
  return true;
}

const said = () => typed().filter(([name]) => name !== "csrf_token" && name !== "intent");

let sending = false;
let waiting = null;

async function send(fields) {
  if (!navigator.onLine) throw new Error("no signal");
  const stop = new AbortController();
  if (!hasFile(fields)) setTimeout(() => stop.abort(), PATIENCE);
  const response = await fetch(form.action, {
    method: "POST",
    body: packed(fields),
    headers: { Accept: "application/json" },
    signal: stop.signal,
  });
  const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
  if (NO_ANSWER.includes(response.status) || (response.ok && !isAnswer)) throw new Error("no answer");
  if (!response.ok) return showRefusal(response, fields);
  const told = await response.json();
  if (told.saved) drop((path) => path === here);
  location.assign(told.place);
}

/** The site said no: send it once more in the plain way, which shows its page with the reason. */
function showRefusal(response, fields) {
  if (response.status === 404) freshIntent();
  for (const [name, value] of fields.slice(typed().length)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })); // the button
  }
  form.submit();
}

async function attempt(fields) {
  if (sending) return;
  sending = true;
  waiting = fields;
  try {
    await send(fields);
    waiting = null;
  } catch {
    if (hasFile(fields)) say("wordFile");
    else say(kept() && !isPassing ? "wordWaits" : "wordStays");
  } finally {
    sending = false;
  }
}

const again = () => waiting && !document.hidden && !hasFile(waiting) && attempt(waiting);

function begin() {
  const before = kept()?.pages[here];
  if (before && putBack(before)) say("wordBack");
  else if (!document.querySelector("[data-takes-focus]")) drop((path) => path === here);
  form.addEventListener("submit", (event) => {
    const isOld = event.submitter === undefined;
    if (isOld || (navigator.onLine && !kept())) return; // the browser sends it, as it always does
    event.preventDefault();
    const { name, value } = event.submitter ?? {};
    keepPage();
    say("wordSending");
    attempt(name ? [...typed(), [name, value]] : typed());
  });
  form.addEventListener("input", () => {
    if (waiting && !sending) {
      waiting = null; // other words: another press, with a key of its own
      freshIntent();
      say("wordChanged");
    }
    keepPage();
  });
  addEventListener("online", again);
  setInterval(again, TRIES_EVERY);
}

function onPress(name, act) {
  part(name).addEventListener("click", () => {
    act();
    show();
    [...place.querySelectorAll("button")].find((one) => one.offsetParent)?.focus();
  });
}

part("ask").addEventListener("click", () => {
  part("offer").hidden = true;
  part("shared").hidden = false;
  part("mine").focus();
});
onPress("mine", () => {
  put({});
  keepPage();
  say("wordKept");
});
onPress("theirs", () => say("wordShared"));
onPress("clear", () => {
  clear();
  say("wordCleared");
});
document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", clear);

function start() {
  if ("over" in words) drop((path) => path === here || (path.startsWith(`${here}/`) && !path.startsWith(`${here}/reply/`)));
  if ("over" in words && !Object.keys(kept()?.pages ?? {}).length) clear();
  if (form) begin();
  show();
}

try {
  start();
} catch {
  place.hidden = true; // a browser that keeps nothing
}
