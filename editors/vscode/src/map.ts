// The view of the Shared State Map: asks the server for the map, and asks again when findings change.

import * as vscode from "vscode";
import { grave, type Grouping, type Row, type State, tree } from "./places";
import type { Server } from "./server";

const COMMAND = "racelens.server.map";

/** After a change this long nothing is asked, and ten times as long as the server took: what nobody waits for costs little. */
const STILLNESS = 1000;

export class StateMap implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  private rows: Row[] = [];
  private state: State = { roots: [] };
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<Row>;
  private readonly parts: vscode.Disposable[];
  private timer: NodeJS.Timeout | undefined;
  private took = 0;
  /** The server is asked right now; what changes meanwhile is asked for after that. */
  private asking: Promise<void> | undefined;
  private stale = true;

  constructor(
    private readonly server: Server,
    private readonly memory: vscode.Memento,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.view = vscode.window.createTreeView("racelens.map", { treeDataProvider: this, showCollapseAll: true });
    const settings = vscode.workspace.createFileSystemWatcher("**/racelens.toml");
    this.parts = [
      this.changed,
      this.view,
      settings,
      settings.onDidCreate(() => this.later()),
      settings.onDidChange(() => this.later()),
      settings.onDidDelete(() => this.later()),
      // Who touches what may change without a finding that comes or goes.
      vscode.workspace.onDidSaveTextDocument(() => this.later()),
      this.view.onDidChangeVisibility(() => this.look()),
      vscode.languages.onDidChangeDiagnostics(() => this.later()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.later()),
      server.onDidChange(() => void this.refresh()),
    ];
    void this.tell("asking");
    void this.group(this.grouping);
  }

  getTreeItem(row: Row): vscode.TreeItem {
    const folds = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.rows.length === 0 ? folds.None : row.unfolded ? folds.Expanded : folds.Collapsed);
    item.id = row.id;
    if (row.description) item.description = row.description;
    if (row.tooltip) item.tooltip = new vscode.MarkdownString(row.tooltip);
    if (row.icon) {
      const color = row.icon.color ? new vscode.ThemeColor(row.icon.color) : undefined;
      item.iconPath = new vscode.ThemeIcon(row.icon.name, color);
    }
    if (row.opens) {
      const { root, spot } = row.opens;
      const at = new vscode.Position(Math.max(0, spot.line - 1), 0);
      const uri = vscode.Uri.joinPath(vscode.Uri.parse(root), spot.path);
      // A place is unfolded by its arrow, and opened by a click.
      item.command = { command: "vscode.open", title: "Open", arguments: [uri, { selection: new vscode.Range(at, at) }] };
    }
    item.accessibilityInformation = { label: [row.label, row.description].filter(Boolean).join(", ") };
    return item;
  }

  getChildren(row?: Row): Row[] {
    return row ? row.rows : this.rows;
  }

  /** By verdict or by file; kept for the workspace. */
  async group(grouping: Grouping): Promise<void> {
    await this.memory.update("racelens.grouping", grouping);
    await vscode.commands.executeCommand("setContext", "racelens.grouping", grouping);
    this.draw();
  }

  /** Asks for the map now, because somebody wants to see it. */
  refresh(): Promise<void> {
    clearTimeout(this.timer);
    this.stale = true;
    return this.view.visible ? this.ask() : Promise.resolve();
  }

  private get grouping(): Grouping {
    return this.memory.get<Grouping>("racelens.grouping", "verdict");
  }

  /** Something changed that may be in the map. */
  private later(): void {
    this.stale = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), Math.max(STILLNESS, 10 * this.took));
  }

  private look(): void {
    if (this.view.visible && this.stale) void this.ask();
  }

  private ask(): Promise<void> {
    this.asking ??= this.take().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async take(): Promise<void> {
    const client = this.server.running;
    if (!client) return this.tell("off");
    this.stale = false;
    const began = Date.now();
    try {
      const asked = client.sendRequest<State>("workspace/executeCommand", { command: COMMAND, arguments: [] });
      this.state = await vscode.window.withProgress({ location: { viewId: "racelens.map" } }, () => asked);
    } catch (error) {
      // A server that went down in the midst of it is asked when it is there again.
      this.log.warn(`the map: ${String(error)}`);
      this.stale = true;
      return;
    }
    this.took = Date.now() - began;
    this.draw();
    await this.tell(this.rows.length > 0 ? "some" : "none");
  }

  private draw(): void {
    this.rows = tree(this.state, this.grouping);
    const count = grave(this.state);
    this.view.badge = count > 0 ? { value: count, tooltip: `${count} with a hazard` } : undefined;
    this.changed.fire();
  }

  /** What stands in the view while it is empty is chosen by this. */
  private async tell(what: "asking" | "off" | "none" | "some"): Promise<void> {
    await vscode.commands.executeCommand("setContext", "racelens.map", what);
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const part of this.parts) part.dispose();
  }
}
