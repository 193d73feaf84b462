// Destroys everything that this browser keeps of the program, and tells the server.
//
// First what matters, in one transaction: drafts, key, outbox, forms. Then the server is told, with the secret that is left
// for that; when there is no network, at the next opening. Then the rest: secret, store, caches, service worker.

import { deleteDatabase, type DeviceRow, transact } from "./database.ts";
import type { Server } from "./server.ts";

export async function wipeAll(database: IDBDatabase, server: Server | null): Promise<void> {
  await transact(database, ["lock", "records", "forms", "outbox", "about"], "readwrite", async (work) => {
    const device = (await work.get("about", "device")) as DeviceRow | undefined;
    await work.clear("lock");
    await work.clear("records");
    await work.clear("outbox");
    await work.clear("forms");
    await work.clear("about");
    if (device && server) await work.put("about", { ...device, wiping: true });
  });
  await finishWiping(database, server);
}

/** The second half; false when the server could not be told yet. */
export async function finishWiping(database: IDBDatabase, server: Server | null): Promise<boolean> {
  if (server) {
    const { status } = await server.wiped();
    // 401: it knows no such device, so there is nobody to tell.
    if (status !== 204 && status !== 401) return false;
  }
  database.close();
  await deleteDatabase();
  await removeProgram();
  return true;
}

/** Caches and service workers of this address. */
async function removeProgram(): Promise<void> {
  if (globalThis.caches) {
    for (const name of await caches.keys()) if (name.startsWith("palermo-fill-")) await caches.delete(name);
  }
  const workers = globalThis.navigator?.serviceWorker;
  if (workers) {
    for (const one of await workers.getRegistrations()) if (new URL(one.scope).pathname === "/fill/") await one.unregister();
  } else if ("registration" in globalThis) {
    await (globalThis as unknown as { registration: ServiceWorkerRegistration }).registration.unregister();
  }
}
