// The store of a device in node, on a store like the browser's: what lies there in clear, what a wrong passphrase does,
// what tampering does. Run by test_store.py.

import assert from "node:assert/strict";
import { test, beforeEach } from "node:test";
import { join } from "node:path";

import { build } from "esbuild";
import { IDBFactory, IDBObjectStore } from "fake-indexeddb";
import "fake-indexeddb/auto";

const ROOT = join(import.meta.dirname, "../../..");
const bundled = await build({
  entryPoints: [join(ROOT, "src/palermo/interviews/client/store/index.ts")],
  bundle: true,
  format: "esm",
  write: false,
  target: "es2022",
});
const code = `data:text/javascript;base64,${Buffer.from(bundled.outputFiles[0].contents).toString("base64")}`;
const { DeviceStore, deliver, strengthOf, isAcceptable } = await import(code);

const PASSPHRASE = "four invented words here";
const CANARY = "Zlatka Canary";

/** Locks of the page, as a browser has them. */
class Locks {
  held = new Set();
  async request(name, { ifAvailable }, work) {
    assert.ok(ifAvailable);
    if (this.held.has(name)) return work(null);
    this.held.add(name);
    try {
      return await work({ name });
    } finally {
      this.held.delete(name);
    }
  }
}

const draftOf = (id, { story = CANARY, files = [] } = {}) => ({
  meta: {
    id,
    versionId: "aaaaaaaaaaaaaaaa",
    formId: "screening",
    version: "2026010100",
    title: { en: "Screening" },
    language: "ar",
    begunAt: "2026-01-01T10:00:00.000Z",
    changedAt: "2026-01-01T10:05:00.000Z",
    step: 3,
    answered: 12,
    caseNumber: "bbbbbbbbbbbbbbbb",
    paperOn: "",
    seen: "what-was-given-out",
    label: CANARY,
  },
  xml: `<data><name>${story}</name></data>`,
  files,
});
const photo = (fill = 7, size = 5000) => ({ name: "photo.jpg", type: "image/jpeg", bytes: new Uint8Array(size).fill(fill) });

/** Everything in the store, as text in which a canary would be found. */
async function dump(database) {
  const parts = [];
  for (const name of database.objectStoreNames) {
    const rows = await new Promise((resolve, reject) => {
      const asked = database.transaction(name).objectStore(name).getAll();
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    for (const row of rows) {
      for (const value of Object.values(row)) {
        parts.push(value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : JSON.stringify(value));
      }
    }
  }
  return parts.join("\n");
}

function change(database, store, key, alter) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, "readwrite");
    const asked = transaction.objectStore(store).get(key);
    asked.onsuccess = () => transaction.objectStore(store).put(alter(asked.result));
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error);
  });
}

let serverKey;
let answers;
let asked;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  serverKey ??= await crypto.subtle.generateKey(
    { name: "RSA-OAEP", modulusLength: 3072, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
    true,
    ["encrypt", "decrypt"],
  );
  asked = [];
  answers = {};
  globalThis.fetch = async (address, options) => {
    const path = String(address).split("?")[0];
    asked.push({ path, options });
    const answer = answers[path];
    if (!answer) throw new TypeError("no network");
    const { status = 200, told } = typeof answer === "function" ? await answer(options) : answer;
    return new Response(told === undefined ? null : typeof told === "string" ? told : JSON.stringify(told), { status });
  };
});

async function enrolled() {
  const store = await DeviceStore.open();
  await store.create(PASSPHRASE);
  const spki = Buffer.from(await crypto.subtle.exportKey("spki", serverKey.publicKey)).toString("base64");
  await store.keepDevice({ id: "d", secret: "s".repeat(32), kid: "kkkkkkkkkkkkkkkk", spki });
  answers["/fill/api/state"] = { told: { works: true, revoked: false, wipe: false, key: { kid: "kkkkkkkkkkkkkkkk", spki } } };
  return store;
}

const wrong = async (store, passphrase = "not the passphrase") => {
  try {
    await store.unlock(passphrase);
  } catch (error) {
    return error;
  }
  return null;
};

