// Opens VS Code in a browser, and does for the driver inside what only a browser can: takes pictures, reads messages,
// the status bar and the rows of the view of racelens, and clicks on one; looks at the
// report in its frame, and clicks there.
//
// usage: browse.mjs URL OUT

import { createRequire } from "node:module";
import { appendFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [url, out] = process.argv.slice(2);
const { chromium } = createRequire(join(process.env.PLAYWRIGHT, "package.json"))("playwright-core");
const MINUTES = 8;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
});
const page = await browser.newPage({ viewport: { width: 920, height: 560 } });
await page.goto(url, { timeout: 120_000 });

/** The frame that the report is in. */
async function report() {
  for (const frame of page.frames()) {
    const there = await frame.locator("h1", { hasText: "Concurrency audit" }).count().catch(() => 0);
    if (there > 0) return frame;
  }
  return undefined;
}

const told = new Set();
let last;
const end = Date.now() + MINUTES * 60_000;
while (!existsSync(join(out, "done")) && Date.now() < end) {
  for (const name of readdirSync(out).filter((name) => name.endsWith(".wanted"))) {
    await page.screenshot({ path: join(out, name.replace(/wanted$/, "png")) });
    rmSync(join(out, name));
  }
  for (const message of await page.locator(".notification-list-item").allInnerTexts()) {
    if (!told.has(message)) appendFileSync(join(out, "messages"), `${message}\n---\n`);
    told.add(message);
  }
  const rows = await page.locator(".pane-body [role=treeitem]").evaluateAll((rows) => rows.map((row) => row.ariaLabel));
  const welcome = await page.locator(".pane-body .welcome-view-content").allInnerTexts();
  // Whole or not at all: the driver may read it at any time.
  writeFileSync(join(out, "view.new"), JSON.stringify({ rows, welcome: welcome.join("\n") }));
  renameSync(join(out, "view.new"), join(out, "view"));
  if (existsSync(join(out, "click"))) {
    const { label, part, inReport } = JSON.parse(readFileSync(join(out, "click"), "utf8"));
    const row = page.locator(`.pane-body [role=treeitem][aria-label=${JSON.stringify(label)}]`);
    const target = inReport ? (await report())?.locator(inReport) : row.first().locator(part);
    await target?.first().click({ timeout: 5000 });
    rmSync(join(out, "click"));
  }
  if (existsSync(join(out, "report.asked"))) {
    const seen = await (await report())?.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.body);
      return {
        heading: document.querySelector("h1").textContent,
        findings: [...document.querySelectorAll("article")].filter((one) => !one.hidden).map((one) => one.dataset.rule),
        filter: !document.querySelector("#filter").hidden,
        links: document.querySelectorAll("[data-at][role=link]").length,
        theme: document.documentElement.dataset.theme,
        policy: document.querySelector("meta[http-equiv]").content,
        backgroundColor,
        color,
      };
    });
    if (seen) writeFileSync(join(out, "report"), JSON.stringify(seen));
    if (seen) rmSync(join(out, "report.asked"));
  }
  const items = page.locator(".statusbar-item[aria-label*='racelens'], .statusbar-item [aria-label*='racelens']");
  for (const item of await items.evaluateAll((items) => items.map((item) => item.getAttribute("aria-label")))) {
    if (item !== last) appendFileSync(join(out, "status"), `${item}\n`);
    last = item;
  }
  await page.waitForTimeout(50);
}
if (!existsSync(join(out, "done"))) {
  await page.screenshot({ path: join(out, "stuck.png") });
  writeFileSync(join(out, "stuck"), "");
}
await browser.close();
