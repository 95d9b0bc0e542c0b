// Versions of the server, as `racelens --version` prints them.

/** The oldest server that this extension speaks with. */
export const OLDEST = "0.1.0";

/** "racelens 0.1.0" to "0.1.0"; none where the program is another. */
export function parse(printed: string): string | undefined {
  return /^racelens (\d+\.\d+\.\d+\S*)/.exec(printed.trim())?.[1];
}

/** True where `version` came out before `other`. What stands behind a hyphen came before what it leads to. */
export function isOlder(version: string, other: string): boolean {
  const [core, early] = split(version);
  const [otherCore, otherEarly] = split(other);
  for (const [index, part] of core.entries()) {
    const difference = part - (otherCore[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return early && !otherEarly;
}

function split(version: string): [number[], boolean] {
  const [core = "", early] = version.split("+")[0]?.split("-") ?? [];
  return [core.split(".").map(Number), early !== undefined];
}