test("a draft comes back as it was, with its files, and only when unlocked", async () => {
  const store = await enrolled();
  const draft = draftOf("uuid:1", { files: [photo()] });
  await store.drafts.save(draft);
  store.lock();
  await assert.rejects(store.drafts.list(), { name: "Locked" });
  await assert.rejects(store.drafts.save(draft), { name: "Locked" });
  await store.unlock(PASSPHRASE);
  assert.deepEqual(await store.drafts.load("uuid:1"), draft);
  assert.deepEqual((await store.drafts.list()).drafts, [draft.meta]);
});

test("nothing of a draft lies there in clear, nor of what was finished", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1", { files: [{ ...photo(), bytes: new TextEncoder().encode(CANARY.repeat(20)) }] }));
  await store.drafts.save(draftOf("uuid:2"));
  await store.outbox.put(draftOf("uuid:2"));
  const found = await dump(store.database);
  for (const word of [CANARY, "Zlatka", "bbbbbbbbbbbbbbbb", "Screening", "2026-01-01", PASSPHRASE]) {
    assert.equal(found.includes(word), false, word);
    assert.equal(found.includes(Buffer.from(word, "utf16le").toString("latin1")), false, word);
  }
});

test("equal drafts look different, and sizes tell little", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await store.drafts.save(draftOf("uuid:2", { story: "A" }));
  const sizes = new Map();
  await change(store.database, "records", "uuid:1", (row) => (sizes.set(1, row.ct.length), row));
  await change(store.database, "records", "uuid:2", (row) => (sizes.set(2, row.ct.length), row));
  assert.equal(sizes.get(1), sizes.get(2));
});

test("a photo that did not change is not written again, one that is gone goes", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1", { files: [photo(1), { ...photo(2), name: "b.jpg" }] }));
  const before = await dump(store.database);
  await store.drafts.save(draftOf("uuid:1", { story: "more", files: [photo(1)] }));
  const rows = await new Promise((resolve) => {
    const all = store.database.transaction("records").objectStore("records").getAll();
    all.onsuccess = () => resolve(all.result);
  });
  const [file] = rows.filter((row) => row.kind === "file");
  assert.equal(rows.length, 2);
  assert.ok(before.includes(Buffer.from(file.ct).toString("latin1")));
  await store.drafts.remove("uuid:1");
  assert.equal((await dump(store.database)).includes(file.id), false);
});

test("saves that overlap end with the last one", async () => {
  const store = await enrolled();
  await Promise.all(["a", "b", "c"].map((story) => store.drafts.save(draftOf("uuid:1", { story }))));
  assert.match((await store.drafts.load("uuid:1")).xml, /<name>c</);
});

test("a changed record does not open, and the others do", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await store.drafts.save(draftOf("uuid:2"));
  for (const field of ["iv", "ct"]) {
    await change(store.database, "records", "uuid:1", (row) => {
      const bytes = new Uint8Array(row[field]);
      bytes[3] ^= 1;
      return { ...row, [field]: bytes };
    });
    await assert.rejects(store.drafts.load("uuid:1"), { name: "Damaged" });
  }
  const { drafts, damaged } = await store.drafts.list();
  assert.deepEqual([drafts.map((meta) => meta.id), damaged], [["uuid:2"], ["uuid:1"]]);
});

test("a record under another name or kind does not open", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await change(store.database, "records", "uuid:1", (row) => ({ ...row, id: "uuid:9" }));
  await assert.rejects(store.drafts.load("uuid:9"), { name: "Damaged" });
  await change(store.database, "records", "uuid:1", (row) => ({ ...row, kind: "file" }));
  await change(store.database, "records", "uuid:1", (row) => ({ ...row, kind: "draft" }));
  assert.ok(await store.drafts.load("uuid:1"));
});

