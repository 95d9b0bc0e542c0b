// Documents that racelens writes for the user to read: pages of rules, interleavings, reports.

import * as vscode from "vscode";

const SCHEME = "racelens";

/** Keeps the text of each page by its address, and shows it. */
export class Pages implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "This page is gone: ask for it again.";
  }

  /** Shows Markdown as the reader sees it, beside the code. */
  async markdown(name: string, text: string): Promise<void> {
    const uri = this.put(`${name}.md`, text);
    await vscode.commands.executeCommand("markdown.showPreviewToSide", uri);
  }

  /** Shows plain text, where a place such as `src/a.ts:3:5` can be followed. */
  async plain(name: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(`${name}.txt`, text));
    await vscode.window.showTextDocument(document, { preview: false });
  }

  private put(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${name}` });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }

  dispose(): void {
    this.registration.dispose();
    this.changed.dispose();
  }
}
