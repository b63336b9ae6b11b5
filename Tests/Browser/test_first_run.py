"""From an empty store to the first page: the link that the server printed, an administrator, a login."""

import pytest
from almanac_server import PASSWORD, AlmanacServer


@pytest.fixture
def empty():
    """A server that nobody has logged in to yet."""
    server = AlmanacServer(sample=False, token=None)
    yield server
    server.close()


@pytest.fixture
def started():
    """A server without any objects, whose administrator is there already."""
    server = AlmanacServer(sample=False)
    try:
        server.make_user("grace", superuser=True)
        yield server
    finally:
        server.close()


def test_the_setup_link_makes_the_administrator_once(empty, meet):
    person = meet(empty)
    page = person.page
    person.see(empty.setup_path())
    assert person.watch.axe() == []
    page.get_by_label("Username").fill("grace")
    # What is refused is said, and may be corrected on the same page.
    page.get_by_label("Password").fill("password1234")
    person.watch.expects_failure = True
    page.get_by_role("button", name="Make the administrator").click()
    page.get_by_role("alert").wait_for()
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make the administrator").click()
    page.wait_for_url(lambda url: "/setup/" not in url)
    person.watch.take()
    person.watch.expects_failure = False
    if "/login/" in page.url:
        page.get_by_label("Username").fill("grace")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in", exact=True).click()
        page.wait_for_url(empty.address + "/")
    assert person.watch.facts() == []
    assert person.watch.axe() == []
    assert page.get_by_role("heading", level=1).inner_text()

    # The link is dead now.
    stranger = meet(empty)
    stranger.watch.expects_failure = True
    stranger.page.goto(empty.address + empty.setup_path())
    stranger.page.get_by_label("Username").fill("mallory")
    stranger.page.get_by_label("Password").fill(PASSWORD)
    stranger.page.get_by_role("button", name="Make the administrator").click()
    stranger.page.wait_for_load_state()
    assert "not valid any more" in stranger.page.content()


def test_empty_lists_say_what_would_be_there(started, meet):
    person = meet(started, "grace")
    page = person.page
    wrong = []
    links = page.eval_on_selector_all("nav.side a", "all => all.map((a) => a.getAttribute('href'))")
    assert len(links) > 30
    for path in links:
        response = page.goto(started.address + path)
        wrong += [f"{path}: {problem}" for problem in person.watch.facts(response=response)]
        words = page.locator("main").inner_text()
        if len(words) < 40:
            wrong.append(f"{path}: hardly a word: {words!r}")
    assert not wrong, "\n".join(wrong)
