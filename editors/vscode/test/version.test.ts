import assert from "node:assert/strict";
import { test } from "node:test";
import { isOlder, parse } from "../src/version";

test("a version is read off what the program prints, and nothing else is", () => {
  assert.equal(parse("racelens 0.1.0\n"), "0.1.0");
  assert.equal(parse("racelens 1.2.3-rc.1"), "1.2.3-rc.1");
  assert.equal(parse("ripgrep 14.1.0"), undefined);
  assert.equal(parse(""), undefined);
});

test("parts are numbers, and an early version comes before what it leads to", () => {
  assert.ok(isOlder("0.9.0", "0.10.0"));
  assert.ok(!isOlder("0.10.0", "0.9.0"));
  assert.ok(!isOlder("1.0.0", "1.0.0"));
  assert.ok(isOlder("1.0.0-rc.1", "1.0.0"));
  assert.ok(!isOlder("1.0.0", "1.0.0-rc.1"));
  assert.ok(!isOlder("1.0.0+abc", "1.0.0"));
});
