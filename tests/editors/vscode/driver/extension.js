// Drives the racelens extension from inside VS Code: what a person would do, and what they would see. Each scene is a
// line of the file that RACELENS_DRIVER_OUT names; the page that shows this VS Code takes pictures when asked to.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const OUT = process.env.RACELENS_DRIVER_OUT;
const MODE = process.env.RACELENS_DRIVER_MODE;
const scenario = JSON.parse(fs.readFileSync(process.env.SCENARIO, "utf8"));
const SEVERITIES = ["error", "warning", "info", "hint"];
const PATIENCE = 30_000;

exports.activate = () => void main();

async function main() {
  const scenes = MODE === "trouble" ? troubles : MODE === "untrusted" ? untrusted : all;
  const wanted = new RegExp(process.env.SCENES ?? "");
  for (const [name, scene] of Object.entries(scenes).filter(([name]) => wanted.test(name))) {
    const began = Date.now();
    let result = { scene: name, ok: true };
    try {
      await Promise.race([scene(), late()]);
    } catch (error) {
      result = { scene: name, ok: false, error: String(error.stack ?? error) };
      await picture(`failed-${name.replaceAll(/\W+/g, "-")}`);
    }
    fs.appendFileSync(path.join(OUT, "scenes.jsonl"), `${JSON.stringify({ ...result, ms: Date.now() - began })}\n`);
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  }
  fs.writeFileSync(path.join(OUT, "done"), "");
}

/** No scene is longer. */
async function late() {
  await rest(90_000);
  throw new Error("it takes too long");
}

const all = {};
for (const sample of scenario.files) {
  all[`${sample.language}: diagnostics with range and steps`] = async () => {
    const { uri } = await open(sample.file);
    const found = await until("findings", () => here(uri), (found) => found.length === sample.findings.length);
    for (const wanted of sample.findings) {
      const finding = found.find((finding) => finding.code === wanted.rule);
      assert.ok(finding, wanted.rule);
      assert.deepEqual(flat(finding.range), wanted.range);
      assert.equal(SEVERITIES[finding.severity], wanted.severity);
      assert.equal(finding.source, "racelens");
      if (wanted.steps) {
        assert.deepEqual(finding.relatedInformation.map((step) => step.message), wanted.steps);
        assert.ok(finding.relatedInformation.every((step) => step.location.uri.fsPath === uri.fsPath));
      }
    }
  };

  all[`${sample.language}: the hover shows the interleaving`] = async () => {
    const { uri } = await open(sample.file);
    await until("findings", () => here(uri), some);
    const text = await hover(uri, sample.hover.at);
    for (const column of [sample.hover.rule, ...sample.hover.columns]) assert.ok(text.includes(column), text);
  };

  for (const fix of sample.fixes) {
    all[`${sample.language}: ${fix.title}`] = async () => {
      const { uri, document, editor } = await open(sample.file);
      const before = document.getText();
      await until("findings", () => here(uri), (found) => found.some((finding) => finding.code === fix.rule));
      const action = await offered(uri, fix.at, fix.title);
      await apply(action);
      assert.equal(document.getText(), replaced(before, fix.old, fix.new));
      if (fix.reason) {
        const comment = document.getText().split("\n").findIndex((line) => line.includes(`(${fix.rule}): `));
        const end = document.lineAt(comment).range.end;
        await until("the missing reason", () => here(uri), (found) =>
          found.some((finding) => finding.range.start.line === comment));
        await editor.edit((edit) => edit.insert(end, fix.reason));
      }
      await until(`${fix.rule} gone`, () => here(uri), (found) =>
        found.every((finding) => finding.code !== fix.rule && !finding.code.includes("suppression")));
    };
  }
}

all["all safe fixes in the file, by the command"] = async () => {
  const { file, rule, old, new: text } = scenario.fixAll;
  const { uri, document } = await open(file);
  const before = document.getText();
  await until("findings", () => here(uri), some);
  await vscode.commands.executeCommand("racelens.fixAll");
  assert.equal(document.getText(), replaced(before, old, text));
  await until("gone", () => here(uri), (found) => found.every((finding) => finding.code !== rule));
};

