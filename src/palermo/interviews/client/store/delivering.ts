// Hands in what is finished. Needs no passphrase: the bodies are sealed already. The page calls it, and the service worker
// when the browser says that there is a network again. Nothing counts as received before the server's receipt.

import { type DeviceRow, openDatabase, type OutboxRow, type SettingsRow, transact } from "./database.ts";
import { Server } from "./server.ts";
import { finishWiping, wipeAll } from "./wiping.ts";

/** Milliseconds until the next try: doubled each time, at most half an hour. */
const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 30 * 60_000;
const OUTBOX_LOCK = "palermo-outbox";
/** Answers after which the same body may still be taken later. */
const FOR_NOW = new Set([0, 401, 408, 423, 425, 429]);

/** `refusedDevice`: the server does not know this device any more. `wiped`: everything here was destroyed on its word.
 * `left`: how many wait. `busy`: another tab, or the service worker, is at it. */
export interface Delivered {
  refusedDevice: boolean;
  wiped: boolean;
  left: number;
  busy: boolean;
  offline: boolean;
}

/** `now`: also what would wait longer after a failure. */
export async function deliver(database: IDBDatabase, { now = false, locks = globalThis.navigator?.locks } = {}): Promise<Delivered> {
  const idle: Delivered = { refusedDevice: false, wiped: false, left: 0, busy: false, offline: false };
  // Where there are no locks two may send the same: the server gives both the same receipt.
  if (!locks) return delivered(database, idle, now);
  return locks.request(OUTBOX_LOCK, { ifAvailable: true }, (lock) =>
    lock ? delivered(database, idle, now) : { ...idle, busy: true },
  );
}

async function delivered(database: IDBDatabase, idle: Delivered, now: boolean): Promise<Delivered> {
  const [device, settings, rows] = await transact(database, ["about", "outbox"], "readonly", async (work) => [
    (await work.get("about", "device")) as DeviceRow | undefined,
    (await work.get("about", "settings")) as SettingsRow | undefined,
    await work.all("outbox"),
  ] as const);
  if (!device) return idle;
  const server = new Server(device, settings?.language);
  if (device.wiping) {
    await finishWiping(database, server);
    return { ...idle, wiped: true };
  }
  const told = await server.state();
  if (told.status === 0) return { ...idle, offline: true, left: rows.filter(isLeft).length };
  const refusedDevice = told.status === 401 || told.told?.works === false;
  if (told.told?.key && told.told.key.kid !== device.kid) await keepKey(database, told.told.key);
  if (!refusedDevice && told.told) {
    for (const row of rows.filter(isLeft).sort((one, other) => one.at - other.at)) {
      if (!now && row.next > Date.now()) continue;
      if (!(await handedIn(database, server, row))) break;
    }
  }
  if (told.told?.wipe) {
    await wipeAll(database, server);
    return { ...idle, wiped: true };
  }
  const after = await transact(database, ["outbox"], "readonly", (work) => work.all("outbox"));
  return { ...idle, refusedDevice, left: after.filter(isLeft).length };
}

/** Also "sending": whoever was sending it is gone, or we would not hold the lock. */
const isLeft = (row: OutboxRow) => row.body !== null && (row.status === "waiting" || row.status === "sending");

/** Whether to go on with the next. */
async function handedIn(database: IDBDatabase, server: Server, row: OutboxRow): Promise<boolean> {
  if (!row.body) return true;
  await keep(database, { ...row, status: "sending" });
  const answer = await server.handIn(row.body);
  if (answer.told?.receipt) {
    const { receipt, interview, remarks } = answer.told;
    const received = { receipt: String(receipt), interview: String(interview ?? ""), remarks: Number(remarks ?? 0) };
    await keep(database, { ...row, ...received, status: "received", body: null, at: Date.now(), code: "", message: "" });
    return true;
  }
  if (FOR_NOW.has(answer.status) || answer.status >= 500 || answer.told) {
    const tries = row.tries + 1;
    const wait = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT) * (0.75 + Math.random() / 2);
    await keep(database, { ...row, status: "waiting", tries, next: Date.now() + wait, code: answer.code, message: answer.message });
    return false;
  }
  await keep(database, { ...row, status: "refused", code: answer.code, message: answer.message });
  return true;
}

const keep = (database: IDBDatabase, row: OutboxRow) =>
  transact(database, ["outbox"], "readwrite", async (work) => {
    // Whoever took it off the list meanwhile meant it.
    if (await work.get("outbox", row.id)) await work.put("outbox", row);
  });

const keepKey = (database: IDBDatabase, key: { kid: string; spki: string }) =>
  transact(database, ["about"], "readwrite", async (work) => {
    const device = await work.get("about", "device");
    if (device?.name === "device") await work.put("about", { ...device, ...key });
  });

/** For the service worker, which has nothing open yet. */
export async function deliverAll(): Promise<Delivered> {
  const database = await openDatabase();
  try {
    return await deliver(database, { now: true });
  } finally {
    database.close();
  }
}
