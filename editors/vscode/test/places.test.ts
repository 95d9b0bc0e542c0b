import assert from "node:assert/strict";
import { test } from "node:test";
import { grave, tree, type Place, type Row, type State } from "../src/places";

function place(name: string, more: Partial<Place> = {}): Place {
  const at = { path: "src/basket.ts", line: 8, function: "Basket.add" };
  return {
    place: name,
    declared: { path: "src/basket.ts", line: 3 },
    writes: [at],
    reads: [at],
    guarded_by: [],
    reached_from: [{ ...at, line: 7, times: "many" }],
    verdict: "hazard",
    why: "lost-update on line 8 of src/basket.ts.",
    findings: [{ path: "src/basket.ts", line: 8, rule: "lost-update", severity: "warning" }],
    ...more,
  };
}

const total = place("Basket.total");
const name = place("name", { declared: null, writes: [], verdict: "guarded", findings: [], guarded_by: [{ lock: "Basket.lock", held: 2, of: 2 }] });
const shop = place("shop", { declared: { path: "lib/shop.ts", line: 1 }, verdict: "open", findings: [] });
const state: State = { roots: [{ uri: "file:///w/a", places: [total, name, shop] }] };

const labels = (rows: Row[]) => rows.map(({ label, description }) => [label, description]);

test("by verdict the gravest come first, and what is safe is folded", () => {
  const rows = tree(state, "verdict");
  assert.deepEqual(labels(rows), [["Hazard", "1"], ["Open", "1"], ["Guarded", "1"]]);
  assert.deepEqual(rows.map(({ unfolded }) => unfolded), [true, true, false]);
  assert.deepEqual(labels(rows[0]!.rows), [["Basket.total", "src/basket.ts"]]);
  assert.equal(grave(state), 1);
});

test("by file the places of each stand below it", () => {
  const rows = tree(state, "file");
  assert.deepEqual(labels(rows), [["lib/shop.ts", "1"], ["src/basket.ts", "2"]]);
  assert.deepEqual(labels(rows[1]!.rows), [["Basket.total", "Hazard"], ["name", "Guarded"]]);
});

test("below a place is each access, what guards it and from where it is reached, and a click leads there", () => {
  const [{ rows: [row] }] = tree(state, "verdict") as [Row];
  assert.deepEqual(labels(row!.rows), [
    ["src/basket.ts:8", "lost-update"],
    ["src/basket.ts:8", "written in Basket.add"],
    ["src/basket.ts:8", "read in Basket.add"],
    ["reached from", "1"],
  ]);
  assert.deepEqual(row!.opens, { root: "file:///w/a", spot: { path: "src/basket.ts", line: 3 } });
  assert.deepEqual(row!.rows[1]!.opens, { root: "file:///w/a", spot: { path: "src/basket.ts", line: 8 } });
  const guarded = tree(state, "verdict")[2]!.rows[0]!;
  assert.ok(labels(guarded.rows).some(([label, words]) => label === "guarded by Basket.lock" && words === "always"));
  assert.match(guarded.tooltip!, /Declared nowhere/);
});

test("with several roots a file is named with its root, and two places of one name are two rows", () => {
  const roots = ["file:///w/a", "file:///w/b"].map((uri) => ({ uri, places: [total, total] }));
  assert.deepEqual(labels(tree({ roots }, "file")), [["a/src/basket.ts", "2"], ["b/src/basket.ts", "2"]]);
  const ids: string[] = [];
  const walk = (rows: Row[]) => rows.forEach((row) => (ids.push(row.id), walk(row.rows)));
  walk(tree({ roots }, "verdict"));
  assert.equal(new Set(ids).size, ids.length);
});

test("of what no one shares there is no row", () => {
  assert.deepEqual(tree({ roots: [{ uri: "file:///w", places: [] }] }, "verdict"), []);
});
