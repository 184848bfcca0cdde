// Without a signal the pages of a day can't be fetched: this shows one that says what waits on the
// phone. It keeps that page and what it is made of, nothing else, and nothing of anybody's.
// What it keeps, and under which names, is put before this by the page that serves it.
const NAME = "mih-offline-1";
const PAGE = KEPT[0];

self.addEventListener("install", (event) => {
  const asked = KEPT.map((path) => new Request(path, { credentials: "omit", cache: "reload" }));
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(asked)).then(() => self.skipWaiting()));
});

const isOld = (request) => !KEPT.includes(new URL(request.url).pathname);
const forget = (cache) => cache.keys().then((all) => Promise.all(all.filter(isOld).map((one) => cache.delete(one))));

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.open(NAME).then(forget).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = request.mode === "navigate" ? PAGE : new URL(request.url).pathname;
  if (request.method !== "GET" || !KEPT.includes(path)) return;
  event.respondWith(fetch(request).catch(() => caches.match(path)));
});
