// What only somebody who is signed in may ask: setting this device up, and opening a received interview to correct it.

import { type Packed, unpack } from "../store/container.ts";
import { HOME } from "./place.ts";

export interface SessionTold {
  /** "locked": signed in, and the session is covered in another tab. */
  state: "offline" | "nobody" | "locked" | "not_for_forms" | "ready";
  token: string;
}

const OWN: RequestInit = { credentials: "same-origin", cache: "no-store", redirect: "manual", referrerPolicy: "no-referrer" };
const JSON_ONLY = { Accept: "application/json" };

export async function askSession(): Promise<SessionTold> {
  try {
    const answer = await fetch(`${HOME()}api/session`, { ...OWN, headers: JSON_ONLY });
    if (answer.status === 423) return { state: "locked", token: "" };
    if (!answer.ok) return { state: "nobody", token: "" };
    const told = (await answer.json()) as { signed_in: boolean; may: boolean; token: string };
    if (!told.signed_in) return { state: "nobody", token: "" };
    return { state: told.may ? "ready" : "not_for_forms", token: told.token };
  } catch {
    return { state: "offline", token: "" };
  }
}

export interface DeviceTold {
  device: string;
  secret: string;
  key: { kid: string; spki: string };
}

/** Throws an Error with the server's sentence, "" where there is none. */
export async function registerDevice(name: string, token: string, language: string): Promise<DeviceTold> {
  const headers = { ...JSON_ONLY, "Content-Type": "application/json", "X-CSRFToken": token, "Accept-Language": language };
  const answer = await fetch(`${HOME()}api/devices`, { ...OWN, method: "POST", headers, body: JSON.stringify({ name }) });
  const told = (await answer.json().catch(() => ({}))) as DeviceTold & { message?: string };
  if (answer.status !== 201) throw new Error(told.message ?? "");
  return told;
}

/** A received interview, to be corrected; null when it cannot be had now. */
export async function receivedInterview(number: string): Promise<{ versionId: string; packed: Packed } | null> {
  try {
    const answer = await fetch(`${HOME()}api/interviews/${number}`, { ...OWN, headers: JSON_ONLY });
    if (!answer.ok) return null;
    const packed = unpack(new Uint8Array(await answer.arrayBuffer()));
    return { versionId: answer.headers.get("X-Form-Version") ?? "", packed };
  } catch {
    return null;
  }
}
