"""The work of a day with the keyboard only, the focus in sight at every step; and pages for other eyes."""

import pytest
from almanac_server import PASSWORD
from keys import Keyboard

ROUNDS = ["/", "/dcim/devices/?limit=25", "/dcim/devices/add/", "/extras/object-changes/?limit=25", "/dcim/manufacturers/"]
LOOKED_AT = ["/", "/dcim/devices/?limit=25", "/dcim/devices/add/", "/extras/tags/add/", "/extras/statuses/"]


@pytest.fixture
def keys(sample, meet):
    person = meet(sample, "ada")
    keyboard = Keyboard(person.page)
    keyboard.person = person
    yield keyboard
    assert not keyboard.faults, "\n".join(sorted(set(keyboard.faults)))


def button(page, name, exact=True):
    return page.get_by_role("button", name=name, exact=exact)


def link(page, name, exact=True):
    return page.get_by_role("link", name=name, exact=exact)


def test_logging_in_and_out(sample, meet):
    person = meet(sample)
    page, keyboard = person.page, Keyboard(person.page)
    page.goto(sample.address + "/login/?next=/extras/tags/")
    # The field takes the focus by itself, a moment after the page is there.
    page.wait_for_function("() => document.activeElement?.name === 'username'")
    keyboard.type("ada")
    keyboard.press("Tab")
    keyboard.focus()
    keyboard.type(PASSWORD)
    with page.expect_navigation():
        keyboard.press("Enter")
    keyboard.tab_to(page.locator(".masthead .menu > summary"))
    keyboard.press("Enter")
    keyboard.follow(button(page, "Log out"))
    assert "/login/" in page.url
    assert not keyboard.faults, keyboard.faults


def test_skipping_to_the_content(keys, sample):
    keys.person.go("/dcim/devices/")
    keys.press("Tab")
    assert keys.focus()["words"].startswith("a  Skip") or "Skip" in keys.focus()["words"]
    keys.press("Enter")
    keys.press("Tab")
    assert keys.page.evaluate("() => document.getElementById('content').contains(document.activeElement)")


def test_going_somewhere_by_the_menu(keys):
    keys.person.go("/extras/tags/")
    keys.tab_to(keys.page.locator(".side summary", has_text="Inventory"))
    keys.press("Enter")
    keys.follow(link(keys.page, "Devices"))
    assert keys.page.url.endswith("/dcim/devices/")


def test_searching_for_a_device(keys, sample):
    name = sample.first("/dcim/devices/")["name"]
    keys.person.go("/extras/tags/")
    keys.press("Control+k")
    focused = keys.page.evaluate("() => document.activeElement.tagName")
    assert focused == "INPUT", f"Ctrl-K leads to {focused}"
    keys.type(name)
    keys.page.wait_for_timeout(400)
    with keys.page.expect_navigation():
        keys.press("Enter")
    assert name in keys.page.locator("main").inner_text()


def test_filtering_and_sorting(keys, sample):
    keys.person.go("/dcim/devices/")
    keys.follow(link(keys.page, "Add a filter"))
    keys.tab_to(keys.page.get_by_label("Field", exact=True))
    keys.type("name")
    keys.tab_to(keys.page.get_by_label("Value"))
    keys.type(sample.first("/dcim/devices/")["name"])
    with keys.page.expect_navigation():
        keys.press("Enter")
    assert keys.page.locator(".chips li").count() == 1
    keys.follow(link(keys.page, "Status"))
    assert "sort=status" in keys.page.url
    keys.follow(keys.page.get_by_role("link", name="Remove the filter"))
    assert keys.page.locator(".chips li").count() == 0


def test_choosing_rows_and_looking_at_what_would_change(keys, sample):
    for number in range(2):
        sample.post("/dcim/manufacturers/", {"name": f"Keyed {number}"})
    keys.person.go("/dcim/manufacturers/?name__isw=Keyed")
    keys.tab_to(keys.page.get_by_label("Choose all rows"))
    keys.press("Space")
    keys.follow(button(keys.page, "Edit chosen"))
    keys.tab_to(keys.page.get_by_label("Set description"))
    keys.press("Space")
    keys.press("Tab")
    keys.focus()
    keys.type("by keyboard")
    keys.follow(button(keys.page, "Show what would change"))
    assert keys.page.locator("ins", has_text="by keyboard").count() == 2
    keys.follow(button(keys.page, "Change 2", exact=False))
    assert sample.count("/dcim/manufacturers/", description="by keyboard") == 2


def test_adding_correcting_and_deleting(keys, sample):
    keys.person.go("/dcim/manufacturers/")
    keys.follow(link(keys.page, "Add"))
    keys.tab_to(keys.page.locator("#field-name"))
    keys.type(sample.first("/dcim/manufacturers/")["name"])
    keys.person.watch.expects_failure = True
    keys.follow(button(keys.page, "Save"))
    keys.tab_to(keys.page.locator("#field-name[aria-invalid=true]"))
    keys.press("Control+a")
    keys.type("Typed")
    keys.follow(button(keys.page, "Save"))
    assert keys.page.get_by_role("heading", level=1).inner_text() == "Typed"
    keys.follow(link(keys.page, "Delete"))
    keys.follow(button(keys.page, "Delete"))
    assert sample.count("/dcim/manufacturers/", name="Typed") == 0


