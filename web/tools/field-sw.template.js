// Keeps the shell of /field on the phone. The API is never cached here: the page keeps what it read itself.
const VERSION = "@VERSION@";
const SHELL = ["@SHELL@"];
const NAME = `field-${VERSION}`;

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((name) => name.startsWith('field-') && name !== NAME).map((name) => caches.delete(name))))
    .then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin || url.pathname.startsWith('/api/')) return;
  if (event.request.mode === 'navigate') {
    if (!/^\/field(\/|$)/.test(url.pathname)) return;
    event.respondWith(fetch(event.request).then((reply) => (reply.ok ? reply : caches.match('/field'))).catch(() => caches.match('/field')));
    return;
  }
  event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request)));
});
