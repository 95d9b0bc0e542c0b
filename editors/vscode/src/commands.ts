// What the user can ask for by name.

import * as vscode from "vscode";
import { rule, under } from "./finding";
import type { Pages } from "./pages";
import { run } from "./run";
import type { Server } from "./server";

export class Commands {
  constructor(
    private readonly server: Server,
    private readonly pages: Pages,
  ) {}

  /** Audits each folder of the workspace with the command line, and shows the report. */
  async audit(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    if (folders.length === 0) {
      void vscode.window.showInformationMessage("There is no folder open to audit.");
      return;
    }
    const program = await this.server.program();
    if (!program) return;
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: "racelens audits the workspace",
      cancellable: true,
    };
    const reports = await vscode.window.withProgress(progress, async (_, cancelled) => {
      const abort = new AbortController();
      cancelled.onCancellationRequested(() => abort.abort());
      const reports = [];
      for (const folder of folders) {
        // Named by its full path, so that the places in the report can be followed.
        const args = ["audit", "--color", "never", folder.uri.fsPath];
        reports.push((await run(program.file, args, folder.uri.fsPath, abort.signal)).stdout);
      }
      return reports;
    });
    await this.pages.plain("audit", reports.join("\n"));
  }

  /** Shows the page of a rule: of the one named, of the finding under the cursor, or of one chosen from all. */
  async explain(named?: string): Promise<void> {
    // Asked now: the cursor may be elsewhere when the program is found.
    const meant = named ?? ruleUnderCursor();
    const program = await this.server.program();
    if (!program) return;
    const chosen = meant ?? (await choose(program.file));
    if (!chosen) return;
    const { stdout } = await run(program.file, ["explain", chosen, "--color", "never"]);
    await this.pages.markdown(chosen, `# ${stdout}`);
  }

  /** Mends in the active file whatever is safe to mend unasked. */
  async fixAll(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document) return;
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const kind = "source.fixAll.racelens";
    const command = "vscode.executeCodeActionProvider";
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(command, document.uri, all, kind, 1);
    const edit = actions.find((action) => action.kind?.value === kind)?.edit;
    if (!edit) {
      void vscode.window.showInformationMessage("There is nothing here that is safe to mend unasked.");
      return;
    }
    await vscode.workspace.applyEdit(edit);
  }

  /** Shows the interleaving of the finding under the cursor, beside the code. */
  async interleaving(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    const client = this.server.running;
    if (!editor || !client) return;
    const hover = await client.sendRequest<{ contents: { value: string } } | null>("textDocument/hover", {
      textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document),
      position: client.code2ProtocolConverter.asPosition(editor.selection.active),
    });
    if (!hover) {
      void vscode.window.showInformationMessage("The cursor is on no finding of racelens, and on no step of one.");
      return;
    }
    await this.pages.markdown("interleaving", hover.contents.value);
  }
}

function ruleUnderCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const findings = vscode.languages.getDiagnostics(editor.document.uri).map((diagnostic) => ({
    range: diagnostic.range,
    source: diagnostic.source,
    code: diagnostic.code as string | undefined,
  }));
  const finding = under(findings, editor.selection.active);
  return finding && rule(finding);
}

async function choose(program: string): Promise<string | undefined> {
  const { stdout } = await run(program, ["rules", "--format", "json"]);
  const rules = JSON.parse(stdout) as { id: string; severity: string; summary: string }[];
  const items = rules.map(({ id, severity, summary }) => ({ label: id, description: severity, detail: summary }));
  const chosen = await vscode.window.showQuickPick(items, { title: "Explain a rule", matchOnDetail: true });
  return chosen?.label;
}
