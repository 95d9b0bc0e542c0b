// Packs the npm packages: the one that users name, and one for each program that is given.
//
// usage: pack.mjs OUT [PLATFORM-ARCH=PROGRAM]...        such as linux-x64=target/release/racelens

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const [out, ...programs] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "racelens-npm-"));
const main = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const cargo = readFileSync(join(root, "Cargo.toml"), "utf8");
const version = /^version = "(.*)"/m.exec(cargo)[1];
mkdirSync(out, { recursive: true });

function pack(folder) {
  for (const file of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, file), join(folder, file));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", resolve(out)], { cwd: folder, stdio: "inherit", shell: process.platform === "win32" });
}

for (const given of programs) {
  const [target, program] = given.split("=");
  const [os, cpu, libc] = target.split("-");
  const folder = join(work, target);
  mkdirSync(folder);
  const file = os === "win32" ? "racelens.exe" : "racelens";
  copyFileSync(program, join(folder, file));
  chmodSync(join(folder, file), 0o755);
  const libcs = os === "linux" ? { libc: [libc === "musl" ? "musl" : "glibc"] } : {};
  const manifest = { name: `racelens-${target}`, version, license: main.license, os: [os], cpu: [cpu], ...libcs, files: [file, "LICENSE-*"] };
  manifest.description = `racelens for ${target}. Install the package racelens.`;
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest, null, 2));
  pack(folder);
}

const folder = join(work, "racelens");
mkdirSync(folder);
cpSync(join(here, "bin"), join(folder, "bin"), { recursive: true });
copyFileSync(join(root, "README.md"), join(folder, "README.md"));
const same = (names) => Object.fromEntries(Object.keys(names).map((name) => [name, version]));
writeFileSync(
  join(folder, "package.json"),
  JSON.stringify({ ...main, version, optionalDependencies: same(main.optionalDependencies) }, null, 2),
);
pack(folder);
