import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { adapt, place } from "../src/report";

const css = readFileSync("../../src/report/dossier/page.css", "utf8");
const page = `<!doctype html>
<html lang="en">
<head>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<style>
body { color: red; }</style>
</head>
<body><span data-at="a.ts:1">&lt;script&gt;</span>
<script>
one();</script>
</body>
</html>
`;

test("nothing runs and nothing is styled but what has the number", () => {
  const adapted = adapt(page, "n0", "dark");
  const [policy] = /content="([^"]*)"/.exec(adapted)!.slice(1);
  assert.equal(policy, "default-src 'none'; style-src 'nonce-n0'; script-src 'nonce-n0'");
  assert.equal(adapted.match(/<(script|style)/g)!.length, adapted.match(/<(script|style) nonce="n0">/g)!.length);
  assert.match(adapted, /<html lang="en" data-theme="dark">/);
});

test("a page that is another is not shown half adapted", () => {
  assert.throws(() => adapt(page.replace("<style>", "<style id=x>"), "n0", "dark"), /has no/);
});

test("every colour that is set is one that the page has", () => {
  const names = [...adapt(page, "n0", "light").matchAll(/--([a-z]+): var\(--vscode/g)].map(([, name]) => name);
  assert.ok(names.length > 5);
  for (const name of names) assert.ok(css.includes(`--${name}:`), name);
});

test("a place has a path, a line, and maybe a column", () => {
  assert.deepEqual(place("src/a.ts:12"), { path: "src/a.ts", line: 12, column: 1 });
  assert.deepEqual(place("src/a.ts:12:5"), { path: "src/a.ts", line: 12, column: 5 });
  assert.equal(place("src/a.ts"), undefined);
});
