// What can go wrong with the store of a device. Each has a key of the catalogue under which the shell says it.

export class StoreError extends Error {
  /** `key` names the words for it, `params` what is filled in. */
  constructor(
    readonly key: string,
    readonly params: Record<string, string | number> = {},
  ) {
    super(key);
    this.name = new.target.name;
  }
}

/** The device has no room left. Nothing that was stored before is lost. */
export class StorageFull extends StoreError {
  constructor() {
    super("store.full");
  }
}

/** `left`: how many wrong passphrases are left before the drafts are destroyed; `wait`: seconds until the next try. */
export class WrongPassphrase extends StoreError {
  constructor(
    readonly left: number,
    readonly wait: number,
  ) {
    super("store.wrong_passphrase", { count: left });
  }
}

/** Too soon after a wrong passphrase; nothing was tried. */
export class MustWait extends StoreError {
  constructor(readonly wait: number) {
    super("store.must_wait", { count: wait });
  }
}

/** There were too many wrong passphrases: drafts and their key are gone. */
export class Destroyed extends StoreError {
  constructor() {
    super("store.destroyed");
  }
}

/** Something needs the key, and the key was dropped. */
export class Locked extends StoreError {
  constructor() {
    super("store.locked");
  }
}

/** A record was changed, or is not where it was written. */
export class Damaged extends StoreError {
  constructor() {
    super("store.damaged");
  }
}

/** A passphrase that would be found too soon. */
export class WeakPassphrase extends StoreError {
  constructor(shortest: number) {
    super("store.weak_passphrase", { count: shortest });
  }
}

/** The draft is open in another tab. */
export class OpenElsewhere extends StoreError {
  constructor() {
    super("store.open_elsewhere");
  }
}

/** The error of the browser's store under its name here. */
export function named(error: unknown): unknown {
  const name = (error as { name?: string } | null)?.name;
  return name === "QuotaExceededError" ? new StorageFull() : error;
}
