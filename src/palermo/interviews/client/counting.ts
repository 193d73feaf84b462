// Which questions say how many entries a repeat has, and whether they ask for more than there can be.

import type { RawNode } from "./raw.ts";

const COUNT = /<(?:\w+:)?repeat\s[^>]*?\w+:count="([^"]*)"/g;
const CALCULATION = /<(?:\w+:)?bind\s[^>]*?nodeset="([^"]*)"[^>]*?\scalculate="([^"]*)"/g;

/** The names of all questions that a count in this form reads, by way of calculations too. */
export function countingNames(xml: string): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...xml.matchAll(COUNT)].flatMap(([, count]) => namesIn(count!));
  if (open.length === 0) return found;
  const calculations = new Map<string, string>();
  for (const [, path, calculation] of xml.matchAll(CALCULATION)) calculations.set(namesIn(path!).at(-1) ?? "", calculation!);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...namesIn(calculations.get(name) ?? ""));
  }
  return found;
}

/** Every last step of a path; a few other words too, which name no question. */
const namesIn = (expression: string): string[] => expression.match(/[\p{L}_][\p{L}\p{N}_.-]*(?![\p{L}\p{N}_.-]*[/(:])/gu) ?? [];

/** Live where entries come and go, and in the count itself for whoever reads the answers that it is made of. */
export function isCrowded(raw: RawNode): boolean {
  const children = raw.currentState.children ?? [];
  return Math.floor(raw.wantedCount ?? 0) > children.length || children.some((each) => isCrowded(each));
}
