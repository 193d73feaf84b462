// The forms of the mission, kept as published: they hold questions, and no answer.

import type { FormSource } from "../types.ts";
import { type FormRow, transact } from "./database.ts";
import type { FormTold, Server } from "./server.ts";

/** Kinds of forms as they follow each other; others stand behind them. */
const ORDER = ["screening", "assistance", "vulnerability", "follow_up", "core_variables"];

export class Forms {
  constructor(private readonly database: IDBDatabase) {}

  /** The forms that can be started here, in the order in which people meet them. */
  async list(): Promise<FormRow[]> {
    const rows = await transact(this.database, ["forms"], "readonly", (work) => work.all("forms"));
    const place = (row: FormRow) => (ORDER.indexOf(row.kind) + ORDER.length + 1) % (ORDER.length + 1);
    return rows.filter((row) => row.offered).sort((one, other) => place(one) - place(other));
  }

  async load(versionId: string): Promise<FormSource | null> {
    const row = await transact(this.database, ["forms"], "readonly", (work) => work.get("forms", versionId));
    return row ? { versionId, xml: row.xml, media: row.media } : null;
  }

  /** Makes what is kept here what the mission offers. `false`: there was no answer, everything stays as it is.
   * `needed` are versions of which there are drafts. */
  async refresh(server: Server, languages: string[], needed: Set<string>): Promise<boolean> {
    const { told } = await server.forms();
    if (!told) return false;
    const cutTo = [...languages].sort().join(",");
    for (const form of told.forms) {
      const kept = await transact(this.database, ["forms"], "readonly", (work) => work.get("forms", form.id));
      if (kept?.hash === form.hash && kept.cutTo === cutTo) {
        if (!kept.offered) await this.keep({ ...kept, offered: true });
        continue;
      }
      const row = await fetched(server, form, languages, cutTo);
      // A draft goes on in the languages in which it began.
      if (row) await this.keep(row);
    }
    const offered = new Set(told.forms.map((form) => form.id));
    await transact(this.database, ["forms"], "readwrite", async (work) => {
      for (const row of await work.all("forms")) {
        if (offered.has(row.versionId)) continue;
        if (needed.has(row.versionId)) await work.put("forms", { ...row, offered: false });
        else await work.remove("forms", row.versionId);
      }
    });
    return true;
  }

  /** A version that is no longer offered, to correct an interview that was given on it. */
  async fetchOne(server: Server, versionId: string): Promise<FormSource | null> {
    const kept = await this.load(versionId);
    if (kept) return kept;
    const xml = await server.form(versionId, []);
    if (xml === null) return null;
    const about = { id: versionId, form_id: "", version: "", title: {}, languages: [], kind: "", hash: "", size: 0, media: [] };
    const row = { ...rowOf(about, xml, ""), offered: false };
    await this.keep(row);
    return { versionId, xml, media: [] };
  }

  private keep(row: FormRow): Promise<unknown> {
    return transact(this.database, ["forms"], "readwrite", (work) => work.put("forms", row));
  }
}

const rowOf = (form: FormTold, xml: string, cutTo: string): FormRow => ({
  versionId: form.id,
  formId: form.form_id,
  version: form.version,
  title: form.title,
  languages: form.languages,
  kind: form.kind,
  hash: form.hash,
  cutTo,
  xml,
  media: [],
  offered: true,
});

/** A form with all of its files, or null: half a form is none. */
async function fetched(server: Server, form: FormTold, languages: string[], cutTo: string): Promise<FormRow | null> {
  const xml = await server.form(form.id, languages);
  if (xml === null) return null;
  const row = rowOf(form, xml, cutTo);
  for (const { name, type } of form.media) {
    const bytes = await server.media(form.id, name);
    if (bytes === null) return null;
    row.media.push({ name, type, bytes });
  }
  return row;
}
