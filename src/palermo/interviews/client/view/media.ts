// Pictures and recordings that belong to a form, as addresses in the memory of the page.

import type { DraftFile } from "../types.ts";

export class Media {
  private readonly files: ReadonlyMap<string, DraftFile>;
  private readonly addresses = new Map<string, string>();

  constructor(files: readonly DraftFile[]) {
    this.files = new Map(files.map((file) => [file.name, file]));
  }

  /** "" for what is no picture, recording or film: nothing else is ever shown. */
  address(name: string): string {
    const known = this.addresses.get(name);
    if (known !== undefined) return known;
    const file = this.files.get(name);
    // SVG is a document and may hold scripts; as a picture it is drawn without them.
    const isShown = file !== undefined && /^(image|audio|video)\//.test(file.type);
    const address = isShown ? URL.createObjectURL(new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: file.type })) : "";
    this.addresses.set(name, address);
    return address;
  }

  forget(): void {
    for (const address of this.addresses.values()) if (address) URL.revokeObjectURL(address);
    this.addresses.clear();
  }
}
