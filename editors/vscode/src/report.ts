// The page of the audit report as VS Code shows it: which scripts and styles may be in it, in which colours, and where its
// places lead. No type of VS Code here.

/** The colours of the page that are those of the theme. Severities keep their own: a theme's underline need not be legible as text. */
const COLORS: Record<string, string> = {
  ground: "editor-background",
  card: "editorWidget-background",
  ink: "editor-foreground",
  quiet: "descriptionForeground",
  edge: "widget-border, var(--vscode-editorWidget-border)",
  code: "textCodeBlock-background",
  one: "textLink-foreground",
};

/** Places of the code become links, by mouse and by keyboard. */
const SCRIPT = `
const code = acquireVsCodeApi();
for (const place of document.querySelectorAll('[data-at]')) {
  place.setAttribute('role', 'link');
  place.tabIndex = 0;
  const open = (event) => {
    if (event.type === 'keydown' && event.key !== 'Enter') return;
    event.preventDefault();
    code.postMessage({ open: place.dataset.at });
  };
  place.addEventListener('click', open);
  place.addEventListener('keydown', open);
}
addEventListener('message', ({ data }) => {
  document.documentElement.dataset.theme = data.theme;
});
`;

/** The page with nothing allowed but what is named by this number, in the colours of the editor. */
export function adapt(html: string, nonce: string, theme: "light" | "dark"): string {
  const colors = Object.entries(COLORS).map(([name, theirs]) => `--${name}: var(--vscode-${theirs});`);
  const style = `html:root[data-theme] { ${colors.join(" ")} } #theme { display: none; } [data-at] { cursor: pointer; } [data-at]:hover { text-decoration: underline; }`;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return [
    [/<html lang="en">/, `<html lang="en" data-theme="${theme}">`],
    [/(http-equiv="Content-Security-Policy" content=")[^"]*"/, `$1${policy}"`],
    [/<style>/, `<style nonce="${nonce}">`],
    [/<\/style>/, `${style}</style>`],
    [/<script>/, `<script nonce="${nonce}">`],
    [/<\/script>/, `</script><script nonce="${nonce}">${SCRIPT}</script>`],
  ].reduce((page, [from, to]) => put(page, from as RegExp, to as string), html);
}

/** The one place where it is, or a fault of ours. */
function put(page: string, from: RegExp, to: string): string {
  if (!from.test(page)) throw new Error(`the report has no ${from.source}`);
  return page.replace(from, to);
}

/** A place as the page names it: `src/a.ts:12`, or with a column behind it. */
export function place(text: string): { path: string; line: number; column: number } | undefined {
  const [, path, line, column] = /^(.+?):(\d+)(?::(\d+))?$/.exec(text) ?? [];
  return path && line ? { path, line: Number(line), column: Number(column ?? 1) } : undefined;
}
