// Brings in the engine, which is most of what a device loads, only when a form is opened, and reads a form ahead of time
// when there is time.

import { shallowReactive } from "vue";

import type { Form } from "./engine.ts";
import type { FormSource } from "./types.ts";

/** One form that was read ahead. It holds no answer, only what anybody who may fill the form can see. */
let ahead: { versionId: string; form: Promise<Form> } | null = null;

async function read(source: FormSource): Promise<Form> {
  const { readForm } = await import("./engine.ts");
  return readForm(source, shallowReactive);
}

/** Reads a form that will probably be opened next. A form that cannot be read is told when it is opened. */
export async function readAhead(source: FormSource): Promise<void> {
  if (ahead?.versionId === source.versionId) return;
  ahead = { versionId: source.versionId, form: read(source) };
  await ahead.form.catch(() => undefined);
}

/** The form, read ahead or now. Every call reads anew: a form makes one interview. */
export function open(source: FormSource): Promise<Form> {
  const known = ahead?.versionId === source.versionId ? ahead.form : null;
  ahead = null;
  return known ?? read(source);
}

/** Forgets what was read ahead, at locking. */
export function forget(): void {
  ahead = null;
}
