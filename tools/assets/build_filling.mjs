// Bundles what fills forms in a browser: src/palermo/interviews/client.
//
// Two ES modules and a worker. The engine stands apart, because it is most of the weight and nobody needs it before a
// form is opened; it shares no code with the rest, so there is no third file. Types are checked by tsc in `make check`.

import { join } from "node:path";

import { build } from "esbuild";

import { changedEngine } from "./engine_changes.mjs";

/** Bytes, compressed, of all scripts together. */
export const FILL_LIMIT = 330_000;

export const DEFINED = {
  "process.env.NODE_ENV": '"production"',
  __VUE_OPTIONS_API__: "false",
  __VUE_PROD_DEVTOOLS__: "false",
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "false",
};

/** Writes fill.js, fill.css, fill-engine.js and fill-sw.js into `output`. Returns what esbuild knows of each bundle. */
export async function buildFilling({ root, modules, source, output, minify = true }) {
  const client = join(source, "interviews/client");
  const common = {
    nodePaths: [modules],
    bundle: true,
    minify,
    target: "es2022",
    legalComments: "none",
    define: DEFINED,
    metafile: true,
    outdir: output,
    absWorkingDir: root,
    tsconfig: join(client, "tsconfig.json"),
    logLevel: "warning",
  };
  const pages = await build({
    ...common,
    entryPoints: { fill: join(client, "main.ts"), "fill-engine": join(client, "engine.ts") },
    format: "esm",
    splitting: true,
    chunkNames: "fill-chunk",
    plugins: [changedEngine],
  });
  const shared = Object.keys(pages.metafile.outputs).filter((path) => path.includes("fill-chunk"));
  if (shared.length) throw new Error(`engine.ts shares code with main.ts: ${shared.join(", ")}`);
  const worker = await build({ ...common, entryPoints: { "fill-sw": join(client, "sw.ts") }, format: "iife" });
  return [pages.metafile, worker.metafile];
}
