"""Finds every page by following links, and every form, without a browser."""

import collections
import html.parser
import re
import urllib.parse
from dataclasses import dataclass, field

from almanac_server import Session

IDENTIFIER = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
NUMBER = re.compile(r"^\d+$")
NAMED_KEY = re.compile(r"^(CVE-\d{4}-\d+|[0-9A-Za-z_-]{40,})$")
# Parameters that change what a page is; all others only narrow or order what it shows.
KINDS = ("form", "tab", "view", "step")
# Attributes that lead somewhere.
TARGETS = ("href", "xlink:href", "src", "action", "formaction", "data", "poster", "ping", "background", "cite")
# Pages of one pattern that are looked at.
PER_PATTERN = 1


@dataclass
class Form:
    action: str
    method: str
    fields: list[tuple[str, str]]
    page: str
    encoding: str = "application/x-www-form-urlencoded"


@dataclass
class Reader(html.parser.HTMLParser):
    """Links, forms, and what may not stand in a page, of one document."""

    page: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    h1: int = 0
    ids: set[str] = field(default_factory=set)
    _form: Form | None = None
    _select: str | None = None

    def __post_init__(self):
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("id"):
            self.ids.add(values["id"])
        for name, value in values.items():
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.wrong.append(f"<{tag} {name}={value!r}>")
            if name in TARGETS and (value or "").strip().lower().startswith(("javascript:", "data:", "vbscript:")):
                self.wrong.append(f"<{tag} {name}={value[:80]!r}>")
        if tag == "script" and not values.get("src"):
            self.wrong.append("a script inside the page")
        if tag == "style":
            self.wrong.append("a style inside the page")
        if tag == "h1":
            self.h1 += 1
        if tag == "a" and values.get("href") is not None:
            self.links.append(values["href"])
        if tag == "form":
            self._form = Form(
                values.get("action") or self.page, (values.get("method") or "get").lower(), [], self.page,
                values.get("enctype") or "application/x-www-form-urlencoded")
            self.forms.append(self._form)
        if self._form and tag in ("input", "button", "textarea") and values.get("name"):
            if values.get("type") in ("checkbox", "radio") and "checked" not in values:
                return
            self._form.fields.append((values["name"], values.get("value") or ""))
        if self._form and tag == "select":
            self._select = values.get("name")
        if self._form and tag == "option" and self._select and "selected" in values:
            self._form.fields.append((self._select, values.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None


@dataclass
class Route:
    path: str
    pattern: str
    found_on: str
    status: int
    is_page: bool
    wrong: list[str]


@dataclass
class Map:
    routes: list[Route] = field(default_factory=list)
    forms: dict[str, Form] = field(default_factory=dict)
    dead: list[str] = field(default_factory=list)

    @property
    def pages(self) -> list[Route]:
        return [route for route in self.routes if route.is_page]


def pattern_of(path: str) -> str:
    """What pages made alike have in common: keys are one, and values of parameters do not count."""
    split = urllib.parse.urlsplit(path)
    parts = [
        ":key" if IDENTIFIER.match(part) or NUMBER.match(part) or NAMED_KEY.match(part) else part
        for part in split.path.split("/")]
    query = urllib.parse.parse_qsl(split.query, keep_blank_values=True)
    kinds = sorted(f"{name}={value}" if name in KINDS else name for name, value in query if name in KINDS)
    if not kinds and query:
        # One list narrowed by something, whatever by, stands for all of them.
        kinds = ["…"]
    return "/".join(parts) + ("?" + "&".join(kinds) if kinds else "")


def crawl(session: Session, start: list[str], per_pattern: int = PER_PATTERN, limit: int = 2000) -> Map:
    """Follows links from some pages until there is no new pattern."""
    found = Map()
    seen: collections.Counter[str] = collections.Counter()
    visited: set[str] = set()
    queue = collections.deque((path, "the start") for path in start)
    while queue and len(found.routes) < limit:
        path, origin = queue.popleft()
        pattern = pattern_of(path)
        if path in visited or seen[pattern] >= per_pattern:
            continue
        visited.add(path)
        answer = session.get(path)
        if answer.status in (301, 302, 303, 307, 308):
            target = urllib.parse.urljoin(path, answer.headers["Location"])
            if target.startswith("/") and not target.startswith("/login/"):
                queue.appendleft((target, origin))
                continue
        seen[pattern] += 1
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        route = Route(path, pattern, origin, answer.status, is_page, [])
        found.routes.append(route)
        if answer.status >= 400:
            found.dead.append(f"{path} answers {answer.status} (linked from {origin})")
        if not is_page:
            continue
        reader = Reader(path)
        reader.feed(answer.text)
        route.wrong = reader.wrong + ([] if reader.h1 == 1 else [f"{reader.h1} h1"])
        for form in reader.forms:
            if form.method == "post":
                found.forms.setdefault(pattern_of(form.action) + " " + ",".join(
                    sorted({name for name, _ in form.fields if name in ("action", "step")})), form)
        for link in reader.links:
            target = urllib.parse.urljoin(path, link.partition("#")[0])
            if target.startswith("/") and not target.startswith(("//", "/static/")):
                queue.append((target, path))
    return found


def navigation(session: Session) -> list[str]:
    """The links of the menu at the side, in their order."""
    text = session.get("/").text
    side = re.search(r'<nav class="side".*?</nav>', text, re.S)
    assert side, "no navigation on the first page"
    reader = Reader("/")
    reader.feed(side.group())
    return reader.links
