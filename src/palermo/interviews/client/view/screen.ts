// What every part of the screen may need, handed down from the interview.

import { inject, type InjectionKey } from "vue";

import type { DraftFile, Words } from "../types.ts";

export interface Screen {
  /** Live: another language, other words. */
  readonly words: Words;
  /** Questions whose problems are shown: left once, or on a page that was to be left. Live by question. */
  readonly revealed: Set<string>;
  /** What is typed but cannot be kept, such as letters in a number: question -> why. Live by question. */
  readonly unreadable: Map<string, string>;
  /** Shows what is wrong with a question from now on; not before the finger that left it is lifted. */
  reveal(id: string): void;
  /** The address of a picture or recording of the form, or "". */
  mediaAddress(name: string): string;
  /** A file of the interview. */
  file(name: string): DraftFile | null;
}

export const SCREEN: InjectionKey<Screen> = Symbol("screen");

export function useScreen(): Screen {
  const screen = inject(SCREEN);
  if (!screen) throw new Error("outside of an interview");
  return screen;
}
