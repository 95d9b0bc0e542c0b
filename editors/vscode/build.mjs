// Bundles the extension into dist/, or with --tests the tests into dist-test/.

import { build } from "esbuild";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";

const common = { bundle: true, platform: "node", target: "node20", sourcemap: false, logLevel: "warning" };
if (process.argv.includes("--tests")) {
  rmSync("dist-test", { recursive: true, force: true });
  const tests = readdirSync("test").filter((file) => file.endsWith(".test.ts"));
  await build({ ...common, entryPoints: tests.map((file) => `test/${file}`), outdir: "dist-test", format: "cjs" });
} else {
  await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    format: "cjs",
    minify: true,
  });
  const licenses = ["LICENSE-MIT", "LICENSE-APACHE"].map((name) => readFileSync(`../../${name}`, "utf8"));
  writeFileSync("LICENSE.txt", licenses.join("\n\n"));
}
