// Small things between the adapter and the engine: files on their way in, texts and complaints on their way out.

import type { Text, Violation } from "./nodes.ts";
import type { RawText, RawViolation } from "./raw.ts";
import type { DraftFile } from "./types.ts";

const INSTANCE_FILE = "xml_submission_file";

/** "jr://file-csv/places.csv" or "jr://images/a.png" -> the name alone. */
export function nameIn(address: string): string {
  return decodeURIComponent(address.split("/").pop() ?? "");
}

export function answerFrom(file: DraftFile | undefined): Response {
  if (!file) return new Response("", { status: 404 });
  const type = file.type || (file.name.endsWith(".csv") ? "text/csv" : "text/xml");
  return new Response(file.bytes as Uint8Array<ArrayBuffer>, { headers: { "content-type": type } });
}

export function asData(xml: string): FormData {
  const data = new FormData();
  data.set(INSTANCE_FILE, new File([xml], INSTANCE_FILE, { type: "text/xml" }), INSTANCE_FILE);
  return data;
}

export function violationOf(raw: RawViolation): Violation {
  return { condition: raw.condition, message: raw.message?.asString ?? "" };
}

export function textOf(raw: RawText | null | undefined): Text | null {
  if (!raw) return null;
  return {
    get plain() {
      return raw.asString;
    },
    get formatted() {
      return raw.formatted;
    },
    image: raw.imageSource ? nameIn(raw.imageSource.href) : "",
    audio: raw.audioSource ? nameIn(raw.audioSource.href) : "",
    video: raw.videoSource ? nameIn(raw.videoSource.href) : "",
  };
}