test("weak passphrases are not taken, and words are told to be good", async () => {
  const store = await DeviceStore.open();
  for (const weak of ["", "short", "aaaaaaaaaaaa", "1212121212", "         x"]) {
    assert.equal(isAcceptable(weak), false, weak);
    await assert.rejects(store.create(weak), { name: "WeakPassphrase" });
  }
  assert.equal(await store.exists(), false);
  assert.equal(strengthOf("passphrase"), "fair");
  assert.equal(strengthOf("river lamp tractor ice"), "good");
  assert.equal(strengthOf("\u0646\u0647\u0631 \u0645\u0635\u0628\u0627\u062d \u062c\u0631\u0627\u0631 \u062b\u0644\u062c"), "good");
});

test("the same letters written in another way open", async () => {
  const store = await DeviceStore.open();
  await store.create("caf\u00e9 au lait froid");
  store.lock();
  await store.unlock("cafe\u0301 au lait froid");
  assert.ok(store.isOpen);
});

test("wrong passphrases are counted for good, with growing waits, and the eighth destroys the drafts", async (context) => {
  context.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
  let store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await store.drafts.save(draftOf("uuid:2"));
  await store.outbox.put(draftOf("uuid:2"));
  store.lock();
  let waited = 0;
  for (let left = 7; left > 0; left -= 1) {
    const error = await wrong(store);
    assert.equal(error.name, "WrongPassphrase");
    assert.equal(error.left, left);
    assert.ok(error.wait >= waited);
    waited = error.wait;
    // Closing the program and opening it again changes nothing.
    store.close();
    store = await DeviceStore.open();
    assert.equal(await store.wrong(), 8 - left);
    if (error.wait) {
      assert.equal((await wrong(store, PASSPHRASE)).name, "MustWait");
      // Nor does setting the clock back, which does not lock it for ever either.
      context.mock.timers.setTime(1_700_000_000_000);
      assert.ok((await wrong(store, PASSPHRASE)).wait <= error.wait);
      context.mock.timers.tick((error.wait + 1) * 1000);
    }
  }
  assert.equal((await wrong(store)).name, "Destroyed");
  assert.equal(await store.exists(), false);
  assert.equal((await wrong(store, PASSPHRASE)).name, "Destroyed");
  assert.equal(await store.outbox.waiting(), 1);
  const left = await dump(store.database);
  assert.equal(left.includes("uuid:1"), false);
});

test("the right passphrase takes the count back", async () => {
  const store = await enrolled();
  store.lock();
  await wrong(store);
  await wrong(store);
  await store.unlock(PASSPHRASE);
  assert.equal(await store.wrong(), 0);
});

test("two wrong ones at once count as two", async () => {
  const store = await enrolled();
  store.lock();
  await Promise.all([wrong(store), wrong(store)]);
  assert.equal(await store.wrong(), 2);
});

test("another passphrase opens the same drafts, the former one does not", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await assert.rejects(store.changePassphrase("not the passphrase", "another one of four words"), { name: "WrongPassphrase" });
  await assert.rejects(store.changePassphrase(PASSPHRASE, "short"), { name: "WeakPassphrase" });
  await store.changePassphrase(PASSPHRASE, "another one of four words");
  store.lock();
  assert.equal((await wrong(store, PASSPHRASE)).name, "WrongPassphrase");
  await store.unlock("another one of four words");
  assert.equal((await store.drafts.list()).drafts.length, 1);
});

test("no room left: it is said, and what was saved before is still there", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1", { story: "before" }));
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  try {
    await assert.rejects(store.drafts.save(draftOf("uuid:1", { story: "after" })), { name: "StorageFull" });
    await assert.rejects(store.outbox.put(draftOf("uuid:1")), { name: "StorageFull" });
  } finally {
    IDBObjectStore.prototype.put = put;
  }
  assert.match((await store.drafts.load("uuid:1")).xml, /before/);
  assert.deepEqual(await store.outbox.list(), []);
});

const FINISHED = { told: { receipt: "7KQD-2345", interview: "iiiiiiiiiiiiiiii", remarks: 2 }, status: 201 };

