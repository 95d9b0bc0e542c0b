import assert from "node:assert/strict";
import { test } from "node:test";
import { Works } from "../src/works";

test("each work is told from its beginning to its end", () => {
  const works = new Works();
  assert.equal(works.words, undefined);
  works.take(1, { kind: "begin", title: "racelens reads shop", message: "0 of 50 files" });
  works.take("b", { kind: "begin", title: "racelens reads lobby" });
  works.take(1, { kind: "report", message: "20 of 50 files" });
  assert.equal(works.words, "reads shop: 20 of 50 files, reads lobby");
  works.take(1, { kind: "end" });
  assert.equal(works.words, "reads lobby");
  works.forget();
  assert.equal(works.words, undefined);
});

test("a step of a work that never began says nothing", () => {
  const works = new Works();
  works.take(7, { kind: "report", message: "20 of 50 files" });
  works.take(7, { kind: "end" });
  assert.equal(works.words, undefined);
});
