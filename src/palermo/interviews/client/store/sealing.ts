// Seals a finished interview for the server, so that nobody who holds this device opens it. `vault/sealing_box.py` opens
// it, and says how it is laid.

import { type Bytes, fromBase64, inFourBytes, joined, random, toBase64, toBytes } from "./bytes.ts";

const RSA = { name: "RSA-OAEP", hash: "SHA-256" } as const;

export async function sealFor(key: { kid: string; spki: string }, content: Bytes): Promise<Bytes> {
  const server = await crypto.subtle.importKey("spki", fromBase64(key.spki), RSA, false, ["encrypt"]);
  const contentKey = random(32);
  const iv = random(12);
  const wrapped = new Uint8Array(await crypto.subtle.encrypt("RSA-OAEP", server, contentKey));
  const head = toBytes(JSON.stringify({ v: 1, kid: key.kid, wrapped: toBase64(wrapped), iv: toBase64(iv) }));
  const start = joined([inFourBytes(head.length), head]);
  const once = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["encrypt"]);
  contentKey.fill(0);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: start }, once, content);
  return joined([start, new Uint8Array(sealed)]);
}
