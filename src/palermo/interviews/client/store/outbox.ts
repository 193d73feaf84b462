// Finished interviews on their way. What is in them nobody here can read any more; what they are called, only when unlocked.

import type { Draft } from "../types.ts";
import { toBytes, toText } from "./bytes.ts";
import { pack } from "./container.ts";
import { type DeviceRow, type OutboxRow, type OutboxStatus, transact } from "./database.ts";
import type { Drafts } from "./drafts.ts";
import { StoreError } from "./errors.ts";
import { openRecord, sealRecord } from "./sealed_records.ts";
import { sealFor } from "./sealing.ts";

/** How a finished interview is recognised in the list. */
export interface SentLabel {
  title: Record<string, string>;
  label: string;
  finishedAt: string;
}

/** `about` is null while the store is locked, or was finished before the drafts were destroyed. */
export interface OutboxItem {
  id: string;
  status: OutboxStatus;
  at: number;
  receipt: string;
  remarks: number;
  code: string;
  message: string;
  about: SentLabel | null;
}

export class Outbox {
  constructor(
    private readonly database: IDBDatabase,
    private readonly key: () => CryptoKey,
    private readonly isOpen: () => boolean,
    private readonly drafts: Drafts,
  ) {}

  /** The latest first. */
  async list(): Promise<OutboxItem[]> {
    const [rows, records] = await transact(this.database, ["outbox", "records"], "readonly", async (work) => [
      await work.all("outbox"),
      new Map((await work.all("records")).map((row) => [row.id, row])),
    ] as const);
    const items: OutboxItem[] = [];
    for (const { id, status, at, receipt, remarks, code, message } of rows) {
      const record = records.get(labelOf(id));
      let about: SentLabel | null = null;
      if (record && this.isOpen()) {
        try {
          about = JSON.parse(toText(await openRecord(this.key(), record))) as SentLabel;
        } catch {
          about = null;
        }
      }
      items.push({ id, status, at, receipt, remarks, code, message, about });
    }
    return items.sort((one, other) => other.at - one.at);
  }

  /** How many wait to be received; needs no passphrase. */
  async waiting(): Promise<number> {
    const rows = await transact(this.database, ["outbox"], "readonly", (work) => work.all("outbox"));
    return rows.filter((row) => row.status !== "received").length;
  }

  /** Seals the draft for the server and takes it out of the drafts, in one step: it is in one of the two places, always.
   * Throws StorageFull and StoreError "store.no_key"; the draft is still there then. */
  async put(draft: Draft): Promise<string> {
    const device = await transact(this.database, ["about"], "readonly", (work) => work.get("about", "device"));
    if (device?.name !== "device") throw new StoreError("store.no_key");
    const { meta } = draft;
    const finishedAt = new Date().toISOString();
    const body = await sealFor(device as DeviceRow, packed(draft, finishedAt));
    const about: SentLabel = { title: meta.title, label: meta.label, finishedAt };
    const label = await sealRecord(this.key(), "sent", labelOf(meta.id), toBytes(JSON.stringify(about)));
    const gone = await this.drafts.recordsOf(meta.id);
    const row: OutboxRow = {
      id: meta.id,
      status: "waiting",
      at: Date.now(),
      tries: 0,
      next: 0,
      body,
      receipt: "",
      interview: "",
      remarks: 0,
      code: "",
      message: "",
    };
    await transact(this.database, ["outbox", "records"], "readwrite", async (work) => {
      await work.put("outbox", row);
      for (const one of gone) await work.remove("records", one);
      await work.put("records", label);
    });
    return meta.id;
  }

  /** Tries a refused one again: something may have been mended on the server. */
  async retry(id: string): Promise<void> {
    await this.change(id, (row) => (row.body ? { ...row, status: "waiting", tries: 0, next: 0 } : row));
  }

  /** Takes one off the list. Of one that was not received nothing is left after that. */
  async forget(id: string): Promise<void> {
    await transact(this.database, ["outbox", "records"], "readwrite", async (work) => {
      await work.remove("outbox", id);
      await work.remove("records", labelOf(id));
    });
  }

  private change(id: string, change: (row: OutboxRow) => OutboxRow): Promise<unknown> {
    return transact(this.database, ["outbox"], "readwrite", async (work) => {
      const row = await work.get("outbox", id);
      if (row) await work.put("outbox", change(row));
    });
  }
}

const labelOf = (id: string) => `sent ${id}`;

function packed({ meta, xml, files }: Draft, endedAt: string) {
  const told = {
    form_id: meta.formId,
    version: meta.version,
    instance_id: meta.id,
    case: meta.caseNumber,
    language: meta.language,
    began_at: meta.begunAt,
    ended_at: endedAt,
    paper_on: meta.paperOn,
    // A draft of an earlier program has none.
    seen: meta.seen ?? "",
  };
  return pack({ meta: told, xml, files });
}
