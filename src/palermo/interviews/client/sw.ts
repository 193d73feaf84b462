// The service worker: opens the page without a network, and hands in what is finished when there is one again.
//
// It keeps the files of one build and nothing else: no answer of the server, no form (those lie in the store), no page but
// this one. A new build is kept beside the old one and takes over when the old page is closed, or is asked to.

import { deliverAll } from "./store/delivering.ts";

interface Told {
  build: string;
  files: string[];
  page: string;
}

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Worker {
  PALERMO: Told;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", hear: (event: Waiting) => void): void;
  addEventListener(kind: "sync", hear: (event: Waiting & { tag: string }) => void): void;
  addEventListener(kind: "message", hear: (event: MessageEvent) => void): void;
  addEventListener(kind: "fetch", hear: (event: Event & { request: Request; respondWith(answer: Promise<Response>): void }) => void): void;
}

const worker = self as unknown as Worker;
const { build, files, page } = worker.PALERMO;
const OURS = "palermo-fill-";
const KEPT = OURS + build;

async function keep(): Promise<void> {
  const cache = await caches.open(KEPT);
  // From the server, not from what the browser has by chance: all of one build, or none of it.
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload", credentials: "omit" })));
}

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(OURS) && name !== KEPT) await caches.delete(name);
  await worker.clients.claim();
}

async function kept(address: string, request: Request): Promise<Response> {
  const found = await (await caches.open(KEPT)).match(address);
  return found ?? fetch(request);
}

async function handIn(): Promise<void> {
  const { left, refusedDevice, wiped } = await deliverAll();
  new BroadcastChannel("palermo-fill").postMessage(wiped ? "gone" : "outbox");
  // The browser tries again later when this fails.
  if (left > 0 && !refusedDevice) throw new Error("not all was handed in");
}

worker.addEventListener("install", (event) => event.waitUntil(keep()));
worker.addEventListener("activate", (event) => event.waitUntil(dropOthers()));
worker.addEventListener("message", (event) => {
  if (event.data === "take over") void worker.skipWaiting();
});
worker.addEventListener("sync", (event) => {
  if (event.tag === "palermo-outbox") event.waitUntil(handIn());
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === page) event.respondWith(kept(page, request));
  } else if (files.includes(pathname)) {
    event.respondWith(kept(pathname, request));
  }
});
