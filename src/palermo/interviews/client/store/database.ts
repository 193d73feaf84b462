// The browser's own store (IndexedDB). What lies in it in clear is no personal data: forms as published, the outbox with
// sealed bodies, the device's secret (which only hands in and fetches forms), and how often a passphrase was wrong.

import type { Bytes } from "./bytes.ts";
import { named } from "./errors.ts";

export const NAME = "palermo-fill";
const VERSION = 1;

/** The one row of the lock: the data key wrapped under the passphrase, and what was tried. Times in ms since 1970. */
export interface LockRow {
  name: "lock";
  salt: Bytes;
  rounds: number;
  wrapped: Bytes;
  wrong: number;
  waitUntil: number;
}

/** Something sealed under the data key. `id` is drawn by lot and says nothing. */
export interface RecordRow {
  id: string;
  kind: "draft" | "file" | "sent";
  iv: Bytes;
  ct: Bytes;
}

/** A published form. */
export interface FormRow {
  versionId: string;
  formId: string;
  version: string;
  title: Record<string, string>;
  languages: string[];
  kind: string;
  hash: string;
  /** The languages that were asked for, sorted and joined; "" is all. */
  cutTo: string;
  xml: string;
  media: { name: string; type: string; bytes: Bytes }[];
  /** Whether the mission still offers it. Others stay while a draft needs them. */
  offered: boolean;
}

export type OutboxStatus = "waiting" | "sending" | "received" | "refused";

/** A finished interview, sealed to the server. `code` and `message` say why it was refused, or why it waits. */
export interface OutboxRow {
  id: string;
  status: OutboxStatus;
  at: number;
  tries: number;
  next: number;
  body: Bytes | null;
  receipt: string;
  interview: string;
  remarks: number;
  code: string;
  message: string;
}

/** This device as the server knows it. `wiping`: everything else was destroyed, the server has not heard of it yet. */
export interface DeviceRow {
  name: "device";
  id: string;
  secret: string;
  kid: string;
  spki: string;
  wiping?: boolean;
}

export interface SettingsRow {
  name: "settings";
  /** The language of the interface, or "" for the browser's. */
  language: string;
  /** The languages in which forms are kept here; none is all. */
  formLanguages: string[];
}

interface Rows {
  lock: LockRow;
  records: RecordRow;
  forms: FormRow;
  outbox: OutboxRow;
  about: DeviceRow | SettingsRow;
}
export type StoreName = keyof Rows;
export const STORES: StoreName[] = ["lock", "records", "forms", "outbox", "about"];
const KEYS: Record<StoreName, string> = { lock: "name", records: "id", forms: "versionId", outbox: "id", about: "name" };

export function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, VERSION);
    asked.onupgradeneeded = () => {
      for (const store of STORES) asked.result.createObjectStore(store, { keyPath: KEYS[store] });
    };
    asked.onsuccess = () => {
      const database = asked.result;
      // Another tab destroys the store: whoever holds it open lets go.
      database.onversionchange = () => database.close();
      resolve(database);
    };
    asked.onerror = () => reject(named(asked.error));
  });
}

export function deleteDatabase(): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = () => resolve();
    asked.onerror = () => reject(named(asked.error));
    // A tab that does not let go keeps an empty store: the rows were cleared before.
    asked.onblocked = () => resolve();
  });
}

/** One transaction over some stores. */
export class Work {
  constructor(private readonly transaction: IDBTransaction) {}

  get<S extends StoreName>(store: S, key: string): Promise<Rows[S] | undefined> {
    return answered(this.transaction.objectStore(store).get(key));
  }

  all<S extends StoreName>(store: S): Promise<Rows[S][]> {
    return answered(this.transaction.objectStore(store).getAll());
  }

  put<S extends StoreName>(store: S, row: Rows[S]): Promise<unknown> {
    return answered(this.transaction.objectStore(store).put(row));
  }

  remove(store: StoreName, key: string): Promise<unknown> {
    return answered(this.transaction.objectStore(store).delete(key));
  }

  clear(store: StoreName): Promise<unknown> {
    return answered(this.transaction.objectStore(store).clear());
  }
}

/** All of `work` or nothing of it. Within, await only what it gives: the browser ends a transaction that waits. */
export async function transact<T>(
  database: IDBDatabase,
  stores: StoreName[],
  mode: "readonly" | "readwrite",
  work: (work: Work) => Promise<T>,
): Promise<T> {
  // On the disk before it is called done: a phone that is switched off the moment after has it.
  const transaction = database.transaction(stores, mode, { durability: "strict" });
  const done = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(named(transaction.error));
  });
  let result: T;
  try {
    result = await work(new Work(transaction));
  } catch (error) {
    const over = done.catch(() => undefined);
    try {
      transaction.abort();
    } catch {
      // It was given up already, by the error itself.
    }
    await over;
    throw named(error);
  }
  await done;
  return result;
}

function answered<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
