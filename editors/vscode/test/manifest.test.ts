// What package.json promises is what the extension does.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { OLDEST } from "../src/version";

const manifest = JSON.parse(readFileSync("package.json", "utf8"));
const source = readFileSync("src/extension.ts", "utf8");

test("every command of the menu is registered", () => {
  for (const { command } of manifest.contributes.commands) {
    assert.ok(source.includes(`register("${command.replace("racelens.", "")}"`), command);
  }
});

test("every setting is described, and the README lists it", () => {
  const readme = readFileSync("README.md", "utf8");
  for (const [name, setting] of Object.entries<Record<string, string>>(manifest.contributes.configuration.properties)) {
    assert.ok(setting.description ?? setting.markdownDescription, name);
    assert.ok(readme.includes(`\`${name}\``), name);
  }
});

test("the path of the server is not taken from a workspace that is not trusted", () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ["racelens.path"]);
});

test("the extension is no older than the server it asks for", () => {
  assert.equal(manifest.version, OLDEST);
});
