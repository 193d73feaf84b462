// What a form is to the screen. The adapter (engine.ts) makes these out of the engine's nodes; nothing else knows the
// engine. Everything marked live is read from reactive state: whoever reads it while drawing is drawn again when it
// changes, and nobody else is.

export type Voice = "say" | "record" | "";

/** A piece of formatted text, already rid of whatever is not on the list in text.ts when it is drawn. */
export interface TextNode {
  readonly role: "parent" | "child" | "line-break" | "html";
  readonly elementName?: string;
  readonly value?: string;
  readonly url?: string;
  readonly children?: readonly TextNode[];
}

export interface Text {
  readonly plain: string;
  /** Parsed at every reading: only for texts in which something is marked up. */
  readonly formatted: readonly TextNode[];
  /** Names among the form's media, or "". */
  readonly image: string;
  readonly audio: string;
  readonly video: string;
}

export interface Option {
  readonly value: string;
  readonly text: Text;
}

export interface Violation {
  /** `crowded`: a number that asks for more entries than there can be. */
  readonly condition: "constraint" | "required" | "crowded";
  /** The form's own words, or "". */
  readonly message: string;
}

interface Base {
  /** Unique in an interview; fit for an HTML id. */
  readonly id: string;
  /** The name of the question. */
  readonly name: string;
  /** As in /data/page/question, without positions of repeats. */
  readonly path: string;
  readonly voice: Voice;
  readonly appearance: ReadonlySet<string>;
  /** Live. */
  readonly relevant: boolean;
  /** Live. */
  readonly label: Text | null;
}

export interface Group extends Base {
  readonly kind: "group";
  /** Live. */
  readonly children: readonly FormNode[];
  /** Live: whether anything in it can be shown. */
  readonly shows: boolean;
  /** Whether there is a repeat anywhere in it. */
  readonly holdsRepeat: boolean;
}

export interface Entry extends Base {
  readonly kind: "entry";
  readonly children: readonly FormNode[];
  readonly shows: boolean;
}

export interface Repeat extends Base {
  readonly kind: "repeat";
  /** Live. */
  readonly entries: readonly Entry[];
  /** Whether the form, by a count, decides how many there are. */
  readonly counted: boolean;
  add(): void;
  remove(index: number): void;
}

export type Control =
  | "text" | "multiline" | "int" | "decimal" | "date" | "month" | "year" | "time" | "dateTime"
  | "one" | "many" | "rank" | "range" | "upload" | "place" | "trigger" | "note";

export interface Field extends Base {
  readonly kind: "field";
  readonly control: Control;
  /** The name of the question whose missing answer this one explains, or "". */
  readonly stateOf: string;
  /** Live: as it will be sent; for several choices, separated by blanks. */
  readonly value: string;
  /** Live. */
  readonly values: readonly string[];
  /** Live. */
  readonly options: readonly Option[];
  /** Live. */
  readonly hint: Text | null;
  /** Live. */
  readonly required: boolean;
  /** Live. */
  readonly readonly: boolean;
  /** Live. */
  readonly violation: Violation | null;
  /** Range: start, end, step as the form has them. */
  readonly bounds: { readonly start: number; readonly end: number; readonly step: number } | null;
  /** Upload: what is accepted, as in "image/*". */
  readonly accept: string;
  /** Upload: the longest side of a picture that the form asks for, or 0. */
  readonly maxPixels: number;
  set(value: string): void;
  choose(values: readonly string[]): void;
  /** A file as the answer, under a name that says nothing; null takes it away. */
  attach(file: File | null): Promise<void>;
}

export type FormNode = Group | Repeat | Field;

export interface Problem {
  readonly id: string;
  readonly violation: Violation;
}

/** Every question below a node that is shown now, in order. */
export function* shownFields(nodes: Iterable<FormNode>): Generator<Field> {
  for (const node of nodes) {
    if (!node.relevant) continue;
    if (node.kind === "field") yield node;
    else if (node.kind === "group") yield* shownFields(node.children);
    else for (const entry of node.entries) yield* shownFields(entry.children);
  }
}
