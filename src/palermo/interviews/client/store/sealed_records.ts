// One record under the data key: AES-256-GCM with its kind and id as additional data, so that it opens nowhere else.

import { type Bytes, fromFourBytes, inFourBytes, paddedSize, random, toBytes } from "./bytes.ts";
import type { RecordRow } from "./database.ts";
import { Damaged } from "./errors.ts";

const placeOf = (kind: string, id: string): Bytes => toBytes(`palermo 1/${kind}/${id}`);

export async function sealRecord(
  key: CryptoKey,
  kind: RecordRow["kind"],
  id: string,
  content: Uint8Array,
): Promise<RecordRow> {
  const iv = random(12);
  // The length, the content, and zeros: how much somebody told should not be read from a size.
  const plain = new Uint8Array(paddedSize(4 + content.length));
  plain.set(inFourBytes(content.length));
  plain.set(content, 4);
  const how = { name: "AES-GCM", iv, additionalData: placeOf(kind, id) };
  return { id, kind, iv, ct: new Uint8Array(await crypto.subtle.encrypt(how, key, plain)) };
}

/** The content. Throws Damaged when one bit is another, or the record lies under another name. */
export async function openRecord(key: CryptoKey, row: RecordRow): Promise<Bytes> {
  try {
    const how = { name: "AES-GCM", iv: row.iv, additionalData: placeOf(row.kind, row.id) };
    const plain = new Uint8Array(await crypto.subtle.decrypt(how, key, row.ct));
    return plain.slice(4, 4 + fromFourBytes(plain));
  } catch {
    throw new Damaged();
  }
}
