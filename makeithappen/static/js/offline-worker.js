// Without a signal the pages of a day can't be fetched: this shows one that says what waits on the
// phone. It keeps that page and what it is made of, nothing else, and nothing of anybody's.
const NAME = "mih-offline-1";
const PAGE = "/days/offline";
const KEPT = [PAGE, "/static/css/mih.css", "/static/js/mih.js", "/static/js/sheet.js", "/static/img/favicon.svg"];

self.addEventListener("install", (event) => {
  const asked = KEPT.map((path) => new Request(path, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(asked)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.mode === "navigate" ? PAGE : new URL(request.url).pathname;
  if (request.method !== "GET" || !KEPT.includes(path)) return;
  event.respondWith(fetch(request).catch(() => caches.match(path)));
});