test("received is what has a receipt, and the body is gone then", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await store.outbox.put(draftOf("uuid:1"));
  assert.deepEqual((await store.drafts.list()).drafts, []);
  answers["/fill/api/outbox"] = FINISHED;
  const { left } = await deliver(store.database, { locks: new Locks() });
  assert.equal(left, 0);
  const [item] = await store.outbox.list();
  assert.deepEqual([item.status, item.receipt, item.remarks, item.about.label], ["received", "7KQD-2345", 2, CANARY]);
  store.lock();
  assert.equal((await store.outbox.list())[0].about, null);
  const sent = asked.find(({ path }) => path === "/fill/api/outbox");
  assert.equal(sent.options.credentials, "omit");
  assert.equal(sent.options.headers.Authorization, `Bearer ${"s".repeat(32)}`);
});

test("what is not a receipt of ours leaves it waiting, with longer and longer waits", async () => {
  const store = await enrolled();
  await store.outbox.put(draftOf("uuid:1"));
  const nothings = [
    { status: 200, told: "<html>Welcome to the hotel" },
    { status: 200, told: { welcome: true } },
    { status: 404, told: "<html>" },
    { status: 503, told: { code: "keys_not_ready", message: "x", details: {} } },
    { status: 429, told: { code: "too_many_tries", message: "x", details: {} } },
    { status: 401, told: { code: "device_refused", message: "x", details: {} } },
    undefined,
  ];
  for (const nothing of nothings) {
    answers["/fill/api/outbox"] = nothing;
    await deliver(store.database, { now: true, locks: new Locks() });
    const [item] = await store.outbox.list();
    assert.deepEqual([item.status, item.receipt], ["waiting", ""]);
  }
  const before = asked.length;
  await deliver(store.database, { locks: new Locks() });
  // Asked how things are, and not yet handed in again.
  assert.deepEqual(asked.slice(before).map(({ path }) => path), ["/fill/api/state"]);
});

test("refused, and why; it can be tried again", async () => {
  const store = await enrolled();
  await store.outbox.put(draftOf("uuid:1"));
  answers["/fill/api/outbox"] = { status: 409, told: { code: "submission_conflict", message: "Received already.", details: {} } };
  await deliver(store.database, { locks: new Locks() });
  let [item] = await store.outbox.list();
  assert.deepEqual([item.status, item.code, item.message], ["refused", "submission_conflict", "Received already."]);
  await store.outbox.retry("uuid:1");
  answers["/fill/api/outbox"] = FINISHED;
  await deliver(store.database, { locks: new Locks() });
  [item] = await store.outbox.list();
  assert.equal(item.status, "received");
});

test("a tab that died while sending does not lose it", async () => {
  const store = await enrolled();
  await store.outbox.put(draftOf("uuid:1"));
  await change(store.database, "outbox", "uuid:1", (row) => ({ ...row, status: "sending" }));
  answers["/fill/api/outbox"] = FINISHED;
  await deliver(store.database, { locks: new Locks() });
  assert.equal((await store.outbox.list())[0].status, "received");
});

test("two tabs: one sends, the other leaves it alone", async () => {
  const store = await enrolled();
  await store.outbox.put(draftOf("uuid:1"));
  let handedIn = 0;
  answers["/fill/api/outbox"] = async () => {
    handedIn += 1;
    await new Promise((resolve) => setTimeout(resolve, 30));
    return FINISHED;
  };
  const locks = new Locks();
  const both = await Promise.all([deliver(store.database, { locks }), deliver(store.database, { locks })]);
  assert.deepEqual(both.map(({ busy }) => busy).sort(), [false, true]);
  assert.equal(handedIn, 1);
});

test("a device that is not known any more keeps what it has, and says so", async () => {
  const store = await enrolled();
  await store.outbox.put(draftOf("uuid:1"));
  answers["/fill/api/state"] = { told: { works: false, revoked: true, wipe: false, key: null } };
  const { refusedDevice, wiped, left } = await deliver(store.database, { locks: new Locks() });
  assert.deepEqual([refusedDevice, wiped, left], [true, false, 1]);
});

test("a new key of the server is used from then on", async () => {
  const store = await enrolled();
  const spki = (await store.device()).spki;
  answers["/fill/api/state"] = { told: { works: true, revoked: false, wipe: false, key: { kid: "nnnnnnnnnnnnnnnn", spki } } };
  await deliver(store.database, { locks: new Locks() });
  assert.equal((await store.device()).kid, "nnnnnnnnnnnnnnnn");
});