all["all safe fixes on save"] = async () => {
  const { file, old, new: text } = scenario.fixAll;
  const config = vscode.workspace.getConfiguration("editor");
  await config.update("codeActionsOnSave", { "source.fixAll.racelens": "explicit" }, vscode.ConfigurationTarget.Workspace);
  const { uri, document, editor } = await open(file);
  const before = document.getText();
  try {
    await until("findings", () => here(uri), some);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "\n"));
    await document.save();
    assert.equal(document.getText(), `\n${replaced(before, old, text)}`);
  } finally {
    await config.update("codeActionsOnSave", undefined, vscode.ConfigurationTarget.Workspace);
    fs.writeFileSync(uri.fsPath, before);
    await until("the file as it was", () => document.getText(), (text) => text === before);
  }
};

all["typing through a broken state"] = async () => {
  const { file, line, text, finding } = scenario.typing;
  const { uri, editor } = await open(file);
  await until("findings", () => here(uri), some);
  const before = (await here(uri)).length;
  let at = new vscode.Position(line, 0);
  for (const character of text) {
    await editor.edit((edit) => edit.insert(at, character), { undoStopBefore: false, undoStopAfter: false });
    at = character === "\n" ? new vscode.Position(at.line + 1, 0) : at.translate(0, 1);
  }
  const found = await until("the new finding", () => here(uri), (found) => found.length === before + 1);
  assert.ok(found.some((one) => one.code === finding.rule && String(flat(one.range)) === String(finding.range)));
  const [first] = scenario.files.find((sample) => sample.file === file).findings;
  assert.ok(found.some((one) => one.code === first.rule && String(flat(one.range)) === String(first.range)));
};

all["a setting changes, and changes back"] = async () => {
  const [sample] = scenario.files;
  const [{ rule }] = sample.findings;
  const { uri } = await open(sample.file);
  const has = (found) => found.some((finding) => finding.code === rule);
  await until("findings", () => here(uri), has);
  const config = () => vscode.workspace.getConfiguration("racelens");
  await config().update("rules", { [rule]: "off" }, vscode.ConfigurationTarget.Workspace);
  await until(`${rule} off`, () => here(uri), (found) => !has(found) && found.length > 0);
  await config().update("rules", { [rule]: "error" }, vscode.ConfigurationTarget.Workspace);
  const found = await until(`${rule} on`, () => here(uri), has);
  assert.equal(SEVERITIES[found.find((finding) => finding.code === rule).severity], "error");
  await config().update("rules", undefined, vscode.ConfigurationTarget.Workspace);
};

all["racelens.toml: a fault is shown in it, its severities hold"] = async () => {
  const [sample] = scenario.files;
  const [{ rule }] = sample.findings;
  const { uri } = await open(sample.file);
  await until("findings", () => here(uri), some);
  const file = vscode.Uri.joinPath(folder().uri, "racelens.toml");
  fs.writeFileSync(file.fsPath, `[rules]\n${rule} = "of"\n`);
  const faults = await until("the fault", () => here(file), some);
  assert.equal(faults[0].range.start.line, 1);
  assert.match(faults[0].message, /did you mean `off`/);
  fs.writeFileSync(file.fsPath, `[rules]\n${rule} = "off"\n`);
  await until("no fault", () => here(file), (found) => found.length === 0);
  await until("the rule is off", () => here(uri), (found) => found.every((finding) => finding.code !== rule));
  fs.rmSync(file.fsPath);
  await until("the rule is on", () => here(uri), (found) => found.some((finding) => finding.code === rule));
};

all["the server is killed, and nothing is lost"] = async () => {
  const [sample] = scenario.files;
  const { uri, editor } = await open(sample.file);
  const before = await until("findings", () => here(uri), (found) => found.length === sample.findings.length);
  // What is not saved must come back too.
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "\n\n"));
  const shifted = (found) => found.length === before.length && found.every((one) => one.range.start.line >= 9);
  await until("shifted findings", () => here(uri), shifted);
  const pid = server();
  assert.ok(pid, "a server of ours runs");
  process.kill(pid, "SIGKILL");
  await until("another server", server, (other) => other && other !== pid);
  await until("findings again", () => here(uri), shifted);
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "\n"));
  await until("findings follow edits", () => here(uri), (found) => shifted(found) && found[0].range.start.line >= 10);
  const [first] = sample.findings;
  const text = await hover(uri, [first.range[0] + 3, first.range[1]]);
  assert.ok(text.includes(first.rule), text);
};

