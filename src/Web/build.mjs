// Bundles the audit page into one self-contained html file in dist/: script, style and font are inside, and a
// Content-Security-Policy names their digests, so that nothing else runs and no request leaves the page. The viewer's
// page, which a server sends, is files in dist/viewer/.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

/** Where the program puts the page's data (MovieData.Audit). */
const dataPlace = "<!--AUDIT-DATA-->";

/** A class name of ours, not one that Plot generates, so that the style it writes is known when the page is built. */
const plotClass = "plot";

/** What both pages are built with. */
const options = {
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022", "chrome123", "firefox120", "safari17.5"],
  charset: "utf8",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
  logLevel: "warning",
};

await mkdir("dist", { recursive: true });
await writePage("audit", "MovieData audit");
await writeServedPage("viewer", "MovieData viewer");

async function writePage(name, title) {
  const script = await bundle(`${name}/main.tsx`);
  const style = await bundle(`${name}/page.css`);
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${digest(style)} ${digest(await plotStyle())}`,
    "img-src 'self' file: data:",
    "font-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  await writeFile(
    `dist/${name}.html`,
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<div id="page"><noscript>This report draws itself with JavaScript; its figures are also in audit.json.</noscript></div>
${dataPlace}
<script>${script}</script>
</body>
</html>
`,
  );
}

/** A page whose script, style and font are files beside it; the server sends its Content-Security-Policy. */
async function writeServedPage(name, title) {
  await rm(`dist/${name}`, { recursive: true, force: true });
  await build({
    ...options,
    entryPoints: { [name]: `${name}/main.tsx`, [`${name}-style`]: `${name}/page.css` },
    outdir: `dist/${name}`,
    assetNames: "[name]",
    loader: { ".woff2": "file" },
  });
  await writeFile(
    `dist/${name}/index.html`,
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/${name}-style.css">
<title>${title}</title>
</head>
<body>
<div id="page"><noscript>The viewer draws itself with JavaScript.</noscript></div>
<script src="/${name}.js"></script>
</body>
</html>
`,
  );
}

/** One file with everything it imports, as text that can stand inside a script or style element. */
async function bundle(entry) {
  const result = await build({ ...options, entryPoints: [entry], loader: { ".woff2": "dataurl" }, write: false });
  const text = result.outputFiles[0].text.trimEnd();
  if (/<\/(script|style)/i.test(text)) throw new Error(`${entry}: its text would end the element it stands in`);
  return text;
}

/** The text of the style element that Plot puts into every chart. */
async function plotStyle() {
  const source = await readFile("node_modules/@observablehq/plot/src/plot.js", "utf8");
  const found = /append\("style"\)\.text\(\s*`([^`]*)`/.exec(source);
  if (!found) throw new Error("Plot writes its style in another way: see build.mjs, plotStyle");
  return found[1].replaceAll("${className}", plotClass);
}

function digest(text) {
  return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}
