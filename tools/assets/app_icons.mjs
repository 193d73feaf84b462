// Draws the pictures of the app on a home screen: the arch and the lit door of favicon.svg, as PNG in several sizes.
//
// Drawn here from the same numbers as in the SVG, so that no program for pictures is needed at build.

import { deflateSync } from "node:zlib";

const GROUND = [0x14, 0x3f, 0x40];
const ARCH = [0xdb, 0xe8, 0xe5];
const DOOR = [0xf2, 0xc8, 0x79];
/** Points a side of a pixel, so that edges are smooth. */
const FINE = 4;

/** The colour at a point of the 32 x 32 drawing, or null outside of its rounded ground. */
function colourAt(x, y, corner) {
  const outX = Math.max(corner - x, x - (32 - corner), 0);
  const outY = Math.max(corner - y, y - (32 - corner), 0);
  if (corner && Math.hypot(outX, outY) > corner) return null;
  // The door: 7 wide with a round head, from 17.5 - 3.5 down to 26.
  if (y <= 26 && Math.abs(x - 16) <= 3.5 && (y >= 17.5 || Math.hypot(x - 16, y - 17.5) <= 3.5)) return DOOR;
  // The arch: a line 2.5 wide, half a circle of 9 round (16, 15.5), down to 26 with round ends.
  const line = 1.25;
  const side = Math.abs(Math.abs(x - 16) - 9);
  if (y < 15.5 ? Math.abs(Math.hypot(x - 16, y - 15.5) - 9) <= line : y <= 26 ? side <= line : Math.hypot(side, y - 26) <= line) {
    return ARCH;
  }
  return GROUND;
}

/** `inset`: how far the drawing stands in from the edge, for pictures that are cut to another shape; the ground fills all. */
function pixels(size, inset) {
  const rows = [];
  const corner = inset ? 0 : 7;
  const scale = 32 / (size * (1 - 2 * inset));
  for (let row = 0; row < size; row += 1) {
    const line = Buffer.alloc(1 + size * 4);
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0, 0];
      for (let point = 0; point < FINE * FINE; point += 1) {
        const x = (column + ((point % FINE) + 0.5) / FINE - size * inset) * scale;
        const y = (row + (Math.floor(point / FINE) + 0.5) / FINE - size * inset) * scale;
        const colour = colourAt(x, y, corner);
        if (colour) for (const part of [0, 1, 2, 3]) sum[part] += part === 3 ? 255 : colour[part];
      }
      const covered = sum[3] / 255 || 1;
      for (const part of [0, 1, 2]) line[1 + column * 4 + part] = Math.round(sum[part] / covered);
      line[1 + column * 4 + 3] = Math.round(sum[3] / (FINE * FINE));
    }
    rows.push(line);
  }
  return Buffer.concat(rows);
}

function crc(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

function chunk(kind, content) {
  const whole = Buffer.alloc(12 + content.length);
  whole.writeUInt32BE(content.length);
  whole.write(kind, 4, "latin1");
  content.copy(whole, 8);
  whole.writeUInt32BE(crc(whole.subarray(4, 8 + content.length)), 8 + content.length);
  return whole;
}

/** The picture as the bytes of a PNG file. */
export function appIcon(size, { inset = 0 } = {}) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(pixels(size, inset), { level: 9 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

/** Name below `vendor/` -> the file. */
export const APP_ICONS = {
  "fill-192.png": () => appIcon(192),
  "fill-512.png": () => appIcon(512),
  "fill-maskable.png": () => appIcon(512, { inset: 0.14 }),
};
