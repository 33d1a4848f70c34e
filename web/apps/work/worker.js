// Opens the work app without a network: every file of this build is on the phone after one visit. What the app reads
// and writes is not the worker's: that is kept by the app itself. The build fills in the files (tools/app.ts).
const NAME = "work-__VERSION__";
const FILES = new Set(["__FILES__"]);
const PAGE = new URL(self.registration.scope).pathname;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll([PAGE, ...FILES])));
});

// A new build waits until no page of the one before is open, so that no page loses its files under way.
self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOthers().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(kept(PAGE, request));
  else if (FILES.has(pathname)) event.respondWith(kept(pathname, request));
});

async function kept(key, request) {
  const cache = await caches.open(NAME);
  return (await cache.match(key, { ignoreVary: true })) ?? fetch(request);
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith("work-") && name !== NAME).map((name) => caches.delete(name)),
  );
}
