// Keeps one server alive: starts it, starts it again when it goes down, and gives up in time.

import * as os from "node:os";
import { existsSync } from "node:fs";
import { delimiter } from "node:path";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { Backoff } from "./backoff";
import { type Found, locate } from "./locate";
import { run } from "./run";
import type { Status } from "./status";
import type { Trouble } from "./trouble";
import { isOlder, OLDEST, parse } from "./version";

export const LANGUAGES = ["typescript", "typescriptreact", "javascript", "javascriptreact", "python", "rust"];

/** A program that was found, and asked who it is. */
interface Program extends Found {
  version: string;
}

/** Its faults go to the log alone: what the user has to know is told by the status. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private timer: NodeJS.Timeout | undefined;
  private starts = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  /** It runs, or does no more. */
  readonly onDidChange = this.changed.event;
  private readonly backoff = new Backoff();
  /** The last start or stop asked for: each waits for the one before, so that two never overlap. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly extension: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly status: Status,
  ) {}

  /** The client, while the server runs. */
  get running(): LanguageClient | undefined {
    return this.client?.isRunning() ? this.client : undefined;
  }

  /** Starts it, or starts it anew, because somebody asked for that. */
  restart(): Promise<void> {
    this.backoff.forget();
    this.starts = 0;
    return this.take(async () => {
      await this.halt();
      await this.start();
    });
  }

  stop(): Promise<void> {
    return this.take(async () => {
      await this.halt();
      this.status.stopped();
    });
  }

  /** The program to run, or none, with what is wrong told to the user. */
  async program(): Promise<Program | undefined> {
    const found = await this.find();
    if ("kind" in found) {
      this.status.trouble(found);
      this.changed.fire();
    }
    return "kind" in found ? undefined : found;
  }

  dispose(): void {
    void this.stop();
    this.changed.dispose();
  }

  private take(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work).catch((error) => this.log.error(String(error)));
    return this.turn;
  }

  private async halt(): Promise<void> {
    clearTimeout(this.timer);
    const client = this.client;
    this.client = undefined;
    // One that is down already has nothing to say.
    await client?.dispose().catch(() => {});
  }

  private async start(): Promise<void> {
    this.status.starting();
    const program = await this.program();
    if (!program) return;
    this.log.info(`starting ${program.file} (${program.version}, by the ${program.by})`);
    this.starts += 1;
    const began = Date.now();
    const client = this.connect(program, () => this.wentDown(client, program, Date.now() - began));
    this.client = client;
    try {
      await client.start();
    } catch (error) {
      this.log.error(String(error));
      this.wentDown(client, program, Date.now() - began);
      return;
    }
    if (this.client !== client) return;
    this.status.running(program.version);
    this.changed.fire();
  }

  /** A server that nobody stopped is down. Told once of each client, whichever way it is heard of. */
  private wentDown(client: LanguageClient, program: Program, ran: number): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.changed.fire();
    const delay = this.backoff.failed(ran);
    // Not at once: it is in the middle of finding out that there is nobody to say goodbye to.
    setImmediate(() => void client.dispose().catch(() => {}));
    if (delay === undefined) {
      this.status.trouble({ kind: "crashes", file: program.file, starts: this.starts });
      return;
    }
    this.log.warn(`the server went down after ${ran} ms; it starts again in ${delay} ms`);
    this.status.waiting(delay);
    this.timer = setTimeout(() => void this.take(() => this.start()), delay);
  }

  private connect(program: Program, down: () => void): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: LANGUAGES.flatMap((language) => [
        { language, scheme: "file" },
        { language, scheme: "untitled" },
      ]),
      outputChannel: this.log,
      initializationOptions: { workspaceDiagnostics: setting<boolean>("workspaceDiagnostics") },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        // The client would start it again at once, and again; this class does that, with a pause.
        closed: () => {
          down();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      initializationFailedHandler: () => false,
      middleware: {
        // VS Code shows it too, at the left end of the status bar; the item of racelens says what it is busy with.
        handleWorkDoneProgress: (token, work, next) => {
          this.status.work(token, work);
          next(token, work);
        },
      },
    };
    const server = { command: program.file, args: ["serve"] };
    return new QuietClient("racelens", "racelens", server, options);
  }

  private async find(): Promise<Program | Trouble> {
    const named = setting<string>("path") ?? "";
    const found = locate({
      setting: named,
      path: (process.env.PATH ?? "").split(delimiter),
      extension: this.extension,
      home: os.homedir(),
      platform: process.platform,
      exists: existsSync,
    });
    if (!found) return { kind: "missing", setting: named };
    const broken = (reason: string): Trouble => ({ kind: "broken", file: found.file, reason });
    try {
      const { stdout } = await run(found.file, ["--version"], undefined, AbortSignal.timeout(10_000));
      const version = parse(stdout);
      if (!version) return broken("it does not say which version of racelens it is");
      if (isOlder(version, OLDEST)) return { kind: "too old", file: found.file, version };
      return { ...found, version };
    } catch (error) {
      return broken((error as Error).message);
    }
  }
}

function setting<T>(name: string): T | undefined {
  return vscode.workspace.getConfiguration("racelens").get<T>(name);
}
