// A thin client: it finds the server, starts it and shows what it says. All else is in the server.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions, State } from "vscode-languageclient/node";

const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact", "python", "rust"];
const NAME = process.platform === "win32" ? "racelens.exe" : "racelens";

let client: LanguageClient | undefined;
/** The last start or stop asked for: each waits for the one before, so that two never overlap. */
let turn: Promise<void> = Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("racelens", { log: true });
  const status = vscode.languages.createLanguageStatusItem("racelens", LANGUAGES);
  status.name = "racelens";
  status.text = "racelens";
  status.command = { command: "racelens.showLog", title: "Show the log" };

  const restart = () => {
    turn = turn.then(async () => {
      await stop();
      await start(context, log, status);
    });
    return turn;
  };
  const command = (name: string, run: () => unknown) => vscode.commands.registerCommand(name, run);
  context.subscriptions.push(
    log,
    status,
    command("racelens.restart", restart),
    command("racelens.showLog", () => log.show()),
    command("racelens.audit", () => report(context, ["audit", "--color", "never"])),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      const needsRestart = ["racelens.path", "racelens.workspaceDiagnostics"];
      if (needsRestart.some((name) => event.affectsConfiguration(name))) await restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  turn = turn.then(stop);
  await turn;
}

async function stop(): Promise<void> {
  const stopping = client;
  client = undefined;
  await stopping?.dispose();
}

async function start(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  status: vscode.LanguageStatusItem,
): Promise<void> {
  const command = binary(context);
  log.info(`starting ${command}`);
  const server: ServerOptions = { command, args: ["serve"] };
  const options: LanguageClientOptions = {
    documentSelector: LANGUAGES.flatMap((language) => [
      { language, scheme: "file" },
      { language, scheme: "untitled" },
    ]),
    outputChannel: log,
    initializationOptions: { workspaceDiagnostics: setting<boolean>("workspaceDiagnostics") },
  };
  const starting = new LanguageClient("racelens", "racelens", server, options);
  starting.onDidChangeState(({ newState }) => {
    const down = newState === State.Stopped;
    status.severity = down ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    status.detail = down ? "the server is not running" : undefined;
    status.busy = newState === State.Starting;
  });
  client = starting;
  try {
    await starting.start();
  } catch (error) {
    log.error(`${command}: ${error}`);
    status.severity = vscode.LanguageStatusSeverity.Error;
    status.detail = `cannot start ${command}`;
  }
}

/** The setting, the PATH, the one that comes with the extension: the first there is. */
function binary(context: vscode.ExtensionContext): string {
  const set = setting<string>("path");
  if (set) return set;
  const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, NAME));
  const bundled = join(context.extensionPath, "server", NAME);
  return [...onPath, bundled].find((file) => existsSync(file)) ?? NAME;
}

function setting<T>(name: string): T | undefined {
  return vscode.workspace.getConfiguration("racelens").get<T>(name);
}

/** Runs the command-line tool over the workspace and shows its report. */
async function report(context: vscode.ExtensionContext, args: string[]): Promise<void> {
  const folder = await chosenFolder();
  if (!folder) return;
  const options = { cwd: folder.uri.fsPath, maxBuffer: 1 << 28 };
  const run = () =>
    promisify(execFile)(binary(context), args, options).then(
      ({ stdout }) => stdout,
      // Exit code 1 says that something was found.
      (error) => (error.code === 1 ? (error.stdout as string) : Promise.reject(error)),
    );
  const title = `racelens ${args[0]}`;
  try {
    const content = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, run);
    const document = await vscode.workspace.openTextDocument({ language: "plaintext", content });
    await vscode.window.showTextDocument(document, { preview: true });
  } catch (error) {
    void vscode.window.showErrorMessage(`${title}: ${(error as Error).message}`);
  }
}

async function chosenFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length > 1 ? vscode.window.showWorkspaceFolderPick() : folders[0];
}
