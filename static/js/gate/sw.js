// The service worker of /gate. The server puts `SHELL = {version, page, files}` in front.
// What an address holds never changes: it names its version. Only the page is asked for anew.

const CACHE = `gate-${SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) =>
        cache.addAll(
          [SHELL.page, ...SHELL.files].map((url) => new Request(url, { cache: "reload" })),
        ),
      )
      .then(() => self.skipWaiting()),
  );
});

async function clean() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("gate-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener("activate", (event) => event.waitUntil(clean()));

async function freshPage(request) {
  const cache = await caches.open(CACHE);
  try {
    const page = await fetch(request);
    if (page.ok) await cache.put(SHELL.page, page.clone());
    return page;
  } catch {
    return cache.match(SHELL.page);
  }
}

async function shellFile(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, search } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === SHELL.page) {
    event.respondWith(freshPage(request));
  } else if (SHELL.files.includes(pathname + search)) {
    event.respondWith(shellFile(request));
  }
});
