"""What somebody may not see is nowhere: no entry, no row, no count, no hint."""

import re

import browsing
import pytest
from almanac_server import Session
from crawl import Reader, crawl, navigation

HIDDEN_MODELS = ("/extras/secrets/", "/users/users/", "/extras/jobs/", "/dcim/manufacturers/", "/extras/webhooks/")


@pytest.fixture(scope="module")
def split(sample):
    """Devices that the reader `lena` may see, and those she may not."""
    devices = sample.get("/dcim/devices/", limit=1000, depth=1)["results"]
    letters = {name[0] for name in (device["name"] for device in devices)}
    letter = max(letters, key=lambda one: sum(device["name"].startswith(one) for device in devices) % 300)
    sample.make_user("lena", [
        {"object_types": ["dcim.device"], "actions": ["view"], "constraints": {"name__startswith": letter}},
        {"object_types": ["dcim.location", "dcim.devicetype", "extras.status"], "actions": ["view"], "constraints": None}])
    seen = [device for device in devices if device["name"].startswith(letter)]
    hidden = [device for device in devices if not device["name"].startswith(letter)]
    assert seen and hidden
    return Session(sample, "lena"), seen, hidden


def test_no_page_that_can_be_reached_tells_of_hidden_things(split, sample):
    session, seen, hidden = split
    start = ["/", *navigation(session), "/dcim/devices/?limit=1000", "/dcim/locations/?limit=1000"]
    start += [f"/dcim/devices/{device['id']}/" for device in seen[:5]]
    pages = crawl(session, start, per_pattern=4)
    assert not pages.dead, "\n".join(pages.dead)
    words = {device["id"] for device in hidden} | {device["name"] for device in hidden}
    words |= {device["serial"] for device in hidden if len(device["serial"] or "") > 6}
    told = []
    for route in pages.pages:
        # The manual is the same for everybody; its examples name devices of the sample network.
        if route.path.startswith("/docs/"):
            continue
        text = session.get(route.path).text
        told += [f"{route.path}: {word}" for word in words if word in text]
    assert len(pages.pages) > 10
    assert not told, "\n".join(told[:20])


def test_the_menu_has_no_entry_for_what_may_not_be_seen(split):
    session, _, _ = split
    links = navigation(session)
    assert "/dcim/devices/" in links
    assert not [link for link in links for hidden in HIDDEN_MODELS if link == hidden]


def test_counts_are_of_what_may_be_seen(split, sample):
    session, seen, _ = split
    text = session.get("/dcim/devices/").text
    assert f"of {len(seen)}" in text
    assert "of 400" not in text


def test_a_hidden_object_answers_as_one_that_is_not_there(split):
    session, seen, hidden = split
    there, nowhere = hidden[0]["id"], "00000000-0000-4000-8000-000000000000"
    for page in ("", "edit/", "delete/", "notes/", "changelog/"):
        answers = [session.get(f"/dcim/devices/{key}/{page}") for key in (there, nowhere)]
        assert {answer.status for answer in answers} <= {403, 404}, page
        plain = [
            re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[^\"]*\"", "", answer.text).replace(hidden[0]["name"], "NAME")
            for answer in answers]
        assert plain[0] == plain[1], page
    assert session.get(f"/dcim/devices/{seen[0]['id']}/").status == 200


def test_hidden_models_answer_with_a_refusal(split):
    session, _, _ = split
    for path in HIDDEN_MODELS:
        for page in ("", "add/", "export/?form=csv"):
            answer = session.get(path + page)
            if answer.status == 303:
                answer = session.get(answer.headers["Location"])
            assert answer.status in (403, 404), path + page


def test_filters_and_searches_do_not_find_what_is_hidden(split):
    session, seen, hidden = split
    name = hidden[0]["name"]
    for query in (f"name={name}", f"q={name}", f"name__ic={name}"):
        answer = session.get(f"/dcim/devices/?{query}")
        assert answer.status == 200 and "Nothing matches" in answer.text, query
        assert hidden[0]["id"] not in answer.text
    found, missed = session.get(f"/search/?q={seen[0]['name']}"), session.get(f"/search/?q={name}")
    assert found.status == 200 and seen[0]["id"] in found.text
    assert hidden[0]["id"] not in missed.text


def test_nothing_can_be_changed_that_may_only_be_seen(split, sample):
    session, seen, _ = split
    before = sample.count("/extras/object-changes/")
    page = session.get("/dcim/devices/")
    reader = Reader("/dcim/devices/")
    reader.feed(page.text)
    assert "Edit chosen" not in page.text and not any("bulk" in form.action for form in reader.forms)
    token = next(value for form in reader.forms for name, value in form.fields if name == "csrfmiddlewaretoken")
    key = seen[0]["id"]
    for path, fields in [
        (f"/dcim/devices/{key}/edit/", {"name": "taken"}), (f"/dcim/devices/{key}/delete/", {}),
        ("/dcim/devices/add/", {"name": "new"}), ("/dcim/devices/bulk/", {"action": "delete", "pk": key, "step": "apply"}),
        ("/dcim/devices/bulk/", {"action": "edit", "pk": key, "step": "apply", "set": "name", "name": "taken"}),
        (f"/dcim/devices/{key}/notes/", {"note": "mine"}),
    ]:
        answer = session.send("POST", path, fields | {"csrfmiddlewaretoken": token})
        assert answer.status in (400, 403, 404), f"{path}: {answer.status}"
    assert sample.count("/extras/object-changes/") == before


def test_somebody_without_permissions_has_an_empty_menu_and_a_page(sample, meet):
    sample.make_user("nora")
    nora = meet(sample)
    browsing.log_in(nora.page, sample.address, "nora", path="/login/")
    nora.see("/")
    links = nora.page.eval_on_selector_all("nav.side a", "all => all.map((a) => a.getAttribute('href'))")
    # Views are everybody's own; what they lead to is not.
    open_to_all = {"/", "/extras/saved-views/"}
    assert [link for link in links if link not in open_to_all] == []
    session = Session(sample, "nora")
    admin = Session(sample, "ada")
    opened = [path for path in navigation(admin) if path not in open_to_all and session.get(path).status == 200]
    assert opened == []


def test_a_stranger_is_led_to_the_login_and_back(sample, meet):
    stranger = meet(sample)
    stranger.page.goto(sample.address + "/dcim/devices/?name__ic=cor")
    assert "/login/" in stranger.page.url
    stranger.page.get_by_label("Username").fill("ada")
    stranger.page.get_by_label("Password").fill("blue otters juggle 7 pears")
    stranger.page.get_by_role("button", name="Log in", exact=True).click()
    stranger.page.wait_for_url("**/dcim/devices/?name__ic=cor")
