import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { tell, type Trouble } from "../src/trouble";

const troubles: Trouble[] = [
  { kind: "missing", setting: "" },
  { kind: "missing", setting: "/opt/none" },
  { kind: "broken", file: "/bin/x", reason: "it is another program" },
  { kind: "too old", file: "/bin/x", version: "0.0.9" },
  { kind: "crashes", file: "/bin/x", starts: 6 },
];

test("every trouble has a way out, and one way is to try again", () => {
  for (const trouble of troubles) {
    const { message, ways } = tell(trouble);
    assert.match(message, /\w/);
    assert.ok(ways.some((way) => way.command === "racelens.restart"), message);
  }
});

test("the message names the file, the version and the setting that the user wrote", () => {
  assert.match(tell(troubles[1]!).message, /\/opt\/none/);
  assert.match(tell(troubles[2]!).message, /\/bin\/x.*another program/);
  assert.match(tell(troubles[3]!).message, /0\.0\.9/);
});

test("every command behind a button is one that the extension registers or VS Code has", () => {
  const source = readFileSync("src/extension.ts", "utf8");
  for (const way of troubles.flatMap((trouble) => tell(trouble).ways)) {
    const own = /^racelens\.(.*)/.exec(way.command)?.[1];
    assert.ok(own ? source.includes(`register("${own}"`) : way.command.startsWith("workbench."), way.command);
  }
});