test("told to wipe: what is finished is handed in first, then nothing is left, and the server is told", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await store.outbox.put(draftOf("uuid:2"));
  answers["/fill/api/state"].told.wipe = true;
  answers["/fill/api/outbox"] = FINISHED;
  answers["/fill/api/wiped"] = { status: 204 };
  const { wiped } = await deliver(store.database, { locks: new Locks() });
  assert.equal(wiped, true);
  assert.deepEqual(asked.map(({ path }) => path), ["/fill/api/state", "/fill/api/outbox", "/fill/api/wiped"]);
  const again = await DeviceStore.open();
  assert.equal(await again.exists(), false);
  assert.equal(await again.device(), null);
  assert.equal((await dump(again.database)).trim(), "");
});

test("wiped without a network: nothing but the secret is left, and the server is told later", async () => {
  const store = await enrolled();
  await store.drafts.save(draftOf("uuid:1"));
  await store.outbox.put(draftOf("uuid:2"));
  await store.wipe();
  const again = await DeviceStore.open();
  assert.equal(await again.exists(), false);
  assert.deepEqual(await again.outbox.list(), []);
  assert.equal((await again.device()).wiping, true);
  answers["/fill/api/wiped"] = { status: 204 };
  assert.equal((await deliver(again.database, { locks: new Locks() })).wiped, true);
  assert.equal(await (await DeviceStore.open()).device(), null);
});

test("forms: kept whole or not at all, renewed when they change, given up when nobody needs them", async () => {
  const store = await enrolled();
  const { Server } = await import(code);
  const server = new Server(await store.device());
  const form = (id, hash) => ({
    id, form_id: id, version: "1", title: {}, languages: ["en"], kind: "other", hash, size: 1,
    media: [{ name: "a.csv", type: "text/csv", hash: "md5:x" }],
  });
  answers["/fill/api/forms"] = { told: { forms: [form("aaaa", "1"), form("bbbb", "1")] } };
  answers["/fill/api/forms/aaaa"] = { told: "<a/>" };
  answers["/fill/api/forms/bbbb"] = { told: "<b/>" };
  answers["/fill/api/forms/aaaa/media/a.csv"] = { told: "x,y" };
  assert.equal(await store.forms.refresh(server, [], new Set()), true);
  assert.deepEqual((await store.forms.list()).map((row) => row.versionId), ["aaaa"]);
  assert.equal((await store.forms.load("aaaa")).media.length, 1);
  const before = asked.length;
  answers["/fill/api/forms"] = { told: { forms: [form("aaaa", "1")] } };
  await store.forms.refresh(server, [], new Set());
  assert.deepEqual(asked.slice(before).map(({ path }) => path), ["/fill/api/forms"]);
  answers["/fill/api/forms"] = { told: { forms: [] } };
  await store.forms.refresh(server, [], new Set(["aaaa"]));
  assert.deepEqual(await store.forms.list(), []);
  assert.ok(await store.forms.load("aaaa"));
  await store.forms.refresh(server, [], new Set());
  assert.equal(await store.forms.load("aaaa"), null);
  delete answers["/fill/api/forms"];
  assert.equal(await store.forms.refresh(server, [], new Set()), false);
});

test("a body for Python", { skip: !process.env.PALERMO_SEAL_TO }, async () => {
  // test_store.py opens what is written here.
  const { kid, spki, path } = JSON.parse(process.env.PALERMO_SEAL_TO);
  const store = await enrolled();
  await store.keepDevice({ id: "d", secret: "s".repeat(32), kid, spki });
  await store.outbox.put(draftOf("uuid:1", { files: [photo(9, 70_000), { ...photo(3, 0), name: "empty.jpg" }] }));
  const body = await new Promise((resolve) => {
    const row = store.database.transaction("outbox").objectStore("outbox").get("uuid:1");
    row.onsuccess = () => resolve(row.result.body);
  });
  const { writeFile } = await import("node:fs/promises");
  await writeFile(path, body);
});
