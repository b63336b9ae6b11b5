"""Texts that want to be scripts stay texts, on every page that shows them."""

import pytest
from almanac_server import AlmanacServer, Session
from crawl import crawl, navigation
from hostile import Planter, vectors

PER_MODEL = 2


@pytest.fixture(scope="module")
def planted():
    server = AlmanacServer(sample=True)
    planter = Planter(server)
    planter.plant_everywhere(PER_MODEL)
    server.make_user("ada", superuser=True)
    yield server, planter
    server.close()


def test_there_is_enough_of_it(planted):
    _, planter = planted
    print(f"\n{len(planter.placed)} texts in {len(planter.fields)} fields of {len(planter.objects)} objects")
    assert len(vectors()) >= 150
    assert len(planter.placed) == len(vectors())
    assert len({path.rsplit("/", 2)[0] for path in planter.objects}) >= 25
    assert len(planter.fields) >= 80


def test_no_page_lets_a_text_become_anything_else(planted, meet):
    server, planter = planted
    session = Session(server, "ada")
    models = sorted({path.rsplit("/", 2)[0] + "/" for path in planter.objects})
    # A few models have an API and no pages of this kind.
    models = [path for path in models if session.get(path).status == 200]
    assert len(models) > 30
    lists = [path + "?limit=100" for path in models]
    wide = [path + "&columns=" + ",".join(sorted(f.removeprefix(path.partition("?")[0]) for f in planter.fields
            if f.startswith(path.partition("?")[0]) and f.count("/") == path.count("/"))) for path in lists]
    shown = [path for path in planter.objects if path.rsplit("/", 2)[0] + "/" in models]
    own = shown + [path + part for path in shown[:1] for part in ("notes/", "changelog/", "edit/", "delete/")]
    own += [path + "edit/" for path in shown[1::PER_MODEL]]
    pages = crawl(session, ["/", *navigation(session)] + wide + ["/search/?q=script"])
    routes = [route.path for route in pages.pages if route.status < 400]
    assert not [f"{route.path}: {route.wrong}" for route in pages.pages if route.wrong and route.status < 400]
    # Pages of one kind are looked at once, except where objects of ours are.
    hand_made = [path for path in routes if path.count("/") <= 3]
    ada = meet(server, "ada")
    wrong = []
    seen = list(dict.fromkeys(wide + own + hand_made))
    for path in seen:
        response = ada.page.goto(server.address + path)
        wrong += [f"{path}: {problem}" for problem in ada.watch.facts(response=response)]
    print(f"\n{len(seen)} pages looked at, {len(routes)} read")
    assert not wrong, f"{len(wrong)}\n" + "\n".join(entry[:400] for entry in wrong[:40])


def test_typing_a_hostile_text_does_not_run_it(planted, meet):
    server, _ = planted
    ada = meet(server, "ada")
    page = ada.page
    ada.go("/dcim/devices/")
    for text in ("<img src=x onerror=window.__xss=1>", "\"><svg onload=window.__xss=1>"):
        page.locator("#site-search").fill(text)
        page.wait_for_timeout(250)
        page.locator("#q").fill(text)
        page.locator("#q").press("Enter")
        page.wait_for_load_state()
        assert page.locator("#q").input_value() == text
        assert ada.watch.facts() == []
    ada.watch.expects_failure = True
    page.goto(server.address + "/dcim/devices/?%3Cscript%3Ewindow.__xss%3D1%3C/script%3E=1")
    page.goto(server.address + "/%3Cscript%3Ewindow.__xss=1%3C/script%3E/")
    assert ada.watch.facts() == []
