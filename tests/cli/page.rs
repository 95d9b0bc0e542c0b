//! The full report: what is in it, and the page in a browser.

use crate::Project;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// A project with a race, a fix, a lock order, a safe pattern and a known finding.
fn project() -> Project {
    let shop = "\
export class Shop {
  revenue = 0;
  open = new Map<string, string>();
  pending = new Map<string, Promise<string>>();

  async paid(cart: string) {
    this.revenue = this.revenue + (await price(cart));
  }

  async join(name: string) {
    if (this.open.has(name)) return;
    const cart = await reserve(`<b>${name}</b>`);
    this.open.set(name, cart);
  }

  async profile(name: string) {
    const known = this.pending.get(name);
    if (known) return known;
    const loading = load(name);
    this.pending.set(name, loading);
    try {
      return await loading;
    } finally {
      this.pending.delete(name);
    }
  }
}
";
    let stock = "\
import asyncio
import threading


class Stock:
    def __init__(self):
        self._one = threading.Lock()
        self._two = threading.Lock()
        self._guard = asyncio.Lock()
        self.left = {}
        self.fetched = None

    def move(self):
        with self._one:
            with self._two:
                self.left = {}

    def back(self):
        with self._two:
            with self._one:
                self.left = {}

    async def fetch(self):
        async with self._guard:
            if self.fetched is None:
                await asyncio.sleep(1)
                self.fetched = 1
";
    Project::new(&[("src/shop.ts", shop), ("src/stock.py", stock)])
}

#[test]
fn markdown_tells_it_all() {
    let project = project();
    let all = project.run(&["audit", "--strict", "--format", "markdown"]);
    assert_eq!(all.code, 1);
    insta::assert_snapshot!(all.stdout.replace(&name_of(&project), "shop"));
}

/// The folder of the project, which the report is named after.
fn name_of(project: &Project) -> String {
    fs::canonicalize(project.path()).unwrap().file_name().unwrap().to_string_lossy().into_owned()
}

#[test]
fn what_is_set_aside_is_told_with_its_reason() {
    let project = project();
    project.run(&["audit", "--rule", "lost-update", "--write-baseline", "known.json"]);
    let file = project.path().join("known.json");
    let text = fs::read_to_string(&file).unwrap().replace("\"rule\"", "\"reason\": \"one till\", \"rule\"");
    fs::write(&file, text).unwrap();
    for format in ["markdown", "html"] {
        let report = project.run(&["audit", "--format", format, "--baseline", "known.json"]).stdout;
        assert!(report.contains("Set aside by the baseline") && report.contains("one till"), "{report}");
    }
}

#[test]
fn a_project_without_anything_has_a_report_too() {
    let project = Project::new(&[("a.py", "x = 1\n")]);
    let markdown = project.run(&["audit", "--format", "markdown"]);
    assert!(markdown.quiet().1.contains("**1 file audited: no findings.**"), "{}", markdown.stdout);
    let html = project.run(&["audit", "--format", "html"]);
    assert_eq!(html.code, 0);
    assert!(html.stdout.contains("No state is shared.") && html.stdout.ends_with("</html>\n"));
}

#[test]
fn nothing_of_the_code_is_taken_for_markup() {
    let html = project().run(&["audit", "--format", "html"]).stdout;
    assert!(html.contains("&lt;b&gt;$") && !html.contains("<b>$"));
    let hostile = Project::new(&[("<script>alert(1)<.py", crate::WARNS)]);
    let html = hostile.run(&["audit", "--format", "html"]).stdout;
    assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script>alert"));
}

/// Whatever shows pages here; none where there is nothing.
fn browser() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("RACELENS_CHROMIUM") {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let folders: Vec<PathBuf> = std::env::split_paths(&std::env::var_os("PATH")?).collect();
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(browser) = browser() else {
        eprintln!("no Chromium here: the page is not shown to one (RACELENS_CHROMIUM names one)");
        return;
    };
    let project = project();
    let html = project.run(&["audit", "--strict", "--format", "html"]).stdout;
    let driven = html.replace("</body>", &format!("<script>{}</script></body>", include_str!("page.js")));
    project.write("page.html", driven.as_bytes());
    for size in ["1280,900", "500,900"] {
        let done = Command::new(&browser)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "--virtual-time-budget=4000"])
            .arg(format!("--window-size={size}"))
            .arg(format!("--user-data-dir={}", project.path().join("profile").display()))
            .arg(format!("file://{}", project.path().join("page.html").display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&done.stdout);
        let told = dom.split("<pre id=\"told\">").nth(1).and_then(|rest| rest.split("</pre>").next());
        assert_eq!(told, Some("fine"), "{size}: {}", String::from_utf8_lossy(&done.stderr));
    }
}
