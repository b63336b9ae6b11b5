"""Looks at pages with a browser: in light and dark, at three widths, with screenshots. Several browsers share the work."""

import dataclasses
import multiprocessing
import os
import pathlib
import re
import time
from dataclasses import dataclass, field

import browsing
from crawl import Route

# Color scheme and width; neighbours differ in both.
LOOKS = [("light", 1280), ("dark", 320), ("light", 768), ("dark", 1280), ("light", 320), ("dark", 768)]
# In these, rows stand closer, as readers can choose.
COMPACT = {("dark", 768), ("light", 320)}
HEIGHTS = {320: 640, 768: 1024, 1280: 800}


@dataclass
class Stop:
    """A page to look at, and how."""

    route: Route
    looks: list[tuple[str, int]]
    has_axe: bool = True


@dataclass
class Seen:
    path: str
    pattern: str
    looks: list[tuple[str, int]]
    pictures: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0


def plan(routes: list[Route], models: list[str], everything: bool) -> list[Stop]:
    """Pages made by hand in every look; of the pages that all models share each in one, in turn, so that every kind of page
    is seen in all. With `everything`, all pages in every look."""
    stops = []
    turns: dict[str, int] = {}
    for route in routes:
        # Documents of the manual are one kind of page too, made by the same code.
        model = next((model for model in [*models, "/docs/"] if route.path.startswith(model) and route.path != "/docs/"), None)
        if everything or model is None:
            stops.append(Stop(route, LOOKS))
            continue
        kind = "document" if model == "/docs/" else route.pattern.removeprefix(model)
        if kind in ("", "?…"):
            # A dozen rows have the markup of fifty, and take axe a quarter of the time.
            mark = "&" if "?" in route.path else "?"
            route = dataclasses.replace(route, path=f"{route.path}{mark}limit=12")
        turn = turns.get(kind, 0)
        turns[kind] = turn + 1
        # A list narrowed or in another order is the same page to axe.
        stops.append(Stop(route, [LOOKS[turn % len(LOOKS)]], has_axe=kind != "?…"))
    return stops


def picture_name(pattern: str, look: tuple[str, int]) -> str:
    return re.sub(r"[^a-z0-9]+", "-", pattern.lower()).strip("-") + f"-{look[0]}-{look[1]}.jpg"


class Guide:
    """One browser of the tour."""

    def __init__(self, address: str, username: str, gallery: pathlib.Path | None):
        self.gallery = gallery
        self.manager = browsing.chromium()
        self.person = browsing.Person(self.manager.__enter__(), address, username)
        self.address = address

    def show(self, stop: Stop) -> Seen:
        began = time.monotonic()
        seen = Seen(stop.route.path, stop.route.pattern, stop.looks)
        page, watch = self.person.page, self.person.watch
        self.wear(stop.looks[0])
        response = page.goto(self.address + stop.route.path)
        # How close rows stand is said by the document, and that is another now.
        self.wear(stop.looks[0])
        seen.wrong += watch.facts(response=response)
        for number, look in enumerate(stop.looks):
            if number:
                self.wear(look)
            words = f"{look[0]} {look[1]}"
            if stop.has_axe:
                seen.wrong += [f"axe, {words}: {violation}" for violation in watch.axe()]
            if number:
                seen.wrong += [f"{words}: {problem}" for problem in watch.facts()]
            if self.gallery:
                name = picture_name(stop.route.pattern, look)
                page.screenshot(path=self.gallery / name, type="jpeg", quality=60)
                seen.pictures.append(name)
        if all(width != 320 for _, width in stop.looks):
            self.wear((stop.looks[0][0], 320))
            seen.wrong += [f"at 320: {problem}" for problem in watch.facts()]
        seen.seconds = time.monotonic() - began
        return seen

    def wear(self, look: tuple[str, int]) -> None:
        scheme, width = look
        self.person.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        self.person.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        self.person.page.evaluate(
            "density => { document.documentElement.dataset.density = density }", "compact" if look in COMPACT else "")


_guide: Guide | None = None


def _begin(address: str, username: str, gallery: pathlib.Path | None) -> None:
    global _guide
    _guide = Guide(address, username, gallery)


def _show(stop: Stop) -> Seen:
    try:
        return _guide.show(stop)
    except Exception as error:
        return Seen(stop.route.path, stop.route.pattern, stop.looks, wrong=[f"the tour failed: {error}"])


def walk(address: str, username: str, stops: list[Stop], gallery: pathlib.Path | None, browsers: int = 0) -> list[Seen]:
    """Looks at all stops with several browsers at once.

    The long ones come first, so that no browser is left with one at the end.
    """
    count = browsers or min(4, os.cpu_count() or 2)
    ordered = sorted(stops, key=lambda stop: -len(stop.looks))
    # Processes of their own: what drives a browser here may not be shared by threads.
    with multiprocessing.get_context("spawn").Pool(count, _begin, (address, username, gallery)) as pool:
        return list(pool.imap_unordered(_show, ordered))


def summary(seen: list[Seen]) -> str:
    """What is wrong, each with some of the pages where it is."""
    places: dict[str, list[str]] = {}
    for page in seen:
        for problem in page.wrong:
            places.setdefault(problem[:500], []).append(page.path)
    worst = sorted(places.items(), key=lambda entry: -len(entry[1]))
    return f"{sum(1 for page in seen if page.wrong)} pages with faults\n" + "\n".join(
        f"{len(paths)}× {problem}\n    on {', '.join(paths[:4])}" for problem, paths in worst[:60])


def write_index(gallery: pathlib.Path, seen: list[Seen]) -> None:
    """The gallery's page: every picture under the pattern of its address."""
    from html import escape

    lines = ["<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Pages of Almanac</title>",
             "<style>body{font:14px system-ui;margin:1rem}figure{display:inline-block;margin:.3rem;vertical-align:top}"
             "img{max-width:20rem;max-height:22rem;border:1px solid #999}li{color:#a00}</style><h1>Pages of Almanac</h1>"]
    for page in sorted(seen, key=lambda page: page.pattern):
        lines.append(f"<h2>{escape(page.pattern)}</h2>")
        lines += [f"<figure><a href={escape(name)}><img loading=lazy src={escape(name)} alt=''></a>"
                  f"<figcaption>{escape(' '.join(name[:-4].rsplit('-', 2)[1:]))}</figcaption></figure>"
                  for name in page.pictures]
        if page.wrong:
            lines.append("<ul>" + "".join(f"<li>{escape(problem)}</li>" for problem in page.wrong) + "</ul>")
    (gallery / "index.html").write_text("\n".join(lines), encoding="utf-8")
