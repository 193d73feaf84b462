// Fills forms with @getodk/xforms-engine, the engine of our own pages, under node. Reads lines: "F", a tab and the path
// of a form; then a JSON object a line, {repeats: {path: count}, answers: {path: value}}. Prints for each one line of
// fields with tabs between them, as Corpus.java does.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const { JSDOM } = require("jsdom");

// The engine is written for browsers. Its XPath parser looks for node's own two globals to find out where it runs.
globalThis.__dirname = import.meta.dirname;
globalThis.require = require;
const { window } = new JSDOM("", { url: "https://palermo.invalid/" });
globalThis.window = window;
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
const { loadForm } = await import("@getodk/xforms-engine");

const leavesOf = (node) => (node.currentState.children ?? []).flatMap((child) => [child, ...leavesOf(child)]);
// References say the position of every repeat's entry; a repeat itself is a range without one.
const pathOf = (node) => node.currentState.reference;
const isRange = (node) => node.nodeType.startsWith("repeat-range");
const isValue = (node) => !node.currentState.children;
const escaped = (text) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\t", "\\t");

function sizeRepeats(root, repeats) {
  // Outer repeats first: the inner ones appear with them.
  for (const [path, count] of Object.entries(repeats).sort(([one], [other]) => one.length - other.length)) {
    const range = leavesOf(root).find((node) => isRange(node) && pathOf(node) === path);
    if (!range || range.nodeType !== "repeat-range:uncontrolled") continue;
    const before = range.currentState.children.length;
    if (before > count) range.removeInstances(count, before - count);
    if (before < count) range.addInstances(before - 1, count - before);
  }
}

function answer(node, value) {
  if (node.currentState.instanceValue === value) return false;
  const codes = value === "" ? [] : value.split(" ");
  if (node.nodeType === "select") node.selectValues(codes);
  else if (node.nodeType === "rank") node.setValues(codes);
  else if (node.nodeType === "trigger") node.setValue(value === "OK");
  else if (node.nodeType === "range") node.setValue(value === "" ? null : value);
  else if (node.nodeType === "upload") node.setValue(value === "" ? null : new File(["invented"], value));
  else if (node.nodeType === "input") node.setValue(value);
  return node.nodeType !== "note";
}

// Until nothing changes: one answer shows further questions, or offers the choices of another. What the instance before
// left in questions that are not shown stays there, as it does on a device; it must not count.
function fill(root, answers) {
  const nodes = leavesOf(root).filter((node) => isValue(node) && node.nodeType !== "model-value");
  for (let round = 0; round < 6; round += 1) {
    let changed = false;
    for (const node of nodes) {
      if (node.currentState.relevant && answer(node, answers[pathOf(node)] ?? "")) changed = true;
    }
    if (!changed) return;
  }
}

function tell(root) {
  const words = [];
  for (const node of leavesOf(root)) {
    if (isRange(node) || !node.currentState.relevant) continue;
    const path = pathOf(node);
    words.push(`+${path}`);
    if (!isValue(node)) continue;
    const value = node.currentState.instanceValue;
    if (typeof value === "string" && value !== "") words.push(`=${path}=${escaped(value)}`);
    const violation = node.validationState.violation;
    if (violation) words.push(`!${violation.condition}:${path}`);
  }
  return words.join("\t");
}

const config = { instanceAttachments: { fileNameFactory: ({ basename, extension }) => `${basename}${extension ?? ""}` } };
let root;
for await (const line of createInterface({ input: process.stdin })) {
  if (line.startsWith("F\t")) {
    const form = await loadForm(readFileSync(line.slice(2), "utf8"));
    if (form.status === "failure") throw form.error;
    root = form.createInstance(config).root;
    continue;
  }
  const { repeats, answers } = JSON.parse(line);
  sizeRepeats(root, repeats);
  fill(root, answers);
  process.stdout.write(`${tell(root)}\n`);
}
process.exit(0);
