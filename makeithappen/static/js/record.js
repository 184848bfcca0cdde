// A button that records one's voice, where the browser can; without it the page takes a file.
// 1. What was recorded goes into the form's own file box, so it is sent like any other file.
// 2. A file that is too large is said so at once, before it is sent. 3. Before a file is sent the site is
// asked for this page again: whoever was signed out meanwhile keeps the file in the page, and comes back in
// another tab. The answer holds the token of their sign-in, which may be a new one.
const place = document.querySelector("[data-record]");
const words = place.dataset;
const file = place.querySelector("input[type=file]");
const says = place.querySelector("[data-says]");
const signedOut = place.querySelector("[data-signed-out]");
const kinds = ["audio/mp4", "audio/webm;codecs=opus", "audio/ogg;codecs=opus"];

const say = (text) => {
  says.textContent = text;
};

file.addEventListener("change", () => {
  const large = file.files[0]?.size > Number(words.mostBytes) - 100_000;
  say(large ? words.wordLarge : "");
  if (large) file.value = "";
});

const canRecord = () =>
  typeof MediaRecorder !== "undefined" &&
  navigator.mediaDevices?.getUserMedia &&
  typeof DataTransfer !== "undefined" &&
  kinds.some((kind) => MediaRecorder.isTypeSupported(kind));

function put(pieces, type) {
  const kind = type.split(";")[0];
  const made = new DataTransfer();
  made.items.add(new File(pieces, `voice.${kind.split("/")[1]}`, { type: kind }));
  file.files = made.files;
  file.dispatchEvent(new Event("input", { bubbles: true })); // words.js listens
  say(words.wordReady);
}

async function record(button) {
  const sound = await navigator.mediaDevices.getUserMedia({ audio: true });
  const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
  const recorder = new MediaRecorder(sound, { mimeType, audioBitsPerSecond: 32_000 });
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.onstop = () => {
    sound.getTracks().forEach((track) => track.stop());
    button.textContent = words.wordRecord;
    button.onclick = begin;
    put(pieces, recorder.mimeType);
  };
  recorder.start();
  setTimeout(() => recorder.state === "recording" && recorder.stop(), Number(words.mostMinutes) * 59_000);
  button.textContent = words.wordStop;
  button.onclick = () => recorder.stop();
  say(words.wordGoing);
}

async function begin(event) {
  try {
    await record(event.currentTarget);
  } catch {
    say(words.wordFailed);
  }
}

/** Whether this page may still be sent by who is signed in now; its form gets their token. */
async function maySend(form) {
  const answer = await fetch(location.href, { signal: AbortSignal.timeout?.(20_000) });
  if (answer.status === 404) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const token = fresh.querySelector("[data-record] [name=csrf_token]");
  if (token) form.elements.csrf_token.value = token.value;
  return true;
}

let asking = false;
let asked = false;

file.form.addEventListener("submit", async (event) => {
  const goesOn = asked || !file.files.length || !navigator.onLine || event.submitter === undefined;
  asked = false;
  if (goesOn) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // words.js and mih.js hear of it once the site has answered
  if (asking) return;
  asking = true;
  try {
    asked = await maySend(file.form);
    signedOut.hidden = asked;
    say("");
  } catch {
    say(words.wordNoAnswer);
  }
  asking = false;
  if (asked) file.form.requestSubmit(event.submitter);
  else if (!signedOut.hidden) signedOut.focus();
});

if (canRecord()) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary";
  button.textContent = words.wordRecord;
  button.onclick = begin;
  file.closest(".govuk-form-group").before(button);
}
