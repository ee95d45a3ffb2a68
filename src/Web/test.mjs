// Bundles the tests of the pages and runs them in Node's own runner: npm test.
import { spawnSync } from "node:child_process";
import { readdir } from "node:fs/promises";
import { build } from "esbuild";

const folder = "viewer/tests";
const names = (await readdir(folder)).filter((name) => name.endsWith(".test.ts")).sort();
await build({
  entryPoints: names.map((name) => `${folder}/${name}`),
  outdir: "dist/tests",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node18",
  logLevel: "warning",
});
const built = names.map((name) => `dist/tests/${name.replace(/ts$/, "mjs")}`);
process.exit(spawnSync(process.execPath, ["--test", ...built], { stdio: "inherit" }).status ?? 1);
