"""Somebody who has only a keyboard, and looks where the focus is after every key."""

from playwright.sync_api import Locator

# What the focused element looks like: whether people see that it has the focus, and whether they see it at all.
FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  const outlined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
  const inset = 2, points = [[r.left + r.width / 2, r.top + r.height / 2], [r.left + inset, r.top + inset],
    [r.right - inset, r.bottom - inset], [r.left + inset, r.bottom - inset], [r.right - inset, r.top + inset]];
  const seen = points.some(([x, y]) => { const hit = document.elementFromPoint(x, y);
    return hit && (e.contains(hit) || hit.contains(e) && hit !== document.body && hit !== document.documentElement); });
  return { words: `${e.tagName.toLowerCase()} ${e.name || e.id || ""} ${(e.innerText ?? "").trim().slice(0, 40)}`.trim(),
    outlined: outlined || e.id === "content", seen: seen || e.tagName === "OPTION", size: [r.width, r.height],
    tab: e.tabIndex };
}"""
TABBABLE = """() => [...document.querySelectorAll(
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter((e) =>
  e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })).length"""


class Keyboard:
    def __init__(self, page):
        self.page = page
        self.faults: list[str] = []

    def focus(self) -> dict | None:
        """Where the focus is, after a look at whether it is visible."""
        now = self.page.evaluate(FOCUS)
        if now:
            place = self.page.url.partition("//")[2].partition("/")[2]
            if not now["outlined"]:
                self.faults.append(f"/{place}: no visible focus on {now['words']}")
            elif not now["seen"]:
                self.faults.append(f"/{place}: focus behind something on {now['words']}, size {now['size']}")
        return now

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def tab_to(self, target: Locator, backwards: bool = False) -> None:
        """Presses Tab until the target has the focus."""
        wanted = target.first.element_handle()
        for _ in range(500):
            if self.page.evaluate("(e) => e === document.activeElement", wanted):
                return
            self.press("Shift+Tab" if backwards else "Tab")
            self.focus()
        raise AssertionError(f"the keyboard does not reach {target}")

    def follow(self, target: Locator) -> None:
        """Goes to a link or button and presses Enter; waits for where that leads."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.press("Enter")

    def whole_round(self, backwards: bool = False) -> int:
        """Presses Tab through the whole page; the number of stops. A trap is a fault."""
        self.page.evaluate("() => document.activeElement?.blur()")
        stops, most = 0, self.page.evaluate(TABBABLE) + 10
        for _ in range(most * 2 + 20):
            self.press("Shift+Tab" if backwards else "Tab")
            if self.focus() is None:
                return stops
            stops += 1
        self.faults.append(f"{self.page.url}: the focus does not leave the page after {stops} stops")
        return stops
