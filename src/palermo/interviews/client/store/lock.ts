// The lock of the device: a passphrase opens a random key, under which everything of a person lies.
//
// passphrase -> PBKDF2-SHA-256, 600,000 rounds -> AES-KW key -> unwraps the data key (AES-256-GCM). The data key is random,
// so a change of passphrase wraps it again and touches no record; it cannot be taken out of the browser's memory, and is
// dropped at locking. A wrong passphrase is counted before it is tried: reloading, a second tab and a kill do not help.

import { random, toBytes } from "./bytes.ts";
import { type LockRow, transact } from "./database.ts";
import { Destroyed, MustWait, WeakPassphrase, WrongPassphrase } from "./errors.ts";

export const ROUNDS = 600_000;
export const SHORTEST = 10;
/** Wrong passphrases in a row after which drafts are destroyed. */
export const MOST_WRONG = 8;
/** Seconds to wait after so many wrong ones. */
const WAITS = [0, 0, 0, 2, 5, 15, 30, 60];

const AES_KW = { name: "AES-KW", length: 256 } as const;
const AES_GCM = { name: "AES-GCM", length: 256 } as const;

/** The same letters whichever keyboard wrote them. */
const written = (passphrase: string) => toBytes(passphrase.normalize("NFKC"));

async function keyFrom(passphrase: string, row: Pick<LockRow, "salt" | "rounds">): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", written(passphrase), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: row.salt, iterations: row.rounds };
  return crypto.subtle.deriveKey(how, base, AES_KW, false, ["wrapKey", "unwrapKey"]);
}

async function wrappedUnder(passphrase: string, dataKey: CryptoKey): Promise<LockRow> {
  const fresh = { salt: random(32), rounds: ROUNDS };
  const wrapped = await crypto.subtle.wrapKey("raw", dataKey, await keyFrom(passphrase, fresh), "AES-KW");
  return { name: "lock", ...fresh, wrapped: new Uint8Array(wrapped), wrong: 0, waitUntil: 0 };
}

async function unwrapped(passphrase: string, row: LockRow, extractable: boolean): Promise<CryptoKey> {
  const key = await keyFrom(passphrase, row);
  return crypto.subtle.unwrapKey("raw", row.wrapped, key, "AES-KW", AES_GCM, extractable, ["encrypt", "decrypt"]);
}

function requireStrong(passphrase: string): void {
  if (!isAcceptable(passphrase)) throw new WeakPassphrase(SHORTEST);
}

/** Makes the lock of a device that has none; the data key. */
export async function createLock(database: IDBDatabase, passphrase: string): Promise<CryptoKey> {
  requireStrong(passphrase);
  const fresh = await crypto.subtle.generateKey(AES_GCM, true, ["encrypt", "decrypt"]);
  const row = await wrappedUnder(passphrase, fresh);
  await transact(database, ["lock"], "readwrite", (work) => work.put("lock", row));
  // From the row: what was just written is what opens tomorrow.
  return unwrapped(passphrase, row, false);
}

/** The data key. Throws WrongPassphrase, MustWait, and Destroyed after the last wrong one. */
export async function openLock(
  database: IDBDatabase,
  passphrase: string,
  { extractable = false, now = Date.now() } = {},
): Promise<CryptoKey> {
  const row = await counted(database, now);
  let key: CryptoKey;
  try {
    key = await unwrapped(passphrase, row, extractable);
  } catch {
    if (row.wrong >= MOST_WRONG) {
      await destroyDrafts(database);
      throw new Destroyed();
    }
    const wait = WAITS[row.wrong] ?? 0;
    await changed(database, (kept) => ({ ...kept, waitUntil: now + wait * 1000 }));
    throw new WrongPassphrase(MOST_WRONG - row.wrong, wait);
  }
  await changed(database, (kept) => ({ ...kept, wrong: 0, waitUntil: 0 }));
  return key;
}

/** Wraps the same data key under another passphrase. Throws as `openLock`, and WeakPassphrase before anything else. */
export async function changeLock(database: IDBDatabase, before: string, after: string): Promise<void> {
  requireStrong(after);
  const dataKey = await openLock(database, before, { extractable: true });
  const row = await wrappedUnder(after, dataKey);
  await transact(database, ["lock"], "readwrite", (work) => work.put("lock", row));
}

/** Destroys drafts, what is known of sent interviews, and the key. What waits sealed for the server stays and is sent. */
export async function destroyDrafts(database: IDBDatabase): Promise<void> {
  await transact(database, ["lock", "records"], "readwrite", async (work) => {
    await work.clear("lock");
    await work.clear("records");
  });
}

/** Counts a try before it is made; the row as it is then. */
async function counted(database: IDBDatabase, now: number): Promise<LockRow> {
  const row = await transact(database, ["lock"], "readwrite", async (work) => {
    const kept = await work.get("lock", "lock");
    if (!kept) throw new Destroyed();
    const longest = (WAITS[Math.min(kept.wrong, WAITS.length - 1)] ?? 0) * 1000;
    // A clock that was set back must not lock anybody out for a year.
    const wait = Math.min(kept.waitUntil - now, longest);
    if (wait > 0) {
      await work.put("lock", { ...kept, waitUntil: now + wait });
      return Math.ceil(wait / 1000);
    }
    const tried = { ...kept, wrong: kept.wrong + 1 };
    await work.put("lock", tried);
    return tried;
  });
  if (typeof row === "number") throw new MustWait(row);
  return row;
}

async function changed(database: IDBDatabase, change: (row: LockRow) => LockRow): Promise<void> {
  await transact(database, ["lock"], "readwrite", async (work) => {
    const kept = await work.get("lock", "lock");
    if (kept) await work.put("lock", change(kept));
  });
}

export type Strength = "weak" | "fair" | "good";

/** Long enough, and not the same few letters again and again. */
export function isAcceptable(passphrase: string): boolean {
  const letters = [...passphrase.normalize("NFKC").trim()];
  return letters.length >= SHORTEST && new Set(letters.map((letter) => letter.toLowerCase())).size >= 5;
}

/** A hint while somebody types; several words make it good sooner than signs do. */
export function strengthOf(passphrase: string): Strength {
  if (!isAcceptable(passphrase)) return "weak";
  const words = passphrase.trim().split(/[\s\-_.,]+/).filter((word) => word.length > 2);
  const kinds = [/\p{Ll}|\p{Lo}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{L}\p{N}]/u].filter((kind) => kind.test(passphrase)).length;
  return new Set(words).size >= 4 || (passphrase.length >= 14 && kinds >= 3) || passphrase.length >= 20 ? "good" : "fair";
}
