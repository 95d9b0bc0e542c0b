// The Shared State Map as a tree: places in groups, and below each place what is known of it. No type of VS Code here.

/** A line of a file, 1-based; the path as seen from the root. */
export interface Spot {
  path: string;
  line: number;
}

export interface Access extends Spot {
  /** Empty for the code of a module. */
  function: string;
}

/** A place as `racelens map --format json` has it: as much of it as is shown. */
export interface Place {
  place: string;
  declared: Spot | null;
  writes: Access[];
  reads: Access[];
  guarded_by: { lock: string; held: number; of: number }[];
  reached_from: (Access & { times: "start-up" | "once" | "many" })[];
  verdict: Verdict;
  why: string;
  findings: (Spot & { rule: string; severity: string })[];
}

/** The gravest first. */
export const VERDICTS = [
  "hazard",
  "partly-guarded",
  "open",
  "no-switch",
  "guarded",
  "safe-by-type",
  "one-at-a-time",
  "start-up-only",
] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What the server answers. */
export interface State {
  roots: { uri: string; places: Place[] }[];
}

export type Grouping = "verdict" | "file";

/** A row of the tree; the names of the icons are those of VS Code. */
export interface Row {
  /** The same from one map to the next, so that what is unfolded stays so. */
  id: string;
  label: string;
  description?: string;
  /** Markdown. */
  tooltip?: string;
  icon?: { name: string; color?: string };
  unfolded?: boolean;
  /** Where a click leads. */
  opens?: { root: string; spot: Spot };
  rows: Row[];
}

const WORDS: Record<Verdict, { words: string; icon: { name: string; color: string } }> = {
  hazard: { words: "Hazard", icon: { name: "error", color: "list.errorForeground" } },
  "partly-guarded": { words: "Partly guarded", icon: { name: "warning", color: "list.warningForeground" } },
  open: { words: "Open", icon: { name: "warning", color: "list.warningForeground" } },
  "no-switch": { words: "No switch between", icon: { name: "pass", color: "testing.iconPassed" } },
  guarded: { words: "Guarded", icon: { name: "pass", color: "testing.iconPassed" } },
  "safe-by-type": { words: "Safe by type", icon: { name: "pass", color: "testing.iconPassed" } },
  "one-at-a-time": { words: "One at a time", icon: { name: "pass", color: "testing.iconPassed" } },
  "start-up-only": { words: "Start-up only", icon: { name: "pass", color: "testing.iconPassed" } },
};

/** A place with the root that it is of. */
interface Found {
  root: string;
  place: Place;
}

/** The tree of a map. */
export function tree(state: State, grouping: Grouping): Row[] {
  const found = state.roots.flatMap(({ uri, places }) => places.map((place) => ({ root: uri, place })));
  const rows = grouping === "verdict" ? byVerdict(found) : byFile(found, state.roots.length > 1);
  distinct(rows);
  return rows;
}

/** How many places there are that are no good. */
export function grave(state: State): number {
  return state.roots.flatMap(({ places }) => places).filter(({ verdict }) => verdict === "hazard").length;
}

function byVerdict(found: Found[]): Row[] {
  return VERDICTS.flatMap((verdict, at) => {
    const here = found.filter(({ place }) => place.verdict === verdict).sort(byHome);
    if (here.length === 0) return [];
    const { words, icon } = WORDS[verdict];
    const rows = here.map((one) => placed(one, home(one.place).path));
    return [{ id: verdict, label: words, description: String(here.length), icon, unfolded: at < 3, rows }];
  });
}

function byFile(found: Found[], several: boolean): Row[] {
  const files = new Map<string, Found[]>();
  for (const one of found) {
    const key = `${one.root} ${home(one.place).path}`;
    files.set(key, [...(files.get(key) ?? []), one]);
  }
  const grouped = [...files].sort(([a], [b]) => compare(a, b));
  return grouped.map(([id, here]) => {
    here.sort(byHome);
    const { root, place } = here[0]!;
    const { path } = home(place);
    const label = several ? `${root.replace(/\/$/, "").split("/").pop()}/${path}` : path;
    const rows = here.map((one) => placed(one, WORDS[one.place.verdict].words));
    return { id, label, description: String(here.length), icon: { name: "file" }, unfolded: true, rows };
  });
}

function placed({ root, place }: Found, description: string): Row {
  const id = `${root} ${home(place).path} ${place.place}`;
  const leads = (spot: Spot) => ({ root, spot });
  const at = ({ path, line }: Spot) => `${path}:${line}`;
  const access = (kind: "written" | "read", { path, line, function: name }: Access): Row => ({
    id: `${id} ${kind} ${path}:${line} ${name}`,
    label: `${path}:${line}`,
    description: `${kind} in ${named(name)}`,
    icon: { name: kind === "written" ? "edit" : "eye" },
    opens: leads({ path, line }),
    rows: [],
  });
  const rows: Row[] = [
    ...place.findings.map((finding) => ({
      id: `${id} finding ${at(finding)} ${finding.rule}`,
      label: at(finding),
      description: finding.rule,
      icon: { name: finding.severity === "error" ? "error" : "warning" },
      opens: leads(finding),
      rows: [],
    })),
    ...place.writes.map((one) => access("written", one)),
    ...place.reads.map((one) => access("read", one)),
    ...place.guarded_by.map(({ lock, held, of }) => ({
      id: `${id} lock ${lock}`,
      label: `guarded by ${lock}`,
      description: held === of ? "always" : `${held} of ${of} times`,
      icon: { name: "lock" },
      rows: [],
    })),
  ];
  const ways = place.reached_from.map(({ path, line, function: name, times }) => ({
    id: `${id} way ${path}:${line} ${name}`,
    label: named(name),
    description: `${path}:${line}${times === "many" ? "" : times === "once" ? ", once" : ", at start-up"}`,
    icon: { name: "symbol-event" },
    opens: leads({ path, line }),
    rows: [],
  }));
  if (ways.length > 0) {
    const description = String(ways.length);
    rows.push({ id: `${id} ways`, label: "reached from", description, icon: { name: "debug-step-into" }, rows: ways });
  }
  const { words, icon } = WORDS[place.verdict];
  const declared = place.declared ? `Declared at ${at(place.declared)}.` : "Declared nowhere in the project.";
  const tooltip = `**${words}**: ${place.why}\n\n${declared}`;
  return { id, label: place.place, description, tooltip, icon, opens: leads(home(place)), rows };
}

/** Where it is declared, or first touched. */
function home(place: Place): Spot {
  return place.declared ?? place.writes[0] ?? place.reads[0] ?? { path: "", line: 1 };
}

function named(name: string): string {
  return name || "the module";
}

function byHome(a: Found, b: Found): number {
  const [one, other] = [home(a.place), home(b.place)];
  return compare(a.root, b.root) || compare(one.path, other.path) || one.line - other.line;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** No two rows may have one id: of equal ones each later gets a number. */
function distinct(rows: Row[], seen = new Map<string, number>()): void {
  for (const row of rows) {
    const count = seen.get(row.id) ?? 0;
    seen.set(row.id, count + 1);
    if (count > 0) row.id += ` ${count}`;
    distinct(row.rows, seen);
  }
}
