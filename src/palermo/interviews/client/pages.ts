// A form as pages. A group marked `field-list` is one page; every entry of a repeat has pages of its own; questions that
// stand free are gathered, so that a form without pages is no row of single questions.

import type { Entry, Field, FormNode, Group, Repeat } from "./nodes.ts";

/** Free questions on one page at most: two screens of a phone. */
const GATHERED = 12;

export interface Place {
  readonly repeat: Repeat;
  readonly entry: Entry | null;
  /** From 0. */
  readonly index: number;
  /** Whether it is the first, the last page of the entry: where it can be removed, where the next can be added. */
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

export class Page {
  /**
   * @param key stays the same while the form changes around it
   * @param head the group or repeat that names it; null for gathered questions
   * @param path the groups around it, from the outside
   * @param read its questions; pages that nobody opens are never asked
   * @param place where it belongs to a repeat
   */
  constructor(
    readonly key: string,
    readonly head: Group | Repeat | null,
    readonly path: readonly (Group | Repeat)[],
    private readonly read: () => readonly FormNode[],
    readonly place: Place | null,
  ) {}

  /** Live. */
  get nodes(): readonly FormNode[] {
    return this.read();
  }

  at(place: Place): Page {
    return new Page(this.key, this.head, this.path, this.read, place);
  }
}

/** The pages that are shown now, in order. Reads live state: what stands in it decides when it is reckoned again. */
export function pagesOf(nodes: readonly FormNode[]): Page[] {
  return [...walk(nodes, [], null)];
}

function* walk(nodes: readonly FormNode[], path: readonly (Group | Repeat)[], place: Place | null): Generator<Page> {
  let free: FormNode[] = [];
  for (const node of nodes) {
    if (node.kind === "field") {
      if (node.relevant) free.push(node);
      // What explains a missing answer stays with its question.
      if (asked(free) >= GATHERED && !node.stateOf) {
        yield gathered(free, path, place);
        free = [];
      }
      continue;
    }
    if (node.kind === "group" ? !node.shows : !node.relevant) continue;
    if (node.kind === "group" && !node.label && !isPage(node) && !node.holdsRepeat) {
      // A group without a name only sets a condition for what is in it.
      free.push(...node.children);
      continue;
    }
    if (free.length) yield gathered(free, path, place);
    free = [];
    if (node.kind === "repeat") yield* entriesOf(node, path);
    else if (isPage(node)) yield new Page(node.id, node, path, () => node.children, place);
    else yield* walk(node.children, [...path, node], place);
  }
  if (free.length) yield gathered(free, path, place);
}

const asked = (nodes: readonly FormNode[]): number =>
  nodes.filter((node) => node.kind !== "field" || (node.control !== "note" && !node.stateOf)).length;

function gathered(nodes: readonly FormNode[], path: readonly (Group | Repeat)[], place: Place | null): Page {
  const head = path.at(-1) ?? null;
  return new Page(nodes[0]!.id, head, path.slice(0, -1), () => nodes, place);
}

function* entriesOf(repeat: Repeat, path: readonly (Group | Repeat)[]): Generator<Page> {
  const { entries } = repeat;
  if (entries.length === 0) {
    if (repeat.counted) return;
    const place: Place = { repeat, entry: null, index: 0, isFirst: true, isLast: true };
    yield new Page(repeat.id, repeat, path, () => [], place);
  }
  for (const [index, entry] of entries.entries()) {
    const place: Place = { repeat, entry, index, isFirst: false, isLast: false };
    const pages = [...walk(entry.children, [...path, repeat], place)];
    if (pages.length === 0) pages.push(new Page(entry.id, repeat, path, () => [], place));
    for (const [position, page] of pages.entries()) {
      const own = page.place?.entry === entry;
      const ends = { isFirst: position === 0, isLast: position === pages.length - 1 };
      // Pages of a repeat within this one say where they stand in the inner one.
      yield own ? page.at({ ...place, ...ends }) : page;
    }
  }
}

function isPage(group: Group): boolean {
  return group.appearance.has("field-list") && !group.holdsRepeat;
}

/** A question with the choices that say why it is blank. */
export interface Asked {
  readonly node: FormNode;
  readonly why: Field | null;
}

/** The nodes of a page with every "not known / prefers not to say" put under its question. */
export function asking(nodes: readonly FormNode[]): Asked[] {
  const names = new Set(nodes.map((node) => node.name));
  const reasons = new Map<string, Field>();
  const asked: FormNode[] = [];
  for (const node of nodes) {
    if (node.kind === "field" && node.stateOf && names.has(node.stateOf)) reasons.set(node.stateOf, node);
    else asked.push(node);
  }
  return asked.map((node) => ({ node, why: node.kind === "field" ? (reasons.get(node.name) ?? null) : null }));
}

export interface Progress {
  readonly asked: number;
  readonly answered: number;
}

/** How many questions of a page are shown and how many have an answer, "not known" included. */
export function progressOf(fields: Iterable<Field>): Progress {
  let asked = 0;
  let answered = 0;
  for (const field of fields) {
    if (field.control === "note" || field.readonly) continue;
    if (field.stateOf) {
      if (field.value) answered += 1;
      continue;
    }
    asked += 1;
    if (field.value) answered += 1;
  }
  return { asked, answered };
}
