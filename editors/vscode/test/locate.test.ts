import assert from "node:assert/strict";
import { test } from "node:test";
import { locate, type Places } from "../src/locate";

function places(files: string[], more: Partial<Places> = {}): Places {
  return {
    setting: "",
    path: ["/usr/local/bin", "/usr/bin"],
    extension: "/ext",
    home: "/home/ada",
    platform: "linux",
    exists: (file) => files.includes(file),
    ...more,
  };
}

test("the PATH goes before the one that comes with the extension", () => {
  const both = ["/ext/server/racelens", "/usr/bin/racelens"];
  assert.deepEqual(locate(places(both)), { file: "/usr/bin/racelens", by: "PATH" });
  assert.deepEqual(locate(places(["/ext/server/racelens"])), { file: "/ext/server/racelens", by: "extension" });
  assert.equal(locate(places([])), undefined);
});

test("the setting goes before all, and one that names no file is not passed over", () => {
  const files = ["/usr/bin/racelens", "/opt/racelens"];
  assert.deepEqual(locate(places(files, { setting: "/opt/racelens" })), { file: "/opt/racelens", by: "setting" });
  assert.equal(locate(places(files, { setting: "/opt/none" })), undefined);
});

test("a tilde is the home folder, at the start only", () => {
  const setting = "~/bin/racelens";
  assert.equal(locate(places(["/home/ada/bin/racelens"], { setting }))?.file, "/home/ada/bin/racelens");
  assert.equal(locate(places(["~x/racelens"], { setting: "~x/racelens" }))?.file, "~x/racelens");
});

test("what lies in the folder of a workspace is not run", () => {
  const path = ["", ".", "bin", "/usr/bin"];
  assert.equal(locate(places(["racelens", "bin/racelens"], { path })), undefined);
});

test("on Windows the program has its suffix", () => {
  const found = locate(places(["/ext/server/racelens.exe"], { platform: "win32" }));
  assert.equal(found?.by, "extension");
});
