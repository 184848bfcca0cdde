// Comfort for the score sheet: every page works without this file.
// 1. What is typed is kept on the server as a draft. 2. Without a signal, and with the member's yes,
// a finished sheet waits on this phone, encrypted, and is sent with its own intent key later.
// Nothing is kept in the clear; what waits is wiped when it was sent, at sign-out and at the end.
const NAME = "mih-waiting";
const TRIES_EVERY = 15000;

// --- The store on this phone: keys that can't be taken out, and sheets that only they open. ---

function ready(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

let opened;
function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys", { keyPath: ["day", "who"] });
      request.result.createObjectStore("sheets", { keyPath: "intent" });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function within(name, mode, act) {
  const db = await database();
  return ready(act(db.transaction(name, mode).objectStore(name)));
}

const all = (name) => within(name, "readonly", (store) => store.getAll());
const put = (name, row) => within(name, "readwrite", (store) => store.put(row));
const drop = (name, key) => within(name, "readwrite", (store) => store.delete(key));
const keyOf = (row) => within("keys", "readonly", (store) => store.get([row.day, row.who]));
const bound = (row) => new TextEncoder().encode(`${row.day}\n${row.who}\n${row.intent}`);

async function encrypt(row, key, sheet) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const words = new TextEncoder().encode(JSON.stringify(sheet));
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: bound(row) }, key, words);
  return { ...row, iv, data };
}

async function decrypt(row) {
  const { key } = await keyOf(row);
  const { iv, data } = row;
  const words = await crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: bound(row) }, key, data);
  return JSON.parse(new TextDecoder().decode(words));
}

async function wipe(which) {
  for (const row of (await all("sheets")).filter(which)) await drop("sheets", row.intent);
  for (const row of (await all("keys")).filter(which)) await drop("keys", [row.day, row.who]);
}

// --- Sending. A sheet keeps its intent key, so that it counts once however often it arrives. ---

function send(url, fields) {
  return fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json" },
    keepalive: true, // it arrives even if its member leaves the page at once
    signal: AbortSignal.timeout(10000),
  });
}

const token = () => document.querySelector("[name=csrf_token]")?.value;

// --- What waits, and what became of it. ---

const list = document.querySelector("[data-queue]");
const answers = new Map();

function line(row, sheet) {
  const answer = answers.get(row.intent) ?? { state: "waiting" };
  const item = document.createElement("li");
  const title = document.createElement("strong");
  title.dir = "auto";
  title.textContent = sheet.title;
  const words = list.dataset["word" + answer.state[0].toUpperCase() + answer.state.slice(1)];
  item.append(title, `: ${words}. ${answer.sentence ?? ""} `);
  if (answer.place) {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = answer.place;
    link.textContent = list.dataset.wordReceipt;
    item.append(link);
  } else if (answer.state === "refused") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "mih-plain-button";
    button.textContent = list.dataset.wordDrop;
    button.addEventListener("click", async () => {
      await drop("sheets", row.intent);
      await show();
    });
    item.append(button);
  }
  item.dataset.state = answer.state;
  return item;
}

const mine = (row) => !list.dataset.day || (row.day === list.dataset.day && row.who === list.dataset.who);
const gone = new Map();

async function show() {
  if (!list) return;
  const items = [...gone.values()].map(({ row, sheet }) => line(row, sheet));
  for (const row of (await all("sheets")).filter(mine)) items.push(line(row, await decrypt(row)));
  const heading = document.createElement("h2");
  heading.textContent = list.dataset.wordTitle;
  const bullets = document.createElement("ul");
  bullets.className = "govuk-list govuk-list--bullet";
  bullets.append(...items);
  list.replaceChildren(heading, bullets);
  list.hidden = items.length === 0;
}

async function replayOne(row) {
  const sheet = await decrypt(row);
  const response = await send(sheet.url, { ...sheet.fields, csrf_token: token() });
  if (response.status === 404) return answers.set(row.intent, { state: "again" });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  const said = isJson ? await response.json() : { state: "refused" };
  const state = said.state === "refused" || said.state === "late" ? said.state : "sent";
  answers.set(row.intent, { ...said, state });
  if (state === "refused") return;
  gone.set(row.intent, { row, sheet });
  await drop("sheets", row.intent);
  dispatchEvent(new CustomEvent("mih-sent", { detail: row.intent }));
}

