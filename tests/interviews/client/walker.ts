// Fills forms by a fixed rule and prints what comes out: every answer's consequences, for comparing two engines.
//   node walker.mjs <form>...

import "./dom.ts";

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { readForm } from "../../../src/palermo/interviews/client/engine.ts";
import { shownFields, type Field, type FormNode, type Repeat } from "../../../src/palermo/interviews/client/nodes.ts";

/** Answers of each form. Enough to open and close its pages; more is the work of the corpus. */
const STEPS = 160;

/** Numbers that are always the same (mulberry32). */
function numbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function answer(field: Field, random: () => number): void {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  if (field.control === "one") field.choose([pick(field.options)?.value ?? ""].filter(Boolean));
  else if (field.control === "many") field.choose(field.options.filter(() => random() < 0.2).map((each) => each.value));
  else if (field.control === "int") field.set(pick(["", "0", "17", "4", "121"])!);
  else if (field.control === "date") field.set(pick(["", "2020-02-29", "2099-01-01"])!);
  else if (field.control === "text" || field.control === "multiline") field.set(pick(["", "2019-05", "word", "+15550100"])!);
}

function* repeatsIn(nodes: Iterable<FormNode>): Generator<Repeat> {
  for (const node of nodes) {
    if (!node.relevant) continue;
    if (node.kind === "repeat") yield node;
    else if (node.kind === "group") yield* repeatsIn(node.children);
  }
}

const without = (xml: string): string => xml.replace(/uuid:[0-9a-f-]+/g, "uuid");
const told: Record<string, unknown[]> = {};
for (const name of process.argv.slice(2)) {
  const xml = readFileSync(join(process.env["PALERMO_TEST_FORMS"] ?? "", `${name}.xml`), "utf8");
  const form = await readForm({ versionId: name, xml, media: [] }, (state) => state);
  const interview = form.begin();
  const random = numbers(name.length);
  const steps: unknown[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const fields = [...shownFields(interview.children)].filter((field) => field.control !== "note");
    // The first answers open the gates of a form; then anything anywhere.
    const field = step < 24 ? fields[step % fields.length]! : fields[Math.floor(random() * fields.length)]!;
    answer(field, random);
    if (step % 40 === 20) for (const repeat of repeatsIn(interview.children)) if (!repeat.counted) repeat.add();
    if (step === 100) interview.speak(interview.languages.at(-1)!);
    if (step % 8) continue;
    const shown = [...shownFields(interview.children)];
    steps.push({
      xml: without(interview.xml),
      shown: shown.map((each) => [each.name, each.value, each.label?.plain ?? "", each.hint?.plain ?? ""]),
      options: shown.map((each) => each.options.length),
      words: field.options.map((each) => each.text.plain),
      violations: shown.flatMap((each) => (each.violation ? [[each.name, each.violation.message]] : [])),
    });
  }
  const problems = await interview.finish();
  steps.push({ end: without(interview.xml), violations: problems.map(({ violation }) => violation) });
  told[name] = steps;
}
process.stdout.write(JSON.stringify(told));