def test_writing_a_note_and_reading_the_history(keys, sample):
    key = sample.post("/dcim/manufacturers/", {"name": "Noted"})["id"]
    keys.person.go(f"/dcim/manufacturers/{key}/")
    keys.follow(link(keys.page, "Notes"))
    keys.tab_to(keys.page.get_by_label("New note"))
    keys.type("seen by keyboard")
    keys.follow(button(keys.page, "Add note"))
    assert "seen by keyboard" in keys.page.locator("main").inner_text()
    keys.follow(link(keys.page, "History"))
    keys.follow(keys.page.get_by_role("link", name="What changed").first)


def test_keeping_a_view(keys, sample):
    keys.person.go("/dcim/manufacturers/?sort=-name")
    keys.tab_to(keys.page.locator("summary", has_text="Columns and saved views"))
    keys.press("Enter")
    keys.tab_to(keys.page.get_by_label("Keep this view as"))
    keys.type("By keyboard")
    with keys.page.expect_navigation():
        keys.press("Enter")
    keys.tab_to(keys.page.locator("summary", has_text="Columns and saved views"))
    keys.press("Enter")
    keys.follow(link(keys.page, "By keyboard"))
    assert "sort=-name" in keys.page.url


def test_a_menu_opens_and_closes_and_gives_the_focus_back(keys):
    keys.person.go("/dcim/devices/")
    summary = keys.page.locator(".actions .menu > summary")
    keys.tab_to(summary)
    keys.press("Enter")
    assert keys.page.locator(".actions .menu").get_attribute("open") is not None
    keys.press("Tab")
    keys.focus()
    keys.press("Escape")
    assert keys.page.locator(".actions .menu").get_attribute("open") is None
    assert summary.evaluate("(e) => e === document.activeElement")


def test_choosing_colours(keys):
    keys.person.go("/extras/tags/")
    keys.tab_to(keys.page.locator(".masthead .menu > summary"))
    keys.press("Enter")
    keys.follow(button(keys.page, "Dark"))
    assert keys.page.locator("html").get_attribute("data-theme") == "dark"


@pytest.mark.parametrize("path", ROUNDS)
@pytest.mark.parametrize("backwards", [False, True], ids=["forwards", "backwards"])
def test_a_round_through_a_page_meets_no_trap_and_keeps_the_focus_in_sight(keys, path, backwards):
    keys.person.go(path)
    assert keys.whole_round(backwards) > 15


# Other eyes.


@pytest.mark.parametrize("path", LOOKED_AT)
def test_nothing_moves_for_those_who_asked_for_rest(sample, meet, path):
    person = meet(sample, "ada")
    person.go(path)
    moving = person.page.evaluate("""() => [...document.querySelectorAll("*")].filter((e) => {
      const s = getComputedStyle(e);
      return s.animationName !== "none" || s.transitionDuration.split(",").some((d) => parseFloat(d) > 0)
        || s.scrollBehavior === "smooth"; }).map((e) => e.outerHTML.slice(0, 100))""")
    assert moving == []


@pytest.mark.parametrize("path", LOOKED_AT)
def test_text_of_twice_the_size_fits(sample, meet, path):
    person = meet(sample, "ada")
    person.go(path)
    before = person.page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('main p, main td, main label')).fontSize)")
    person.page.evaluate("() => { document.documentElement.style.fontSize = "
                         "2 * parseFloat(getComputedStyle(document.documentElement).fontSize) + 'px'; }")
    after = person.page.evaluate("() => parseFloat(getComputedStyle(document.querySelector('main p, main td, main label')).fontSize)")
    assert after >= 1.9 * before
    assert person.watch.facts() == []
    cut = person.page.evaluate("""() => [...document.querySelectorAll("body *")].filter((e) => {
      const s = getComputedStyle(e);
      return s.overflowY === "hidden" && !e.closest(".unseen") && e.clientHeight > 1 && e.scrollHeight > e.clientHeight + 2
        && e.innerText?.trim(); }).map((e) => e.outerHTML.slice(0, 100))""")
    assert cut == []


@pytest.mark.parametrize("path", LOOKED_AT)
def test_forced_colours_lose_nothing(sample, meet, path):
    person = meet(sample, "ada")
    page = person.page
    person.go(path)
    words = page.evaluate("() => document.body.innerText")
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    assert page.evaluate("() => document.body.innerText") == words
    lost = page.evaluate("""() => {
      const page = getComputedStyle(document.body).backgroundColor;
      return [...document.querySelectorAll("button, .button, input, select, textarea, svg *")].filter((e) => {
        if (!e.checkVisibility() || e.type === "hidden") return false;
        const s = getComputedStyle(e);
        if (e.closest("svg")) return ["rect", "path", "circle", "line"].includes(e.tagName)
          && s.fill === page && (s.stroke === "none" || s.stroke === page);
        return !e.matches(".plain, .plain *, [type=checkbox], [type=radio]") && parseFloat(s.borderTopWidth) === 0;
      }).map((e) => e.outerHTML.slice(0, 100)); }""")
    assert lost == []
    keyboard = Keyboard(page)
    for _ in range(12):
        keyboard.press("Tab")
        keyboard.focus()
    assert keyboard.faults == []
