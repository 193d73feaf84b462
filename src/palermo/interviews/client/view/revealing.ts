// When a problem is shown. A question is left by pressing something else; words that appear at that moment would push
// away what is under the finger, and the press would go nowhere. So they wait until the finger is lifted.

export class Revealing {
  private isDown = false;
  private readonly waiting = new Set<string>();

  constructor(private readonly revealed: Set<string>) {}

  reveal(id: string): void {
    if (this.isDown) this.waiting.add(id);
    else this.revealed.add(id);
  }

  listen(): void {
    for (const [name, hear] of this.hearers) document.addEventListener(name, hear, true);
  }

  stop(): void {
    for (const [name, hear] of this.hearers) document.removeEventListener(name, hear, true);
  }

  private readonly press = (): void => {
    this.isDown = true;
  };

  private readonly lift = (): void => {
    this.isDown = false;
    // After the click, which follows in the same breath.
    setTimeout(() => {
      for (const id of this.waiting) this.revealed.add(id);
      this.waiting.clear();
    });
  };

  private readonly hearers: readonly [string, () => void][] = [
    ["pointerdown", this.press],
    ["pointerup", this.lift],
    ["pointercancel", this.lift],
  ];
}
