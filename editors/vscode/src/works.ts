// What the server is busy with, from the progress that it tells.

/** As much of a step of progress as is asked for here. */
export type Step =
  | { kind: "begin"; title: string; message?: string }
  | { kind: "report"; message?: string }
  | { kind: "end" };

/** The works under way, by the token of each. */
export class Works {
  private readonly under = new Map<string | number, { title: string; message: string }>();

  /** Takes in a step; of a work that never began there is nothing to say. */
  take(token: string | number, step: Step): void {
    const known = this.under.get(token);
    if (step.kind === "begin") this.under.set(token, { title: step.title, message: step.message ?? "" });
    else if (step.kind === "end") this.under.delete(token);
    else if (known) known.message = step.message ?? known.message;
  }

  /** The server that had them is gone. */
  forget(): void {
    this.under.clear();
  }

  /** All in a few words; none where nothing is under way. The item has the name of the program before it already. */
  get words(): string | undefined {
    const works = [...this.under.values()];
    const words = works.map(({ title, message }) => [title.replace(/^racelens /, ""), message].filter(Boolean).join(": "));
    return words.length > 0 ? words.join(", ") : undefined;
  }
}
