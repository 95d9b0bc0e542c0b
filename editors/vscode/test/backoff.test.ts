import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../src/backoff";

const limits = { first: 100, tries: 3, calm: 1000 };

test("each start waits twice as long, and after a few there is none", () => {
  const backoff = new Backoff(limits);
  assert.deepEqual([backoff.failed(5), backoff.failed(5), backoff.failed(5)], [100, 200, 400]);
  assert.equal(backoff.failed(5), undefined);
  assert.equal(backoff.failed(5), undefined);
});

test("a server that ran for long has a clean record", () => {
  const backoff = new Backoff(limits);
  backoff.failed(5);
  backoff.failed(5);
  assert.equal(backoff.failed(1000), 100);
});

test("a start that was asked for counts from the beginning", () => {
  const backoff = new Backoff(limits);
  for (let failure = 0; failure < 4; failure++) backoff.failed(5);
  backoff.forget();
  assert.equal(backoff.failed(5), 100);
});
