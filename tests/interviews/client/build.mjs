// Bundles files of tests as the product bundles its own:  node build.mjs <folder> <entry.ts>... [--node] [--published]
//
//   --node       for node with jsdom instead of a browser
//   --published  with the engine as published, without the changes of tools/assets/engine_changes.mjs

import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

import { DEFINED } from "../../../tools/assets/build_filling.mjs";
import { changedEngine } from "../../../tools/assets/engine_changes.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const [folder, ...others] = process.argv.slice(2);
const isNode = others.includes("--node");
const entries = others.filter((each) => !each.startsWith("--"));

await build({
  entryPoints: Object.fromEntries(entries.map((path) => [basename(path, ".ts"), path])),
  outdir: folder,
  bundle: true,
  format: "esm",
  splitting: !isNode,
  minify: !isNode,
  platform: isNode ? "node" : "browser",
  external: isNode ? ["jsdom", "node:*"] : [],
  loader: isNode ? { ".css": "empty" } : {},
  outExtension: isNode ? { ".js": ".mjs" } : {},
  target: isNode ? "node20" : "es2022",
  define: DEFINED,
  nodePaths: [join(ROOT, "node_modules")],
  tsconfig: join(ROOT, "src/palermo/interviews/client/tsconfig.json"),
  plugins: others.includes("--published") ? [] : [changedEngine],
  absWorkingDir: ROOT,
  logLevel: "warning",
});
