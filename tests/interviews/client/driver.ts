// An interview in a page of jsdom, driven as a person would.

import "./dom.ts";

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nextTick } from "vue";

import { mountInterview } from "../../../src/palermo/interviews/client/interview.ts";
import type { Catalogue, Draft, InterviewOptions, MountedInterview } from "../../../src/palermo/interviews/client/types.ts";
import { makeWords } from "../../../src/palermo/interviews/client/words.ts";

const FOLDER = process.env["PALERMO_TEST_FORMS"] ?? "";
const read = (name: string): string => readFileSync(join(FOLDER, name), "utf8");

export const formXml = (name: string): string => read(`${name}.xml`);
export const catalogue = (language: string): Catalogue => JSON.parse(read(`words-${language}.json`)) as Catalogue;

export class Driver {
  readonly kept: Draft[] = [];
  readonly finished: Draft[] = [];
  readonly calls: string[] = [];
  problem: Error | null = null;
  private mounted: MountedInterview | null = null;

  static async open(name: string, options: Partial<InterviewOptions> = {}): Promise<Driver> {
    const driver = new Driver();
    const words = (language: string) => makeWords(language, catalogue(language));
    driver.mounted = await mountInterview(document.getElementById("fill")!, {
      source: { versionId: name, xml: formXml(name), media: [] },
      draft: null,
      language: "en",
      words: words("en"),
      wordsFor: async (language) => words(language),
      onChange: async (draft) => {
        driver.calls.push("keep");
        if (driver.problem) throw driver.problem;
        driver.kept.push(draft);
      },
      onFinish: async (draft) => {
        if (driver.problem) throw driver.problem;
        driver.finished.push(draft);
      },
      onPause: () => driver.calls.push("pause"),
      onQuickExit: () => driver.calls.push("away"),
      ...options,
    });
    await driver.settle();
    return driver;
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await nextTick();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  close(): void {
    this.mounted?.unmount();
  }

  /** The first element, which has to be there. */
  get(selector: string): HTMLElement {
    const found = document.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`nothing here is ${selector}`);
    return found;
  }

  all(selector: string): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>(selector)];
  }

  question(name: string): HTMLElement {
    return this.get(`[data-name="${name}"]`);
  }

  input(name: string, nth = 0): HTMLInputElement {
    const found = this.question(name).querySelectorAll<HTMLInputElement>("input, textarea, select")[nth];
    if (!found) throw new Error(`${name} has no field ${nth}`);
    return found;
  }

  async press(selector: string | HTMLElement): Promise<void> {
    (typeof selector === "string" ? this.get(selector) : selector).click();
    await this.settle();
  }

  /** Presses the choice with these words. */
  async choose(name: string, words: string): Promise<void> {
    const choices = [...this.question(name).querySelectorAll<HTMLElement>("label.fill-choice, button")];
    const choice = choices.find((each) => each.textContent?.trim() === words);
    if (!choice) throw new Error(`${name} does not offer ${words}: ${choices.map((each) => each.textContent)}`);
    await this.press(choice.querySelector<HTMLElement>("input") ?? choice);
  }

  async type(name: string, text: string, nth = 0): Promise<void> {
    const input = this.input(name, nth);
    input.focus();
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    await this.settle();
  }

  async key(target: EventTarget, key: string): Promise<void> {
    target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    await this.settle();
  }

  /** Chooses a file as a person does in the window of the system. */
  async give(name: string, file: File): Promise<void> {
    const input = this.question(name).querySelector<HTMLInputElement>("input[type=file]")!;
    Object.defineProperty(input, "files", { value: [file], configurable: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    for (let turn = 0; turn < 20; turn += 1) await this.settle();
  }

  next(): Promise<void> {
    return this.press("[data-do=next]");
  }

  title(): string {
    return this.get("#fill-title").textContent ?? "";
  }

  /** The last draft, with everything that was typed in it. */
  async draft(): Promise<Draft> {
    await this.mounted!.save();
    await this.settle();
    return this.kept.at(-1)!;
  }

  /** What the draft holds for a question, "" when it is blank, null when it is not in it. */
  async answer(name: string): Promise<string | null> {
    const { xml } = await this.draft();
    const found = new RegExp(`<${name}(?:\\s[^>]*)?(?:/>|>([^<]*)</${name}>)`).exec(xml);
    return found ? (found[1] ?? "") : null;
  }
}
