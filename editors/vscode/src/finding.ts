// The finding that the cursor is on.

export interface Place {
  line: number;
  character: number;
}

export interface Range {
  start: Place;
  end: Place;
}

/** As much of a diagnostic as is asked for here. */
export interface Finding {
  range: Range;
  source?: string | undefined;
  code?: string | number | { value: string | number } | undefined;
}

/** The finding of racelens at a place; of several the one that begins last, which is the innermost. */
export function under<F extends Finding>(findings: readonly F[], place: Place): F | undefined {
  const here = findings.filter(({ source, range }) => source === "racelens" && contains(range, place));
  return here.reduce<F | undefined>(
    (best, finding) => (best && before(finding.range.start, best.range.start) ? best : finding),
    undefined,
  );
}

/** The rule that a finding is of. */
export function rule(finding: Finding): string {
  const { code } = finding;
  return String(typeof code === "object" ? code.value : (code ?? ""));
}

function before(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

function contains(range: Range, place: Place): boolean {
  return !before(place, range.start) && !before(range.end, place);
}
