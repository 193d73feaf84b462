// Between what a person types and what a form keeps.

/** Digits of other scripts as those that a form understands; Arabic decimal and grouping marks too. */
export function latinDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u0966-\u096f]/g, (digit) => String(digit.charCodeAt(0) - 0x0966))
    .replaceAll("\u066b", ".")
    .replaceAll("\u066c", "");
}

/** A number as a form keeps it; "" for nothing, null for what is no number of this kind. */
export function readNumber(text: string, kind: "int" | "decimal"): string | null {
  const plain = latinDigits(text).replace(/[\s\u00a0\u202f']/g, "");
  if (plain === "") return "";
  if (kind === "int") return /^[-+]?\d{1,15}$/.test(plain) ? String(Number(plain)) : null;
  const pointed = /^[-+]?\d+,\d+$/.test(plain) ? plain.replace(",", ".") : plain;
  return /^[-+]?(\d{1,15}(\.\d*)?|\.\d+)$/.test(pointed) ? String(Number(pointed)) : null;
}

/** "14:05" and the offset of this device -> "14:05:00.000+02:00". */
export function keptTime(time: string, at = new Date()): string {
  return /^\d{2}:\d{2}/.test(time) ? `${time.slice(0, 5)}:00.000${offset(at)}` : "";
}

/** "2026-05-21T14:05" -> with the offset that holds on this day. */
export function keptMoment(moment: string): string {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(moment)) return "";
  return `${moment.slice(0, 16)}:00.000${offset(new Date(moment))}`;
}

/** A kept moment as local time, for an input field. */
export function shownMoment(kept: string): string {
  const at = new Date(kept);
  if (kept === "" || Number.isNaN(at.getTime())) return "";
  const day = [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => two(part)).join("-");
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

const two = (number: number): string => String(number).padStart(2, "0");

function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const distance = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(distance / 60))}:${two(distance % 60)}`;
}

/** Year and month, "" where unknown, as the first day that a form keeps; "" unless both are there. */
export function keptMonth(year: string, month: string): string {
  const plain = latinDigits(year).trim();
  return /^\d{4}$/.test(plain) && month ? `${plain}-${month.padStart(2, "0")}-01` : "";
}

export interface Position {
  readonly latitude: string;
  readonly longitude: string;
  readonly altitude: string;
  readonly accuracy: string;
}

export function readPosition(kept: string): Position {
  const [latitude = "", longitude = "", altitude = "0", accuracy = "0"] = kept.split(" ");
  return { latitude, longitude, altitude, accuracy };
}

/** "latitude longitude altitude accuracy"; "" for nothing typed, null for what is no place on earth. */
export function keptPosition(latitude: string, longitude: string, altitude = "0", accuracy = "0"): string | null {
  const [north, east] = [readNumber(latitude, "decimal"), readNumber(longitude, "decimal")];
  if (north === "" && east === "") return "";
  if (!north || !east || Math.abs(Number(north)) > 90 || Math.abs(Number(east)) > 180) return null;
  return `${north} ${east} ${altitude} ${accuracy}`;
}

/** For searching in a list: without accents, case, vowel signs and the differences between forms of a letter. */
export function searchable(text: string): string {
  return latinDigits(text)
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[\u0622\u0623\u0625\u0671]/g, "\u0627")
    .replaceAll("\u0629", "\u0647")
    .replaceAll("\u0649", "\u064a")
    .replaceAll("\u0640", "")
    .replaceAll("\u0451", "\u0435")
    .trim();
}
