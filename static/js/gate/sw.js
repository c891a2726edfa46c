// The service worker of /gate. The server puts `SHELL = {version, page, files}` in front. A release
// is kept whole, page and files, and the one before it too: whoever has it open goes on with it.
// What the server answers to the scanner, and photographs, never come here.

const CACHE = `gate-${SHELL.version}`;

self.addEventListener("install", (event) => event.waitUntil(keep()));

async function keep() {
  const cache = await caches.open(CACHE);
  const fresh = (url) => new Request(url, { cache: "reload" });
  await cache.addAll([SHELL.page, ...SHELL.files].map(fresh));
}

self.addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  const names = (await caches.keys()).filter((name) => name.startsWith("gate-"));
  const old = names.filter((name) => name !== CACHE).slice(0, -1); // the oldest come first
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

async function page(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(SHELL.page)) ?? fetch(request);
}

const file = async (request) => (await caches.match(request)) ?? fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === SHELL.page) event.respondWith(page(request));
  else if (/^\/(static|gate\/shell)\//.test(pathname)) event.respondWith(file(request));
});
