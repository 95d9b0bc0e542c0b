#!/usr/bin/env node
// Runs the racelens of this platform, which comes as a package of its own.

"use strict";

const { spawn } = require("node:child_process");

const { platform, arch } = process;
const isMusl = platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
const name = `racelens-${platform}-${arch}${isMusl ? "-musl" : ""}`;

let file;
try {
  file = require.resolve(`${name}/racelens${platform === "win32" ? ".exe" : ""}`);
} catch {
  console.error(`racelens: the package ${name} is not installed. Either there is none for this platform, or optional`);
  console.error("dependencies were left out; npm install --include=optional brings them. cargo install works everywhere.");
  process.exit(2);
}

const child = spawn(file, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("error", (error) => {
  console.error(`racelens: ${error.message}`);
  process.exit(2);
});
child.on("exit", (code, signal) => {
  process.exitCode = code ?? 2;
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
});