all["a file of ten thousand lines"] = async () => {
  const [sample] = scenario.files;
  const filler = Array.from({ length: 10_000 }, (_, n) => `export const n${n} = ${n};\n`).join("");
  const source = fs.readFileSync(path.join(folder().uri.fsPath, sample.file), "utf8");
  const file = path.join(folder().uri.fsPath, "long.ts");
  fs.writeFileSync(file, filler + source);
  try {
    const { uri, editor } = await open("long.ts");
    const at = 10_000 + sample.findings[0].range[0];
    const on = (line) => (found) => found.some((one) => one.range.start.line === line);
    await until("the finding at the end", () => here(uri), on(at));
    await editor.edit((edit) => edit.insert(new vscode.Position(5, 0), "// one more line\n"));
    await until("the finding a line below", () => here(uri), on(at + 1));
  } finally {
    fs.rmSync(file);
  }
};

all["columns count UTF-16 units"] = async () => {
  const { old, new: text, range, fixed } = scenario.emoji;
  const [sample] = scenario.files;
  const { uri, document, editor } = await open(sample.file);
  const at = document.positionAt(document.getText().indexOf(old));
  await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, old.length)), text));
  const found = await until("the finding", () => here(uri), (found) => found.some((one) => String(flat(one.range)) === String(range)));
  assert.ok(found);
  const fix = sample.fixes[0];
  await apply(await offered(uri, [range[0], range[1]], fix.title));
  assert.equal(document.lineAt(range[0]).text, fixed);
};

all["line ends stay as they are"] = async () => {
  const [sample] = scenario.files;
  const [fix] = sample.fixes;
  const { uri, document, editor } = await open(sample.file);
  await editor.edit((edit) => edit.setEndOfLine(vscode.EndOfLine.CRLF));
  const before = document.getText();
  assert.ok(before.includes("\r\n"));
  await until("findings", () => here(uri), (found) => found.some((one) => String(flat(one.range)) === String(sample.findings[0].range)));
  await apply(await offered(uri, fix.at, fix.title));
  const crlf = (text) => text.replaceAll("\n", "\r\n");
  assert.equal(document.getText(), replaced(before, crlf(fix.old), crlf(fix.new)));
  await until("gone", () => here(uri), (found) => found.every((one) => one.code !== fix.rule));
};

all["the page of the rule under the cursor"] = async () => {
  const [sample] = scenario.files;
  const { uri, editor } = await open(sample.file);
  // What the last scene left may still be shown: those of the text as it is on disk have this one.
  await until("the finding", () => here(uri), (found) => found.some((one) => one.code === sample.hover.rule));
  select(editor, sample.hover.at);
  await vscode.commands.executeCommand("racelens.explain");
  await until("a tab with the page", tabs, (labels) => labels.some((label) => label.includes(`${sample.hover.rule}.md`)));
  const page = await vscode.workspace.openTextDocument(vscode.Uri.parse(`racelens:/${sample.hover.rule}.md`));
  assert.match(page.getText(), new RegExp(`^# ${sample.hover.rule}[^]*## Why it goes wrong`));
};

all["the interleaving of the finding under the cursor"] = async () => {
  const [sample] = scenario.files;
  const { uri, editor } = await open(sample.file);
  // What the last scene left may still be shown: those of the text as it is on disk have this one.
  await until("the finding", () => here(uri), (found) => found.some((one) => one.code === sample.hover.rule));
  select(editor, sample.hover.at);
  await vscode.commands.executeCommand("racelens.interleaving");
  await until("a tab with it", tabs, (labels) => labels.some((label) => label.includes("interleaving.md")));
  const page = await vscode.workspace.openTextDocument(vscode.Uri.parse("racelens:/interleaving.md"));
  for (const column of sample.hover.columns) assert.ok(page.getText().includes(column), page.getText());
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
  await rest(2000);
  await picture("interleaving");
  await vscode.commands.executeCommand("workbench.action.focusSideBar");
};

all["the audit of the workspace"] = async () => {
  await vscode.commands.executeCommand("racelens.audit");
  const document = vscode.window.activeTextEditor.document;
  assert.equal(document.uri.toString(), "racelens:/audit.txt");
  for (const { file } of scenario.files) assert.ok(document.getText().includes(file), document.getText());
  assert.match(document.getText(), /files audited/);
};

