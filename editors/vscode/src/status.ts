// The language status item, and what is told when there is no server.

import * as vscode from "vscode";
import { tell, type Told, type Trouble } from "./trouble";
import { type Step, Works } from "./works";

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;
  private readonly works = new Works();
  private version: string | undefined;

  constructor(selector: vscode.DocumentSelector, private readonly log: vscode.LogOutputChannel) {
    this.item = vscode.languages.createLanguageStatusItem("racelens", selector);
    this.item.name = "racelens";
    this.item.command = { command: "racelens.showLog", title: "Show the log" };
    this.starting();
  }

  starting(): void {
    this.set("racelens", "starting", vscode.LanguageStatusSeverity.Information, true);
  }

  running(version: string): void {
    this.version = version;
    this.busy();
  }

  /** The server says how far it is with something. */
  work(token: string | number, step: Step): void {
    this.works.take(token, step);
    this.busy();
  }

  private busy(): void {
    if (this.version === undefined) return;
    const words = this.works.words;
    const detail = words ? `${this.version}, ${words}` : this.version;
    this.show("racelens", detail, vscode.LanguageStatusSeverity.Information, words !== undefined);
  }

  /** The server went down and comes back of itself. */
  waiting(milliseconds: number): void {
    const detail = `the server went down; it starts again in ${(milliseconds / 1000).toFixed(1)} s`;
    this.set("racelens", detail, vscode.LanguageStatusSeverity.Warning, true);
  }

  stopped(): void {
    this.set("racelens", "stopped", vscode.LanguageStatusSeverity.Information, false);
  }

  /** There is no server, and none will come of itself. */
  trouble(trouble: Trouble): void {
    const told = tell(trouble);
    this.log.error(told.message);
    this.set("racelens", told.brief, vscode.LanguageStatusSeverity.Error, false);
    void this.ask(told);
  }

  private async ask(told: Told): Promise<void> {
    const titles = told.ways.map((way) => way.title);
    const chosen = await vscode.window.showErrorMessage(told.message, ...titles);
    const way = told.ways.find((way) => way.title === chosen);
    if (way) await vscode.commands.executeCommand(way.command, ...(way.arguments ?? []));
  }

  /** There is no server to be busy. */
  private set(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy: boolean): void {
    this.version = undefined;
    this.works.forget();
    this.show(text, detail, severity, busy);
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy: boolean): void {
    Object.assign(this.item, { text, detail, severity, busy });
  }

  dispose(): void {
    this.item.dispose();
  }
}
