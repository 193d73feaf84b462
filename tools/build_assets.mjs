// Makes what the browser is given from other people's packages: src/palermo/web/static/vendor (not kept in git).
//
//   npm ci && node tools/build_assets.mjs [--force]
//
// Nothing is fetched; everything comes out of node_modules. A stamp of all inputs makes the second run immediate.
// Results: tabler(.rtl).min.css trimmed to the classes in use, htmx.min.js, figures.js, icons.svg, LICENSES.txt, and what
// fills forms on a device: fill.js (shell and pages), fill-engine.js (the engine, loaded with the first form),
// fill-sw.js (the service worker), fill.css.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { APP_ICONS } from "./assets/app_icons.mjs";
import { buildFilling, FILL_LIMIT } from "./assets/build_filling.mjs";
import { trimCss } from "./assets/trim_css.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const SOURCE = join(ROOT, "src/palermo");
const VENDOR = join(SOURCE, "web/static/vendor");
const MODULES = join(ROOT, "node_modules");
const STAMP = join(VENDOR, ".stamp");
/** Icons that Python code names, as in `icon="home"`, and those of templates, as in `{% icon "home" %}`. */
const ICON = /\{%\s*icon\s+"([a-z0-9-]+)"|\bicon(?:_name)?="([a-z0-9-]+)"/g;

const ENGINE = "@getodk/xforms-engine";
/** What its licence wants said, and the part in it that no package here has the licence of. */
const ENGINE_NOTE = `Copyright Get ODK Inc. Changed here: see tools/assets/engine_changes.mjs.
It holds web-tree-sitter, Copyright (c) 2018-2024 Max Brunsfeld, and crypto-js, Copyright (c) 2009-2013 Jeff Mott,
(c) 2013-2016 Evan Vosberg, both under the MIT licence as printed for vue.`;

const read = (...path) => readFileSync(join(...path), "utf8");

function filesBelow(folder, suffixes) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && suffixes.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .filter((path) => !path.startsWith(VENDOR))
    .sort();
}

/** The text of every file that may name a class, an icon or a custom property. */
function readSources() {
  const paths = filesBelow(SOURCE, [".html", ".js", ".mjs", ".ts", ".css", ".py"]);
  return paths.map((path) => [path, readFileSync(path, "utf8")]);
}

function stampOf(sources) {
  const hash = createHash("sha256");
  const own = [fileURLToPath(import.meta.url), ...filesBelow(join(ROOT, "tools/assets"), [".mjs"]), join(ROOT, "package-lock.json")];
  for (const path of own) hash.update(readFileSync(path));
  for (const [path, text] of sources) hash.update(path.slice(ROOT.length)).update("\0").update(text).update("\0");
  return hash.digest("hex");
}

