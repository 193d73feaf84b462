// A browser for node: has to be imported before anything that looks for one.

import { createRequire } from "node:module";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><html lang='en'><body><div id='fill'></div></body></html>", {
  url: "https://palermo.invalid/fill/",
  pretendToBeVisual: true,
});

const NAMES = [
  "window", "document", "navigator", "Node", "Element", "HTMLElement", "SVGElement", "HTMLInputElement", "DOMParser",
  "XMLSerializer", "Event", "KeyboardEvent", "FocusEvent", "File", "Blob", "FormData", "FileReader", "XPathResult",
  "Text", "Comment", "Attr", "Document", "XMLDocument", "DocumentFragment", "MutationObserver", "getComputedStyle",
  "addEventListener", "removeEventListener", "requestAnimationFrame", "ShadowRoot", "MathMLElement", "CDATASection",
];
for (const name of NAMES) {
  const value = (window as unknown as Record<string, unknown>)[name];
  const bound = typeof value === "function" && /^[a-z]/.test(name) ? value.bind(window) : value;
  Object.defineProperty(globalThis, name, { value: bound, configurable: true, writable: true });
}
// jsdom has no addresses for files, and no bytes in them.
window.Blob.prototype.arrayBuffer ??= function (this: Blob) {
  return new Promise<ArrayBuffer>((resolve) => {
    const reader = new window.FileReader();
    reader.onload = () => resolve(reader.result as ArrayBuffer);
    reader.readAsArrayBuffer(this as never);
  });
};
window.Blob.prototype.text ??= async function (this: Blob) {
  return new TextDecoder().decode(await this.arrayBuffer());
};
let made = 0;
Object.assign(URL, { createObjectURL: () => `blob:made-${(made += 1)}`, revokeObjectURL: () => undefined });
// The grammar of XPath comes as WebAssembly that thinks it is loaded by node.
Object.assign(globalThis, { __dirname: process.cwd(), require: createRequire(process.cwd() + "/") });