all["the Shared State Map: places, what touches them, and a click leads there"] = async () => {
  const { place, file, declared, accesses } = scenario.map;
  await vscode.commands.executeCommand("racelens.showMap");
  const row = `${place}, ${file}`;
  await until("the place", rows, (rows) => rows.includes("Hazard, 2") && rows.includes(row));
  await click(row);
  const line = () => {
    const editor = vscode.window.activeTextEditor;
    return editor && path.basename(editor.document.uri.fsPath) === file ? editor.selection.active.line : undefined;
  };
  await until("where it is declared", line, (line) => line === declared);
  await click(row, ".monaco-tl-twistie");
  for (const access of accesses) {
    await until(access.label, rows, (rows) => rows.includes(access.label));
    await click(access.label);
    await until(`line ${access.line}`, line, (line) => line === access.line);
  }
  await picture("map");
};

all["the Shared State Map follows the code"] = async () => {
  const { place, file } = scenario.map;
  await vscode.commands.executeCommand("racelens.showMap");
  await until("the place", rows, (rows) => rows.includes("Hazard, 2"));
  const { uri } = await open(file);
  await until("findings", () => here(uri), some);
  await vscode.commands.executeCommand("racelens.fixAll");
  // What only one function touches, and not on both sides of a suspension, is nobody's business.
  await until("one place less", rows, (rows) => rows.includes("Hazard, 1") && !rows.includes(`${place}, ${file}`));
  await vscode.commands.executeCommand("racelens.mapByFile");
  await until("by file", rows, (rows) => rows.includes("basket.py, 1") && rows.includes(`${place}, Hazard`));
  await vscode.commands.executeCommand("racelens.mapByVerdict");
  await until("by verdict", rows, (rows) => rows.includes("Hazard, 1"));
};

all["the Shared State Map says so when nothing is shared"] = async () => {
  await vscode.commands.executeCommand("racelens.showMap");
  await until("the place", rows, (rows) => rows.includes("Hazard, 2"));
  const file = path.join(folder().uri.fsPath, "racelens.toml");
  fs.writeFileSync(file, 'exclude = ["basket.*"]\n');
  try {
    await until("the words for it", () => view().welcome, (text) => /No state of this workspace is shared/.test(text));
  } finally {
    fs.rmSync(file);
  }
  await until("the places again", rows, (rows) => rows.includes("Hazard, 2"));
  await vscode.commands.executeCommand("workbench.view.explorer");
};

all["the audit report in a panel: findings, colours, and a click leads to the code"] = async () => {
  const theme = (name) => vscode.workspace.getConfiguration("workbench").update("colorTheme", name, vscode.ConfigurationTarget.Global);
  await vscode.commands.executeCommand("racelens.report");
  await until("a tab with it", tabs, (labels) => labels.some((label) => label === "Audit of all"));
  const told = scenario.files.flatMap(({ findings }) => findings).filter(({ severity }) => severity !== "hint");
  const page = await until("the page", report, (page) => page.filter && page.findings.length > 0);
  assert.equal(page.heading, "Concurrency audit of all");
  assert.deepEqual(page.findings.sort(), told.map(({ rule }) => rule).sort());
  assert.ok(page.links > page.findings.length, "places are links");
  assert.match(page.policy, /^default-src 'none'; style-src 'nonce-\w+'; script-src 'nonce-\w+'$/);
  assert.equal(page.theme, "dark");
  await vscode.commands.executeCommand("workbench.action.closeSidebar");
  await rest(1000);
  await picture("report");
  // What the editor shows changes its colours, and the report with it.
  await theme("Default Light Modern");
  try {
    const light = await until("a light page", report, (page) => page.theme === "light" && page.backgroundColor !== undefined);
    assert.notEqual(light.backgroundColor, page.backgroundColor);
    assert.notEqual(light.color, page.color);
    await rest(500);
    await picture("report-light");
  } finally {
    await theme("Default Dark Modern");
  }
  const sample = scenario.files.find(({ language }) => language === "python");
  const [finding] = sample.findings;
  await wish({ inReport: `article[data-file="${sample.file}"] h3 [data-at]` });
  const opened = () => {
    const editor = vscode.window.activeTextEditor;
    return editor && [path.basename(editor.document.uri.fsPath), editor.selection.active.line, editor.selection.active.character];
  };
  await until("its code", opened, (place) => String(place) === String([sample.file, finding.range[0], finding.range[1]]));
  await vscode.commands.executeCommand("workbench.action.focusSideBar");
};

all["every file of the workspace is judged"] = async () => {
  for (const { file, findings } of scenario.files) {
    await until(`findings in ${file}`, () => here(at(file)), (found) => found.length === findings.length);
  }
};

