// One finished interview, packed: what it is, its XML, its files. `filling/container.py` reads it and says how it is laid.

import type { DraftFile } from "../types.ts";
import { type Bytes, fromFourBytes, inFourBytes, joined, paddedSize, toBytes, toText } from "./bytes.ts";

/** All text: moments in ISO 8601, days, or "". */
export interface PackedMeta {
  form_id: string;
  version: string;
  instance_id: string;
  case: string;
  language: string;
  began_at: string;
  ended_at: string;
  paper_on: string;
  /** Of a received interview and its correction: what the server said, as a digest that only the server can read. */
  seen: string;
}

export interface Packed {
  meta: PackedMeta;
  xml: string;
  files: DraftFile[];
}

export function pack({ meta, xml, files }: Packed): Bytes {
  const written = toBytes(xml);
  const told = files.map(({ name, type, bytes }) => ({ name, type, size: bytes.length }));
  const head = toBytes(JSON.stringify({ v: 1, meta, xml: written.length, files: told }));
  const content = joined([inFourBytes(head.length), head, written, ...files.map((file) => file.bytes)]);
  return joined([content, new Uint8Array(paddedSize(content.length) - content.length)]);
}

export function unpack(content: Uint8Array): Packed {
  const size = fromFourBytes(content);
  const head = JSON.parse(toText(content.subarray(4, 4 + size))) as {
    meta: PackedMeta;
    xml: number;
    files: { name: string; type: string; size: number }[];
  };
  let place = 4 + size;
  const take = (length: number) => content.slice(place, (place += length));
  const xml = toText(take(head.xml));
  return { meta: head.meta, xml, files: head.files.map(({ name, type, size }) => ({ name, type, bytes: take(size) })) };
}
