// Drafts: what somebody has typed so far, sealed record by record. Photos are records of their own, so that an answer does
// not write them again.

import type { Draft, DraftFile, DraftMeta } from "../types.ts";
import { copied, digestOf, randomName, toBytes, toText } from "./bytes.ts";
import { type RecordRow, transact } from "./database.ts";
import { openRecord, sealRecord } from "./sealed_records.ts";

interface KeptFile {
  name: string;
  type: string;
  record: string;
  digest: string;
}

/** What the record of a draft holds. */
interface KeptDraft {
  meta: DraftMeta;
  xml: string;
  files: KeptFile[];
}

export class Drafts {
  /** Saves one after another: an older one never lands on a newer one. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: IDBDatabase,
    private readonly key: () => CryptoKey,
  ) {}

  /** Those that open, the latest first, and the names of those that do not any more. */
  async list(): Promise<{ drafts: DraftMeta[]; damaged: string[] }> {
    this.key();
    const rows = await transact(this.database, ["records"], "readonly", (work) => work.all("records"));
    const found = { drafts: [] as DraftMeta[], damaged: [] as string[] };
    for (const row of rows.filter((one) => one.kind === "draft")) {
      try {
        found.drafts.push((await this.opened(row)).meta);
      } catch {
        found.damaged.push(row.id);
      }
    }
    found.drafts.sort((one, other) => other.changedAt.localeCompare(one.changedAt));
    return found;
  }

  /** The draft, or null. Throws Damaged, Locked. */
  async load(id: string): Promise<Draft | null> {
    const rows = await this.rows();
    const row = rows.get(id);
    if (row?.kind !== "draft") return null;
    const { meta, xml, files } = await this.opened(row);
    const loaded: DraftFile[] = [];
    for (const file of files) {
      const record = rows.get(file.record);
      if (record) loaded.push({ name: file.name, type: file.type, bytes: await openRecord(this.key(), record) });
    }
    return { meta, xml, files: loaded };
  }

  /** All of the draft or nothing of it. Throws StorageFull, Locked; what was saved before is still there then. */
  save(draft: Draft): Promise<void> {
    const next = this.last.then(() => this.saved(draft));
    this.last = next.catch(() => undefined);
    return next;
  }

  async remove(id: string): Promise<void> {
    await this.last;
    const gone = await this.recordsOf(id);
    await transact(this.database, ["records"], "readwrite", async (work) => {
      for (const one of gone) await work.remove("records", one);
    });
  }

  /** The names of every record of a draft: its own and those of its files. */
  async recordsOf(id: string): Promise<string[]> {
    const row = (await this.rows()).get(id);
    if (!row) return [];
    try {
      return [id, ...(await this.opened(row)).files.map((file) => file.record)];
    } catch {
      return [id];
    }
  }

  private async saved(draft: Draft): Promise<void> {
    const key = this.key();
    const row = (await this.rows()).get(draft.meta.id);
    const before = row ? (await this.opened(row)).files : [];
    const kept: KeptFile[] = [];
    const fresh: RecordRow[] = [];
    for (const { name, type, bytes } of draft.files) {
      const digest = await digestOf(bytes);
      const same = before.find((file) => file.digest === digest);
      const record = same?.record ?? randomName();
      if (!same) fresh.push(await sealRecord(key, "file", record, copied(bytes)));
      kept.push({ name, type, record, digest });
    }
    const content: KeptDraft = { meta: draft.meta, xml: draft.xml, files: kept };
    const sealed = await sealRecord(key, "draft", draft.meta.id, toBytes(JSON.stringify(content)));
    const gone = before.filter((file) => !kept.some((one) => one.record === file.record));
    await transact(this.database, ["records"], "readwrite", async (work) => {
      for (const one of fresh) await work.put("records", one);
      await work.put("records", sealed);
      for (const file of gone) await work.remove("records", file.record);
    });
  }

  private async rows(): Promise<Map<string, RecordRow>> {
    const rows = await transact(this.database, ["records"], "readonly", (work) => work.all("records"));
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async opened(row: RecordRow): Promise<KeptDraft> {
    return JSON.parse(toText(await openRecord(this.key(), row))) as KeptDraft;
  }
}
