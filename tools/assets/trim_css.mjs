// Leaves out of a style sheet what no page uses. Tabler has 600 KB of rules; the pages use about a tenth, and a phone on
// a slow link pays for every kilobyte of the first view.
//
// A rule stays if every class in its selector is a word that stands somewhere in the templates, scripts or Python files.
// That errs on the side of keeping: "card" in a comment keeps `.card`.

const CLASS = /\.((?:\\.|[A-Za-z0-9_-])+)/g;
const GROUPING = /^@(media|supports|container|layer|scope|starting-style)\b/;
/** What stands in brackets after these says what must *not* match, or offers alternatives: it never condemns a rule. */
const LENIENT = /:(?:not|is|where|has)\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/g;

/** Splits at `separator` outside strings and brackets. */
function splitTop(text, separator) {
  const parts = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (c === "\\") i += 1;
    else if (quote) quote = c === quote ? "" : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === "(" || c === "[") depth += 1;
    else if (c === ")" || c === "]") depth -= 1;
    else if (c === separator && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** The statements of a style sheet: [prelude, body], or [statement, null] for one without braces. */
function* statements(css) {
  let depth = 0;
  let quote = "";
  let start = 0;
  let open = 0;
  for (let i = 0; i < css.length; i += 1) {
    const c = css[i];
    if (c === "\\") i += 1;
    else if (quote) quote = c === quote ? "" : quote;
    else if (c === '"' || c === "'") quote = c;
    else if (c === ";" && depth === 0) {
      yield [css.slice(start, i + 1).trim(), null];
      start = i + 1;
    } else if (c === "{") {
      if (depth === 0) open = i;
      depth += 1;
    } else if (c === "}") {
      depth -= 1;
      if (depth === 0) {
        yield [css.slice(start, open).trim(), css.slice(open + 1, i)];
        start = i + 1;
      }
    }
  }
}

function isUsed(selector, words) {
  for (const [, name] of selector.replace(LENIENT, "").matchAll(CLASS)) {
    if (!words.has(name.replaceAll("\\", ""))) return false;
  }
  return true;
}

function trimRules(css, words) {
  let out = "";
  for (const [prelude, body] of statements(css)) {
    if (body === null) out += prelude;
    else if (GROUPING.test(prelude)) {
      const inner = trimRules(body, words);
      if (inner) out += `${prelude}{${inner}}`;
    } else if (prelude.startsWith("@")) out += `${prelude}{${body}}`;
    else {
      const kept = splitTop(prelude, ",").filter((selector) => isUsed(selector, words));
      if (kept.length) out += `${kept.join(",")}{${body}}`;
    }
  }
  return out;
}

/** Drops custom properties and key frames that nothing mentions any more; repeats while that orphans others. */
function dropOrphans(css, otherText) {
  for (;;) {
    const mentioned = new Set([...(css + otherText).matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]));
    const next = css.replace(/(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|\([^()]*\)|[^;{}"'])*(?:;|(?=\}))/g, (all, name) =>
      mentioned.has(name) ? all : "",
    );
    if (next === css) break;
    css = next;
  }
  const animated = css + otherText;
  return css
    .replace(/@keyframes ([\w-]+)\{(?:[^{}]*\{[^{}]*\})*\}/g, (all, name) =>
      new RegExp(`animation[\\w-]*:[^;}]*\\b${name}\\b`).test(animated) ? all : "",
    )
    .replace(/(?<=\})[^{}@;]+\{\}/g, "");
}

/**
 * @param {string} css a style sheet
 * @param {Set<string>} words every word of the files that may name a class
 * @param {string} otherText style sheets and scripts that may use the custom properties
 */
export function trimCss(css, words, otherText) {
  const licence = css.match(/\/\*![\s\S]*?\*\//)?.[0] ?? "";
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "");
  return `${licence}${licence && "\n"}${dropOrphans(trimRules(bare, words), otherText)}\n`;
}
