// Keeps what was typed: shortly after every answer, at once when asked, never two writings at the same time, and the
// last state always wins.

export type SavingState = "saved" | "waiting" | "saving" | "failed";

/** Milliseconds between an answer and its writing, so that a word is not written letter by letter. */
const PATIENCE = 300;

export class Saver<Draft> {
  private timer: ReturnType<typeof setTimeout> | null = null;
  private writing: Promise<void> | null = null;
  private isStale = false;

  /**
   * @param make puts together what is to be written, at the moment of writing
   * @param write keeps it; called at once and without waiting when nothing is being written
   * @param tell hears of every change of state
   */
  constructor(
    private readonly make: () => Draft,
    private readonly write: (draft: Draft) => Promise<void>,
    private readonly tell: (state: SavingState, error?: unknown) => void,
    private readonly patience = PATIENCE,
  ) {}

  /** Something changed. */
  changed(): void {
    this.isStale = true;
    if (this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.flush();
    }, this.patience);
    if (this.writing === null) this.tell("waiting");
  }

  /** Writes what is not written yet. Resolves when it is kept or has failed; `tell` says which. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (!this.isStale) return this.writing ?? Promise.resolve();
    if (this.writing) return this.writing.then(() => this.flush());
    this.isStale = false;
    this.tell("saving");
    this.writing = this.attempt().finally(() => {
      this.writing = null;
    });
    return this.writing;
  }

  /** Forgets what is not written. */
  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.isStale = false;
  }

  private async attempt(): Promise<void> {
    try {
      await this.write(this.make());
      if (!this.isStale) this.tell("saved");
    } catch (error) {
      this.isStale = true;
      this.tell("failed", error);
    }
  }
}
