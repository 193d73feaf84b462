// The store of one device: drafts under a passphrase, finished interviews sealed for the server, forms as published.

import { type DeviceRow, openDatabase, type SettingsRow, transact } from "./database.ts";
import { Drafts } from "./drafts.ts";
import { Locked, OpenElsewhere } from "./errors.ts";
import { Forms } from "./forms.ts";
import { changeLock, createLock, destroyDrafts, openLock } from "./lock.ts";
import { Outbox } from "./outbox.ts";
import { Server } from "./server.ts";
import { wipeAll } from "./wiping.ts";

export { deliver, type Delivered } from "./delivering.ts";
export * from "./errors.ts";
export { isAcceptable, MOST_WRONG, SHORTEST, strengthOf, type Strength } from "./lock.ts";
export type { OutboxItem, SentLabel } from "./outbox.ts";
export type { FormRow } from "./database.ts";
export { Server } from "./server.ts";
export { unpack } from "./container.ts";

export class DeviceStore {
  private dataKey: CryptoKey | null = null;
  readonly drafts: Drafts;
  readonly forms: Forms;
  readonly outbox: Outbox;

  private constructor(readonly database: IDBDatabase) {
    const key = () => {
      if (!this.dataKey) throw new Locked();
      return this.dataKey;
    };
    this.drafts = new Drafts(database, key);
    this.forms = new Forms(database);
    this.outbox = new Outbox(database, key, () => this.isOpen, this.drafts);
  }

  static async open(): Promise<DeviceStore> {
    return new DeviceStore(await openDatabase());
  }

  get isOpen(): boolean {
    return this.dataKey !== null;
  }

  /** Whether there is a lock, and so a place for drafts. */
  async exists(): Promise<boolean> {
    return (await transact(this.database, ["lock"], "readonly", (work) => work.get("lock", "lock"))) !== undefined;
  }

  /** Wrong passphrases so far, in a row. */
  async wrong(): Promise<number> {
    return (await transact(this.database, ["lock"], "readonly", (work) => work.get("lock", "lock")))?.wrong ?? 0;
  }

  async create(passphrase: string): Promise<void> {
    this.dataKey = await createLock(this.database, passphrase);
  }

  async unlock(passphrase: string): Promise<void> {
    this.dataKey = await openLock(this.database, passphrase);
  }

  async changePassphrase(before: string, after: string): Promise<void> {
    await changeLock(this.database, before, after);
  }

  /** Drops the key. Drafts stay. */
  lock(): void {
    this.dataKey = null;
  }

  /** Destroys drafts and their key, and keeps what waits sealed for the server: for a forgotten passphrase. */
  async destroyDrafts(): Promise<void> {
    this.lock();
    await destroyDrafts(this.database);
  }

  /** Destroys everything and tells the server; the object is of no use after that. */
  async wipe(): Promise<void> {
    this.lock();
    const device = await this.device();
    await wipeAll(this.database, device ? new Server(device) : null);
  }

  close(): void {
    this.lock();
    this.database.close();
  }

  async device(): Promise<DeviceRow | null> {
    const row = await transact(this.database, ["about"], "readonly", (work) => work.get("about", "device"));
    return row?.name === "device" ? row : null;
  }

  async keepDevice(device: Omit<DeviceRow, "name">): Promise<void> {
    await transact(this.database, ["about"], "readwrite", (work) => work.put("about", { name: "device", ...device }));
  }

  async settings(): Promise<SettingsRow> {
    const row = await transact(this.database, ["about"], "readonly", (work) => work.get("about", "settings"));
    return row?.name === "settings" ? row : { name: "settings", language: "", formLanguages: [] };
  }

  async keepSettings(change: Partial<Omit<SettingsRow, "name">>): Promise<void> {
    const before = await this.settings();
    await transact(this.database, ["about"], "readwrite", (work) => work.put("about", { ...before, ...change }));
  }
}

/** Holds a draft for this tab until the result is called. Throws OpenElsewhere while another tab has it. */
export async function holdDraft(id: string, locks = globalThis.navigator?.locks): Promise<() => void> {
  if (!locks) return () => undefined;
  return new Promise((resolve, reject) => {
    void locks
      .request(`palermo-draft-${id}`, { ifAvailable: true }, (lock) => {
        if (!lock) {
          reject(new OpenElsewhere());
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

export type Persistence = "kept" | "not_kept" | "unknown";

/** Asks the browser not to throw the store away when space runs short; what it said. */
export async function askToPersist(storage = globalThis.navigator?.storage): Promise<Persistence> {
  if (!storage?.persist) return "unknown";
  try {
    return (await storage.persisted()) || (await storage.persist()) ? "kept" : "not_kept";
  } catch {
    return "unknown";
  }
}
