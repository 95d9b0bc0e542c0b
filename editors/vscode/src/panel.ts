// The audit report, beside the code: one panel for each folder of the workspace.

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { adapt, place } from "./report";
import type { Server } from "./server";

const COMMAND = "racelens.server.report";

/** What the server answers. */
interface Reports {
  roots: { uri: string; name: string | null; html: string }[];
}

export class Panels implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly recoloured = vscode.window.onDidChangeActiveColorTheme(() => {
    for (const panel of this.panels.values()) void panel.webview.postMessage({ theme: theme() });
  });

  constructor(private readonly server: Server) {}

  /** Asks the server for the report, and shows it. */
  async report(): Promise<void> {
    const client = this.server.running;
    if (!client) {
      void vscode.window.showInformationMessage("The racelens server does not run; racelens: Restart the Server starts it.");
      return;
    }
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: "racelens writes the report on the workspace",
      cancellable: true,
    };
    const reports = await vscode.window.withProgress(progress, async (_, cancelled) => {
      try {
        const asked = { command: COMMAND, arguments: [] };
        return await client.sendRequest<Reports>("workspace/executeCommand", asked, cancelled);
      } catch (error) {
        if (cancelled.isCancellationRequested) return undefined;
        throw error;
      }
    });
    if (!reports) return;
    if (reports.roots.length === 0) {
      void vscode.window.showInformationMessage("There is no folder open to report on.");
    }
    for (const { uri, name, html } of reports.roots) this.show(vscode.Uri.parse(uri), name ?? "the workspace", html);
  }

  private show(root: vscode.Uri, name: string, html: string): void {
    const key = root.toString();
    let panel = this.panels.get(key);
    if (!panel) {
      const options = { enableScripts: true, enableFindWidget: true, localResourceRoots: [], retainContextWhenHidden: true };
      panel = vscode.window.createWebviewPanel("racelens.report", `Audit of ${name}`, vscode.ViewColumn.Active, options);
      panel.onDidDispose(() => this.panels.delete(key));
      panel.webview.onDidReceiveMessage((message: { open?: unknown }) => void open(root, String(message.open)));
      this.panels.set(key, panel);
    }
    panel.webview.html = adapt(html, randomBytes(16).toString("hex"), theme());
    panel.reveal();
  }

  dispose(): void {
    this.recoloured.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }
}

/** Opens a place of the code beside the report; a path that leads out of the folder leads nowhere. */
async function open(root: vscode.Uri, text: string): Promise<void> {
  const spot = place(text);
  if (!spot || spot.path.split("/").includes("..")) return;
  const at = new vscode.Position(spot.line - 1, spot.column - 1);
  const selection = new vscode.Range(at, at);
  await vscode.window.showTextDocument(vscode.Uri.joinPath(root, spot.path), { viewColumn: vscode.ViewColumn.Beside, selection });
}

function theme(): "light" | "dark" {
  const { Light, HighContrastLight } = vscode.ColorThemeKind;
  return [Light, HighContrastLight].includes(vscode.window.activeColorTheme.kind) ? "light" : "dark";
}
