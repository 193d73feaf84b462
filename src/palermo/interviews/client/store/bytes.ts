// Bytes as the browser's cryptography and its store want them.

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export const toBytes = (text: string): Bytes => encoder.encode(text) as Bytes;
export const toText = (bytes: Uint8Array): string => decoder.decode(bytes);

/** A copy that nobody else holds, over memory of its own. */
export const copied = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);

export const random = (size: number): Bytes => crypto.getRandomValues(new Uint8Array(size));

export function joined(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

/** A whole number in four bytes, the greatest first. */
export function inFourBytes(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export const fromFourBytes = (bytes: Uint8Array, place = 0): number =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(place);

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** 16 random bytes as text: the name of a record, which says nothing. */
export const randomName = (): string => toHex(random(16));

/** Smallest step of a padded size, in bytes. */
const SMALLEST_STEP = 256;

/** The size that `size` bytes are padded to: sizes are known to an eighth only, so that they tell little. */
export function paddedSize(size: number): number {
  const step = Math.max(SMALLEST_STEP, 2 ** (Math.floor(Math.log2(Math.max(size, 1))) - 3));
  return Math.ceil(size / step) * step;
}

export const digestOf = async (bytes: Uint8Array): Promise<string> =>
  toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", copied(bytes))));
