// Texts of a form on the screen. A form can come from anybody, and its labels are markdown with raw HTML and links in it:
// only what stands on the list below is drawn, links only over http(s), everything else as plain letters or not at all.

import { h, type VNodeChild } from "vue";

import type { Text, TextNode } from "./nodes.ts";

const TAGS: Readonly<Record<string, string>> = {
  p: "p", em: "em", strong: "strong", u: "u", ul: "ul", ol: "ol", li: "li", span: "span", div: "div",
  // The page has its own headings; those within a label are emphasis.
  h1: "strong", h2: "strong", h3: "strong", h4: "strong", h5: "strong", h6: "strong",
};
/** Within a label, legend or button only words may stand. */
const INLINE: Readonly<Record<string, string>> = { p: "span", ul: "span", ol: "span", li: "span", div: "span" };
/** Letters that may mark something up. A text without them is not parsed, which is most texts and most of the time. */
const MARKED = /[*_#<>[\]\\`&~\n]|^\s*(?:[-+]|\d+[.)])\s/;

/** A text as children of an element. `inline` for places where no paragraph may stand. */
export function drawText(text: Text | null, inline = false): VNodeChild[] {
  if (!text) return [];
  const { plain } = text;
  return MARKED.test(plain) ? drawNodes(text.formatted, inline) : [plain];
}

/** Formatted text as elements of the list. */
export function drawNodes(nodes: readonly TextNode[], inline = false): VNodeChild[] {
  return nodes.map((node) => drawNode(node, inline));
}

function drawNode(node: TextNode, inline: boolean): VNodeChild {
  if (node.role === "child") return node.value ?? "";
  if (node.role === "line-break") return h("br");
  if (node.role !== "parent") return null;
  const children = drawNodes(node.children ?? [], inline);
  const name = node.elementName ?? "";
  if (name === "a") {
    const address = safeAddress(node.url ?? "");
    return address ? h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, children) : children;
  }
  const tag = Object.hasOwn(TAGS, name) ? TAGS[name]! : "span";
  return h((inline ? INLINE[tag] : undefined) ?? tag, children);
}

/** The address if it leads to a web page, else "". */
export function safeAddress(address: string): string {
  try {
    const { protocol, href } = new URL(address);
    return protocol === "http:" || protocol === "https:" ? href : "";
  } catch {
    return "";
  }
}
