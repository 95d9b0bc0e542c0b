// When a server that went down is started again, and when no more.

export interface Limits {
  /** Milliseconds before the first new start; each further one waits twice as long. */
  first: number;
  /** How many new starts there are before the user has to ask for one. */
  tries: number;
  /** Milliseconds after which a server that ran so long counts as healthy. */
  calm: number;
}

export const LIMITS: Limits = { first: 500, tries: 5, calm: 120_000 };

/** Counts the failures in a row. */
export class Backoff {
  private failures = 0;

  constructor(private readonly limits: Limits = LIMITS) {}

  /** After how many milliseconds to start anew; none where enough was tried. `ran` says how long the server ran. */
  failed(ran: number): number | undefined {
    if (ran >= this.limits.calm) this.failures = 0;
    if (this.failures >= this.limits.tries) return undefined;
    return this.limits.first * 2 ** this.failures++;
  }

  /** The user asked for a start: what was does not count. */
  forget(): void {
    this.failures = 0;
  }
}
