// What a device asks of the server with its secret. Never with cookies: the session of whoever is signed in is not its.

import type { DeviceRow } from "./database.ts";

const HOME = "/fill/";

/** `status` 0: no network, or somebody else's answer (a hotel's page). */
export interface Answer<T> {
  status: number;
  told: T | null;
  code: string;
  message: string;
}

export interface StateTold {
  works: boolean;
  revoked: boolean;
  wipe: boolean;
  key: { kid: string; spki: string } | null;
}

export interface FormTold {
  id: string;
  form_id: string;
  version: string;
  title: Record<string, string>;
  languages: string[];
  kind: string;
  hash: string;
  size: number;
  media: { name: string; type: string; hash: string }[];
}

export interface ReceiptTold {
  receipt: string;
  interview: string;
  remarks: number;
}

export class Server {
  constructor(
    private readonly device: Pick<DeviceRow, "secret">,
    private readonly language = "",
  ) {}

  state = () => this.asked<StateTold>("api/state");
  forms = () => this.asked<{ forms: FormTold[] }>("api/forms");
  wiped = () => this.asked<null>("api/wiped", { method: "POST" });
  handIn = (body: BufferSource) =>
    this.asked<ReceiptTold>("api/outbox", {
      method: "POST",
      body,
      headers: { "Content-Type": "application/octet-stream" },
    });

  /** The XForm of a version, or null. */
  async form(id: string, languages: string[]): Promise<string | null> {
    const cut = languages.length ? `?languages=${languages.join(",")}` : "";
    const answer = await this.fetched(`api/forms/${id}${cut}`);
    return answer?.ok ? answer.text() : null;
  }

  async media(id: string, name: string): Promise<Uint8Array<ArrayBuffer> | null> {
    const answer = await this.fetched(`api/forms/${id}/media/${encodeURIComponent(name)}`);
    return answer?.ok ? new Uint8Array(await answer.arrayBuffer()) : null;
  }

  private async asked<T>(path: string, options: RequestInit = {}): Promise<Answer<T>> {
    const nothing = { status: 0, told: null, code: "", message: "" };
    const answer = await this.fetched(path, options);
    if (!answer) return nothing;
    if (answer.status === 204) return { ...nothing, status: 204 };
    let told: unknown;
    try {
      told = await answer.json();
    } catch {
      return nothing;
    }
    if (answer.ok) return { ...nothing, status: answer.status, told: told as T };
    const { code, message } = (told ?? {}) as { code?: unknown; message?: unknown };
    // An error of ours has a code; a page of somebody in between has none, and decides nothing.
    if (typeof code !== "string") return { ...nothing, status: answer.status >= 500 ? answer.status : 0 };
    return { ...nothing, status: answer.status, code, message: typeof message === "string" ? message : "" };
  }

  private async fetched(path: string, options: RequestInit = {}): Promise<Response | null> {
    try {
      return await fetch(HOME + path, {
        ...options,
        headers: {
          ...options.headers,
          Authorization: `Bearer ${this.device.secret}`,
          Accept: "application/json",
          ...(this.language ? { "Accept-Language": this.language } : {}),
        },
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
      });
    } catch {
      return null;
    }
  }
}