all["pictures"] = async () => {
  const [sample] = scenario.files;
  const { uri, editor } = await open(sample.file);
  const run = vscode.commands.executeCommand;
  await until("findings", () => here(uri), some);
  await run("workbench.action.closeSidebar");
  select(editor, sample.hover.at);
  await run("workbench.action.focusActiveEditorGroup");
  await rest(1500);
  await run("editor.action.quickFix");
  await rest(2500);
  await picture("fixes");
  await run("hideCodeActionWidget");
  select(editor, sample.hover.at);
  await run("editor.action.showHover", { focus: "focusIfVisible" });
  await rest(2500);
  // Behind the steps that VS Code lists of itself stands what we show.
  await run("editor.action.showHover", { focus: "autoFocusImmediately" });
  await run("editor.action.goToBottomHover");
  await rest(1000);
  await picture("hover");
};

// The last one: what it leaves behind keeps VS Code's watcher busy for a while.
all["how far the server is with a large workspace, in the status bar"] = async () => {
  const [sample] = scenario.files;
  const many = path.join(folder().uri.fsPath, "many");
  const source = fs.readFileSync(path.join(folder().uri.fsPath, sample.file), "utf8");
  // Enough to read that one sees it: VS Code shows no notice of what ends at once.
  const step = (n) => `export async function step${n}(): Promise<number> {\n  const one = await load(${n});\n  return one + ${n};\n}\n`;
  const steps = Array.from({ length: 60 }, (_, n) => step(n)).join("");
  fs.mkdirSync(many);
  for (let n = 0; n < 3000; n++) fs.writeFileSync(path.join(many, `basket${n}.ts`), source + steps);
  try {
    const { uri } = await open(sample.file);
    const said = () => (fs.existsSync(path.join(OUT, "status")) ? fs.readFileSync(path.join(OUT, "status"), "utf8") : "");
    const before = said().length;
    const restarted = vscode.commands.executeCommand("racelens.restart");
    // Judged all the same, before it is through.
    await restarted;
    await until("findings", () => here(uri), (found) => found.length === sample.findings.length);
    assert.doesNotMatch(said().slice(before), /reads all: 3\d\d\d of/, "judged only when all was read");
    await until("the item saying how far it is", () => said().slice(before), (text) =>
      /racelens, [\d.]+, reads all: [1-9]\d* of 30\d\d files/.test(text));
    await picture("indexing");
    await until("the notice at the left of the bar", () => said().slice(before), (text) => /^racelens reads all: [1-9]\d* of/m.test(text));
    await until("the end of it", () => said().trim().split("\n").at(-1), (text) => /racelens, [\d.]+$/.test(text), 300_000);
  } finally {
    fs.rmSync(many, { recursive: true });
  }
};

/** What is told when there is no server to be had; which one is wrong is in the settings of each run. */
const troubles = {
  "a program that is missing is told, with ways out": async () => {
    await open(scenario.files[0].file);
    await set("path", "/nowhere/racelens");
    await told(/racelens\.path names \/nowhere\/racelens/);
    await rest(1000);
    await picture("missing");
    const messages = fs.readFileSync(path.join(OUT, "messages"), "utf8").trim().split("\n---").filter((text) => text.trim());
    assert.equal(messages.length, 1, `one message, not ${messages}`);
    await vscode.commands.executeCommand("racelens.showMap");
    await until("the view saying so", () => view().welcome, (text) => /server does not run/.test(text));
  },
  "a program that is too old is told": async () => {
    await set("path", process.env.RACELENS_OLD);
    await told(/racelens 0\.0\.1; this extension needs/);
  },
  "another program is told": async () => {
    await set("path", process.env.RACELENS_OTHER);
    await told(/cannot be run as racelens/);
  },
  "a server that always goes down is started a few times, not for ever": async () => {
    const count = () => fs.readFileSync(process.env.RACELENS_STARTS, "utf8").trim().split("\n").length;
    await set("path", process.env.RACELENS_CRASHING);
    await told(/went down \d times and is not started again/, 60_000);
    const starts = count();
    assert.equal(starts, 6);
    await rest(20_000);
    assert.equal(count(), starts);
  },
  "a good one after that is taken": async () => {
    await set("path", process.env.RACELENS_GOOD);
    const { uri } = await open(scenario.files[0].file);
    await until("findings", () => here(uri), some);
  },
};

const untrusted = {
  "the path in the settings of an untrusted workspace is not used": async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const { uri } = await open(scenario.files[0].file);
    await until("findings all the same", () => here(uri), some);
    assert.ok(!fs.existsSync(process.env.RACELENS_STARTS), "the workspace's program was run");
  },
};