let replaying = false;
async function replay() {
  if (replaying || !list?.dataset.who || !token()) return;
  replaying = true;
  try {
    for (const row of (await all("sheets")).filter(mine)) await replayOne(row);
  } catch {
    // Still no signal: what waits goes on waiting.
  } finally {
    replaying = false;
    await show();
  }
}

async function beginQueue() {
  if (list.hasAttribute("data-over")) await wipe((row) => row.day === list.dataset.day);
  await show();
  await replay();
  addEventListener("online", replay);
  setInterval(async () => {
    const waits = (await all("sheets")).some((row) => mine(row) && !answers.has(row.intent));
    if (waits && !document.hidden) await replay();
  }, TRIES_EVERY);
}

// --- The sheet itself. ---

function beginSheet(sheet) {
  const form = sheet.querySelector("form");
  const consent = sheet.querySelector("[data-consent]");
  const box = consent.querySelector("input");
  const says = sheet.querySelector("[data-says]");
  const { day, who } = list.dataset;
  const say = (word) => { says.textContent = sheet.dataset[word]; };
  let key = null;
  let failed = false;
  let sending = false;

  async function offerToKeep() {
    const known = await keyOf({ day, who });
    key = known?.key ?? await freshKey();
    box.checked = Boolean(known);
    consent.hidden = !key;
  }

  async function freshKey() {
    try {
      const { key: text } = await (await fetch(sheet.dataset.key)).json();
      const raw = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
      return await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    } catch {
      return null;
    }
  }

  async function keep() {
    const fields = Object.fromEntries(new FormData(form));
    delete fields.csrf_token;
    const row = { intent: fields.intent, day, who };
    const whole = { url: form.action, title: sheet.dataset.title, fields };
    await put("sheets", await encrypt(row, key, whole));
    answers.delete(row.intent);
    failed = false;
    say("wordKept");
    await show();
  }

  function unanswered() {
    const asked = [...form.querySelectorAll("input[type=radio]")];
    return asked.find((one) => !asked.some((other) => other.name === one.name && other.checked));
  }

  async function noSignal() {
    const open = unanswered();
    if (open) {
      say("wordUnanswered");
      open.focus();
    } else if (box.checked) await keep();
    else {
      failed = true;
      say("wordGone");
    }
  }

  box.addEventListener("change", async () => {
    if (!box.checked) return wipe(mine).then(show);
    await put("keys", { day, who, key });
    navigator.serviceWorker?.register(sheet.dataset.worker).catch(() => {});
    if (failed) await noSignal();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    sending = true;
    clearTimeout(later);
    say("wordSending");
    try {
      const response = await send(form.action, new FormData(form));
      if (!response.ok) return form.submit();
      await drop("sheets", form.elements.intent.value);
      location.assign((await response.json()).place);
    } catch {
      await noSignal();
    } finally {
      sending = false;
    }
  });

  let later = 0;
  async function saveDraft() {
    try {
      const response = await send(sheet.dataset.draft, new FormData(form));
      if (response.ok) say("wordSaved");
    } catch {
      // A draft is a comfort: without a signal the words stay on the page.
    }
  }
  form.addEventListener("input", (event) => {
    if (event.target === box || sending) return;
    clearTimeout(later);
    later = setTimeout(saveDraft, 1000);
  });

  // What waited is sent: from here on the form is a new one, which changes that sheet.
  addEventListener("mih-sent", ({ detail }) => {
    if (detail !== form.elements.intent.value) return;
    const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
    form.elements.intent.value = bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
    says.textContent = "";
  });

  offerToKeep();
}

if (list && "indexedDB" in window) {
  beginQueue();
  const sheet = document.querySelector("[data-sheet]");
  if (sheet && crypto.subtle) beginSheet(sheet);
  document.querySelector("form[action$='/sign-out']")?.addEventListener("submit", () => {
    indexedDB.deleteDatabase(NAME);
  });
}
