import { setTimeout as sleep } from "node:timers/promises";

export type Driver = "voice" | "text";

export interface Engine {
  readonly ready: boolean;
  start(): Promise<void>;
  stop(): void;
  say(audio: Uint8Array): Promise<void>;
}

export interface Voices {
  warmUp(): Promise<void>;
  synthesize(text: string): Promise<Uint8Array>;
}

/** Speaks answers aloud at the counter, or shows them, as the shop assistant chooses. */
export class Speaker {
  private driver: Driver = "text";
  private generation = 0;
  private shown: string[] = [];

  constructor(private readonly engine: Engine, private readonly voices: Voices) {}

  choose(driver: Driver): void {
    this.driver = driver;
  }

  async announce(text: string): Promise<void> {
    if (this.driver === "voice") {
      await this.voices.warmUp();
    }
    const audio = await this.voices.synthesize(text);
    if (this.driver === "voice") {
      await this.engine.say(audio);
    } else {
      this.shown.push(text);
    }
  }

  /** Plays the queue of the day. A later call takes over from an earlier one. */
  async playlist(texts: readonly string[]): Promise<void> {
    const mine = ++this.generation;
    for (const text of texts) {
      const audio = await this.voices.synthesize(text);
      if (mine !== this.generation) return;
      await this.engine.say(audio);
    }
  }

  /** Brings the engine up again with the sound card that is plugged in now. */
  async restart(): Promise<void> {
    this.engine.stop();
    await sleep(500);
    await this.engine.start();
  }

  /** Waits for the engine, but not for ever. */
  async whenReady(timeoutMs: number): Promise<boolean> {
    const deadline = Date.now() + timeoutMs;
    while (!this.engine.ready) {
      if (Date.now() > deadline) return false;
      await sleep(50);
    }
    return true;
  }
}
