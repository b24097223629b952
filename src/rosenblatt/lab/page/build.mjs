// Builds the page of the lab from its lock file: `node build.mjs` writes ../static, `node build.mjs --test` runs the tests in test/.
// The same sources give the same bytes: no dates, no paths, no names from this machine.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, transform } from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const STATIC = join(here, "..", "static");
const TARGET = ["chrome105", "firefox115", "safari16.4"];
const COMMON = { absWorkingDir: here, bundle: true, charset: "utf8", logLevel: "warning", target: TARGET, jsx: "automatic", jsxImportSource: "preact" };

/** Both workers run one script; the page is one script that runs after the document was read. */
const SCRIPTS = { lab: "src/main.tsx", worker: "src/engine/worker.ts" };

async function scripts(folder) {
  for (const [name, source] of Object.entries(SCRIPTS)) {
    if (!existsSync(join(here, source))) continue;
    const { outputFiles } = await build({ ...COMMON, entryPoints: [source], write: false, format: "iife", minify: true, legalComments: "none" });
    // A second pass finds a thirtieth more to leave out.
    const { code } = await minify(outputFiles[0].text, { ecma: 2020, compress: { passes: 3, unsafe_arrows: true } });
    writeFileSync(join(folder, `${name}.js`), `${code}\n`);
  }
}

/** A module of the sources, loaded into this program. */
async function loaded(source) {
  const result = await build({ ...COMMON, entryPoints: [source], format: "esm", write: false });
  const folder = mkdtempSync(join(tmpdir(), "lab-"));
  const path = join(folder, "module.mjs");
  writeFileSync(path, result.outputFiles[0].contents);
  try {
    return await import(pathToFileURL(path).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Colours of the style sheet: those of palette.ts, light and dark, as custom properties. */
async function colours() {
  const source = "src/palette.ts";
  if (!existsSync(join(here, source))) return "";
  const { LIGHT, DARK } = await loaded(source);
  const rules = (set) =>
    Object.entries(set)
      .filter(([, value]) => typeof value === "string")
      .map(([name, value]) => `--${name.replace(/_/g, "-").toLowerCase()}:${value}`)
      .join(";");
  return (
    `:root{color-scheme:light;${rules(LIGHT)}}\n` +
    `@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${rules(DARK)}}}\n` +
    `:root[data-theme=dark]{color-scheme:dark;${rules(DARK)}}\n`
  );
}

async function style(folder) {
  const text = (await colours()) + ["style.css", "views.css"].map((name) => readFileSync(join(here, "src", name), "utf8")).join("\n");
  const { code } = await transform(text, { loader: "css", minify: true, charset: "utf8", target: TARGET });
  writeFileSync(join(folder, "lab.css"), code);
}

/** The lessons that ship, each a file of ../lessons, in one. */
function lessons(folder) {
  const from = join(here, "..", "lessons");
  const names = readdirSync(from).filter((name) => name.endsWith(".json")).sort();
  writeFileSync(join(folder, "lessons.json"), JSON.stringify(names.map((name) => JSON.parse(readFileSync(join(from, name), "utf8")))));
}

async function page(folder) {
  mkdirSync(folder, { recursive: true });
  await scripts(folder);
  await style(folder);
  lessons(folder);
  writeFileSync(join(folder, "index.html"), readFileSync(join(here, "src/index.html")));
}

/** Bundles each test for Node.js and runs them all with its own test runner. */
async function tests(only) {
  const folder = mkdtempSync(join(tmpdir(), "lab-tests-"));
  const names = readdirSync(join(here, "test")).filter((name) => name.endsWith(".test.ts") && name.includes(only));
  await build({
    ...COMMON, target: "node20", entryPoints: names.map((name) => `test/${name}`), outdir: folder, outExtension: { ".js": ".mjs" },
    format: "esm", platform: "node", sourcemap: "inline",
  });
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...names.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")))], {
    stdio: "inherit",
    env: { ...process.env, LAB_PAGE: here },
  });
  rmSync(folder, { recursive: true });
  process.exit(run.status ?? 1);
}

const [, , first, second] = process.argv;
if (first === "--test") await tests(second ?? "");
else await page(first ?? STATIC);
