// A thin client: it finds the server, keeps it alive and shows what it says. All else is in the server.

import * as vscode from "vscode";
import { Commands } from "./commands";
import { StateMap } from "./map";
import { Pages } from "./pages";
import { Panels } from "./panel";
import { LANGUAGES, Server } from "./server";
import { Status } from "./status";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("racelens", { log: true });
  const pages = new Pages();
  const status = new Status(LANGUAGES, log);
  const running = new Server(context.extensionPath, log, status);
  server = running;
  const map = new StateMap(running, context.workspaceState, log);
  const panels = new Panels(running);
  const commands = new Commands(running, pages);
  const install = vscode.Uri.joinPath(context.extensionUri, "README.md");
  const told = (work: () => Promise<void>) => () =>
    work().catch((error) => {
      log.error(String(error));
      void vscode.window.showErrorMessage(`racelens: ${(error as Error).message}`);
    });
  const register = (name: string, work: (...args: never[]) => unknown) =>
    vscode.commands.registerCommand(`racelens.${name}`, work);
  context.subscriptions.push(
    log,
    pages,
    status,
    map,
    panels,
    register("restart", () => running.restart()),
    register("showLog", () => log.show()),
    register("showInstall", () => vscode.commands.executeCommand("markdown.showPreview", install)),
    register("audit", told(() => commands.audit())),
    register("explain", (rule?: string) => told(() => commands.explain(rule))()),
    register("fixAll", told(() => commands.fixAll())),
    register("interleaving", told(() => commands.interleaving())),
    register("report", told(() => panels.report())),
    register("showMap", () => vscode.commands.executeCommand("racelens.map.focus")),
    register("refreshMap", () => map.refresh()),
    register("mapByFile", () => map.group("file")),
    register("mapByVerdict", () => map.group("verdict")),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      const restarts = ["racelens.path", "racelens.workspaceDiagnostics"];
      if (restarts.some((name) => event.affectsConfiguration(name))) await running.restart();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
  );
  // For the menu of commands: they are shown where they mean something.
  await vscode.commands.executeCommand("setContext", "racelens.languages", LANGUAGES);
  await running.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