/** Templates and scripts name classes; Python does only where it builds a tag or a widget. */
const mayNameClasses = ([path, text]) =>
  /\.(html|js|mjs)$/.test(path) || (path.endsWith(".py") && /class="|\[?"class"/.test(text));

function buildStyles(sources) {
  const naming = sources.filter(mayNameClasses).map(([, text]) => text);
  const words = new Set(naming.join("\n").match(/[A-Za-z][A-Za-z0-9_-]*/g));
  const own = sources.filter(([path]) => /\.(css|js|mjs)$/.test(path)).map(([, text]) => text);
  for (const name of ["tabler", "tabler.rtl"]) {
    const css = read(MODULES, `@tabler/core/dist/css/${name}.min.css`).replace(/\/\*# sourceMappingURL=.*?\*\//g, "");
    const trimmed = trimCss(css, words, own.join("\n"));
    const foreign = trimmed.match(/url\(\s*(?!["']?(?:data:|#))[^)]*\)|@import[^;]*;/);
    if (foreign) throw new Error(`${name}: the style sheet would load ${foreign[0]}`);
    writeFileSync(join(VENDOR, `${name}.min.css`), trimmed);
  }
}

function buildIcons(sources) {
  const names = new Set();
  for (const [, text] of sources) for (const [, a, b] of text.matchAll(ICON)) names.add(a ?? b);
  const symbols = [...names].sort().map((name) => {
    const path = join(MODULES, `@tabler/icons/icons/outline/${name}.svg`);
    if (!existsSync(path)) throw new Error(`There is no icon "${name}" in @tabler/icons.`);
    const drawing = readFileSync(path, "utf8")
      .replace(/<!--[\s\S]*?-->/g, "")
      .match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1]
      .replace(/<path stroke="none"[^>]*\/>/g, "")
      .replace(/\s*\n\s*/g, "");
    const pen = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
    return `<symbol id="${name}" viewBox="0 0 24 24" ${pen}>${drawing}</symbol>`;
  });
  writeFileSync(join(VENDOR, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("\n")}</svg>\n`);
}

function buildHtmx() {
  writeFileSync(join(VENDOR, "htmx.min.js"), read(MODULES, "htmx.org/dist/htmx.min.js"));
}

/** Bundles the figures and returns the names of the packages that went in. */
async function buildFigures() {
  const { build } = await import("esbuild");
  const { metafile } = await build({
    entryPoints: [join(SOURCE, "web/scripts/figures.mjs")],
    nodePaths: [MODULES],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2021",
    legalComments: "none",
    metafile: true,
    outfile: join(VENDOR, "figures.js"),
    absWorkingDir: ROOT,
    logLevel: "warning",
  });
  return packagesIn(metafile);
}

/** The packages whose files went into a bundle. */
function packagesIn(metafile) {
  const inputs = Object.keys(metafile.inputs).map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]);
  return new Set(inputs.filter(Boolean));
}

/** Bundles what fills forms, says how large it is, and returns the names of the packages that went in. */
async function bundleFilling() {
  const packages = new Set();
  for (const metafile of await buildFilling({ root: ROOT, modules: MODULES, source: SOURCE, output: VENDOR })) {
    for (const name of packagesIn(metafile)) packages.add(name);
  }
  const sizes = ["fill.js", "fill-engine.js", "fill-sw.js"].map((name) => [name, gzipSync(read(VENDOR, name), { level: 9 }).length]);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const told = sizes.map(([name, size]) => `${name} ${(size / 1000).toFixed(1)}`).join(", ");
  console.log(`assets: ${told}; together ${(total / 1000).toFixed(1)} of ${FILL_LIMIT / 1000} KB compressed`);
  if (total > FILL_LIMIT) throw new Error("What fills forms has become too large for a slow link.");
  return packages;
}

/** The pictures that a home screen shows of the app. */
function buildAppIcons() {
  for (const [name, draw] of Object.entries(APP_ICONS)) writeFileSync(join(VENDOR, name), draw());
}

/** For sheets of paper, which the server sets: every script of the product's languages, in three cuts. */
function buildFonts() {
  const target = join(VENDOR, "fonts");
  mkdirSync(target, { recursive: true });
  for (const [name, cuts] of [
    ["noto-sans", ["400Regular/NotoSans_400Regular", "600SemiBold/NotoSans_600SemiBold"]],
    ["noto-sans-arabic", ["400Regular/NotoSansArabic_400Regular", "600SemiBold/NotoSansArabic_600SemiBold"]],
  ]) {
    for (const cut of cuts) copyFileSync(join(MODULES, "@expo-google-fonts", name, `${cut}.ttf`), join(target, basename(`${cut}.ttf`)));
  }
}

/** Packages that ship no licence file: Tabler has it as the first comment of its style sheet. */
function bannerOf(name) {
  // The licence by name only; its text is that of any other package under it.
  if (name === ENGINE) return `${ENGINE_NOTE}\n\n${read(MODULES, "typescript/LICENSE.txt").trim()}`;
  if (name !== "@tabler/core") throw new Error(`${name} has no licence file.`);
  return read(MODULES, name, "dist/css/tabler.min.css").match(/\/\*!([\s\S]*?)\*\//)[1].replace(/^ \* ?/gm, "").trim();
}

/** A package and everything that it says it is made of. */
function withParts(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const { dependencies = {} } = JSON.parse(read(MODULES, name, "package.json"));
  for (const part of Object.keys(dependencies)) withParts(part, found);
  return found;
}

function writeLicences(packages) {
  const texts = [...packages].sort().map((name) => {
    const folder = join(MODULES, name);
    const { version, license } = JSON.parse(read(folder, "package.json"));
    const files = readdirSync(folder).filter((entry) => /^licen[cs]e(_font)?(\.\w+)?$/i.test(entry));
    const words = files.length ? files.map((file) => read(folder, file).trim()).join("\n\n") : bannerOf(name);
    return `${name} ${version} (${license})\n\n${words}\n`;
  });
  writeFileSync(join(VENDOR, "LICENSES.txt"), texts.join(`\n${"-".repeat(80)}\n\n`));
}

const sources = readSources();
const stamp = stampOf(sources);
if (!process.argv.includes("--force") && existsSync(STAMP) && readFileSync(STAMP, "utf8") === stamp) {
  console.log("assets: nothing to do");
} else {
  rmSync(VENDOR, { recursive: true, force: true });
  mkdirSync(VENDOR, { recursive: true });
  buildStyles(sources);
  buildIcons(sources);
  buildHtmx();
  buildFonts();
  buildAppIcons();
  // The engine comes with its parts already in one file.
  const bundled = new Set([...(await buildFigures()), ...(await bundleFilling()), ...withParts(ENGINE)]);
  writeLicences(new Set(["@tabler/core", "@tabler/icons", "htmx.org", "@expo-google-fonts/noto-sans", "@expo-google-fonts/noto-sans-arabic", ...bundled]));
  writeFileSync(STAMP, stamp);
  console.log(`assets: built into ${VENDOR.slice(ROOT.length + 1)}`);
}