function folder() {
  return vscode.workspace.workspaceFolders[0];
}

function at(file) {
  return vscode.Uri.joinPath(folder().uri, file);
}

async function open(file) {
  const document = await vscode.workspace.openTextDocument(at(file));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  return { uri: document.uri, document, editor };
}

function set(name, value) {
  return vscode.workspace.getConfiguration("racelens").update(name, value, vscode.ConfigurationTarget.Workspace);
}

function here(uri) {
  return vscode.languages.getDiagnostics(uri).filter((diagnostic) => diagnostic.source === "racelens");
}

function some(found) {
  return found.length > 0;
}

function flat({ start, end }) {
  return [start.line, start.character, end.line, end.character];
}

function select(editor, [line, character]) {
  const place = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(place, place);
}

function tabs() {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs).map((tab) => tab.label);
}

async function hover(uri, [line, character]) {
  const command = "vscode.executeHoverProvider";
  const hovers = await vscode.commands.executeCommand(command, uri, new vscode.Position(line, character));
  return hovers.flatMap((hover) => hover.contents).map((content) => content.value ?? content).join("\n");
}

async function offered(uri, [line, character], title) {
  const place = new vscode.Position(line, character);
  const ask = () =>
    vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, new vscode.Range(place, place), undefined, 50);
  const actions = await until(`"${title}"`, ask, (actions) => actions.some((action) => action.title === title));
  return actions.find((action) => action.title === title);
}

async function apply(action) {
  assert.ok(action.edit, `${action.title} has an edit`);
  assert.ok(await vscode.workspace.applyEdit(action.edit), action.title);
}

/** `text` with the one place where it says `old` saying `text` instead. */
function replaced(text, old, words) {
  const parts = text.split(old);
  assert.equal(parts.length, 2, `once: ${old}`);
  return parts.join(words);
}

/** The server that this extension host has started. */
function server() {
  for (const entry of fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const parent = Number(/^PPid:\s*(\d+)/m.exec(fs.readFileSync(`/proc/${entry}/status`, "utf8"))[1]);
      const words = fs.readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      if (parent === process.pid && words[1] === "serve") return Number(entry);
    } catch {
      // It ended while we looked.
    }
  }
  return undefined;
}

/** What the page sees of the view: the labels of its rows, and the words that stand there while it is empty. */
function view() {
  const file = path.join(OUT, "view");
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : { rows: [], welcome: "" };
}

function rows() {
  return view().rows;
}

/** A click on a row of the view, by its label: on its words, or on the arrow before them. */
function click(label, part = ".label-name") {
  return wish({ label, part });
}

/** Has the page click on something. */
async function wish(click) {
  const file = path.join(OUT, "click");
  fs.writeFileSync(`${file}.new`, JSON.stringify(click));
  fs.renameSync(`${file}.new`, file);
  await until(`a click on ${JSON.stringify(click)}`, () => fs.existsSync(file), (there) => !there);
}

/** What the page sees of the report. */
async function report() {
  const asked = path.join(OUT, "report.asked");
  fs.writeFileSync(asked, "");
  await until("a look at the report", () => fs.existsSync(asked), (there) => !there);
  return JSON.parse(fs.readFileSync(path.join(OUT, "report"), "utf8"));
}

/** The words of the message that VS Code shows, as the page reads them. */
async function told(pattern, patience = PATIENCE) {
  const shown = () => (fs.existsSync(path.join(OUT, "messages")) ? fs.readFileSync(path.join(OUT, "messages"), "utf8") : "");
  const text = await until(String(pattern), shown, (text) => pattern.test(text), patience);
  const message = text.split("\n---\n").find((message) => pattern.test(message));
  assert.match(message, /Try again/, "a way out is offered");
}

async function until(what, look, enough, patience = PATIENCE) {
  const end = Date.now() + patience;
  let seen;
  do {
    seen = await look();
    if (enough(seen)) return seen;
    await rest(50);
  } while (Date.now() < end);
  throw new Error(`no ${what}; saw ${JSON.stringify(seen)?.slice(0, 2000)}`);
}

function rest(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function picture(name) {
  const wish = path.join(OUT, `${name}.wanted`);
  fs.writeFileSync(wish, "");
  for (let tries = 0; tries < 200 && fs.existsSync(wish); tries++) await rest(50);
}
