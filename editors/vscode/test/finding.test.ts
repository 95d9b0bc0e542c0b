import assert from "node:assert/strict";
import { test } from "node:test";
import { rule, under } from "../src/finding";

function finding(code: string, from: [number, number], to: [number, number], source = "racelens") {
  const place = ([line, character]: [number, number]) => ({ line, character });
  return { code, source, range: { start: place(from), end: place(to) } };
}

const outer = finding("lost-update", [1, 0], [3, 9]);
const inner = finding("double-lock", [2, 4], [2, 8]);
const other = finding("no-undef", [2, 4], [2, 8], "eslint");

test("of several the innermost is meant, and those of other tools are not", () => {
  assert.equal(under([other, outer, inner], { line: 2, character: 5 }), inner);
  assert.equal(under([inner, outer], { line: 2, character: 5 }), inner);
  assert.equal(under([outer, inner], { line: 2, character: 9 }), outer);
  assert.equal(under([other], { line: 2, character: 5 }), undefined);
});

test("both ends of a range are in it", () => {
  assert.equal(under([inner], { line: 2, character: 4 }), inner);
  assert.equal(under([inner], { line: 2, character: 8 }), inner);
  assert.equal(under([inner], { line: 2, character: 3 }), undefined);
});

test("a code may come with a link", () => {
  assert.equal(rule(inner), "double-lock");
  assert.equal(rule({ ...inner, code: { value: "lost-update" } }), "lost-update");
});
