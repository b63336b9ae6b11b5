"""What a browser notices while somebody uses it: everything that a sound page never does."""

import pathlib

import axe_playwright_python

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
REPORTS = """
window.__reports = [];
addEventListener("securitypolicyviolation", (e) =>
  window.__reports.push(`${e.violatedDirective}: ${e.blockedURI} ${e.sample} (line ${e.lineNumber})`));
"""
RUN_AXE = """(options) => axe.run(document, options).then((result) => result.violations.map((v) =>
  `${v.id} (${v.impact}, ${v.nodes.length}×): ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " +
  n.html.slice(0, 160) + " " + n.any.concat(n.all).map((c) => c.message).slice(0, 1)).join(" | ")}`))"""
# What the styles say about the page as a whole, after layout.
FACTS = """() => ({
  title: document.title, h1: document.querySelectorAll("h1").length, lang: document.documentElement.lang,
  wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  xss: window.__xss === undefined ? null : String(window.__xss), reports: window.__reports,
  headings: [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map((h) => Number(h.tagName[1])),
  ids: [...document.querySelectorAll("[id]")].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i),
  outside: [...document.querySelectorAll("a[href], area[href], form[action], iframe, object, embed, base")].flatMap((e) => {
    if (["IFRAME", "OBJECT", "EMBED", "BASE"].includes(e.tagName)) return [e.outerHTML.slice(0, 200)];
    const target = e.getAttribute("href") ?? e.getAttribute("action") ?? "";
    let url;
    try { url = new URL(target, document.baseURI); } catch { return [`not a URL: ${target.slice(0, 200)}`]; }
    if (!["http:", "https:", "mailto:"].includes(url.protocol)) return [`scheme: ${target.slice(0, 200)}`];
    if (url.protocol === "mailto:" || url.origin === location.origin) return [];
    return e.relList?.contains("noopener") ? [] : [`without rel=noopener: ${target.slice(0, 200)}`];
  }),
})"""
SECURITY_HEADERS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
}
POLICY = ("default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "frame-ancestors 'none'")


class Watch:
    """Listens to a page from now on; `take()` gives what it noticed since the last time."""

    def __init__(self, page, origin: str):
        self.page, self.origin = page, origin
        self.noticed: list[str] = []
        # The browser itself reports the status of a page that was meant to fail as an error of the console.
        self.expects_failure = False
        page.add_init_script(REPORTS)
        page.on("pageerror", lambda error: self.noticed.append(f"page error: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.on("dialog", self._dialog)

    def _console(self, message) -> None:
        if message.type not in ("error", "warning"):
            return
        if self.expects_failure and message.text.startswith("Failed to load resource"):
            return
        self.noticed.append(f"console {message.type}: {message.text}")

    def _request(self, request) -> None:
        if not request.url.startswith((self.origin + "/", "data:", "about:")):
            self.noticed.append(f"request to elsewhere: {request.url}")

    def _dialog(self, dialog) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def take(self) -> list[str]:
        noticed, self.noticed = self.noticed, []
        return noticed

    def axe(self) -> list[str]:
        """Violations of WCAG that axe-core finds in the page as it is now."""
        if not self.page.evaluate("() => Boolean(window.axe)"):
            # Over the debugger, which the page's policy does not bind.
            self.page.evaluate(AXE)
        return self.page.evaluate(RUN_AXE, AXE_OPTIONS)

    def facts(self, statuses=range(200, 400), response=None) -> list[str]:
        """What is wrong with the page that stands now, and with the answer that brought it."""
        wrong = self.take()
        if response is not None:
            wrong += header_faults(response.status, response.headers, statuses)
        facts = self.page.evaluate(FACTS)
        if not facts["title"].endswith("Almanac"):
            wrong.append(f"title: {facts['title']!r}")
        if facts["h1"] != 1:
            wrong.append(f"{facts['h1']} h1")
        if facts["lang"] != "en":
            wrong.append(f"lang: {facts['lang']!r}")
        if facts["wide"] > 0:
            wrong.append(f"scrolls sideways by {facts['wide']} px at {self.page.viewport_size['width']}: {self.widest()}")
        if facts["xss"] is not None:
            wrong.append(f"a planted script ran: {facts['xss']}")
        levels = facts["headings"]
        if any(after > before + 1 for before, after in zip(levels, levels[1:])):
            wrong.append(f"headings out of order: {levels}")
        wrong += [f"policy violated: {report}" for report in facts["reports"]]
        wrong += [f"id twice: {name}" for name in sorted(set(facts["ids"]))]
        wrong += [f"link {link}" for link in facts["outside"]]
        return wrong

    def widest(self) -> list[str]:
        """The innermost elements that stick out to the right, with their place."""
        return self.page.evaluate("""() => {
          const width = document.documentElement.clientWidth;
          const clipped = (e) => { for (let p = e.parentElement; p && p !== document.documentElement; p = p.parentElement)
            if (getComputedStyle(p).overflowX !== "visible") return true; return false; };
          return [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 0.5
            && !clipped(e)).slice(-4).map((e) => e.outerHTML.slice(0, 120));
        }""")


def header_faults(status: int, headers, statuses=range(200, 400)) -> list[str]:
    """What is wrong with the head of an answer that is a page."""
    wrong = []
    if status not in statuses:
        wrong.append(f"status {status}")
    lowered = {name.lower(): value for name, value in headers.items()}
    for name, value in SECURITY_HEADERS.items():
        if lowered.get(name) != value:
            wrong.append(f"{name}: {lowered.get(name)!r}")
    policy = lowered.get("content-security-policy", "")
    wrong += [f"policy lacks {part}" for part in POLICY if part not in policy]
    if "unsafe" in policy or "*" in policy:
        wrong.append(f"policy allows too much: {policy}")
    if "no-store" not in lowered.get("cache-control", ""):
        wrong.append(f"cache-control: {lowered.get('cache-control')!r}")
    return wrong
