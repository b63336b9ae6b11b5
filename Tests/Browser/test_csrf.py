"""Pages of others cannot make a logged-in browser change anything: every form that the crawler finds, forged in every way."""

import urllib.parse

import pytest
from almanac_server import AlmanacServer, Session
from crawl import crawl, navigation

ELSEWHERE = "https://evil.example"


@pytest.fixture(scope="module")
def world():
    """A server of its own: were a forgery to succeed, the other tests would not suffer."""
    server = AlmanacServer(sample=True)
    server.make_user("ada", superuser=True)
    session = Session(server, "ada")
    yield server, session, crawl(session, ["/", *navigation(session)])
    server.close()


def state(server) -> list:
    """What a forged form could change."""
    return [server.count("/extras/object-changes/"), server.count("/extras/saved-views/"), server.count("/extras/notes/"),
            server.count("/extras/job-results/"), server.count("/users/users/"), server.count("/dcim/devices/")]


def forgeries(form, token):
    """How a page of somebody else could send the form: name, headers, fields, method."""
    fields = [(name, value or "x") for name, value in form.fields if name != "csrfmiddlewaretoken"]
    proof = [("csrfmiddlewaretoken", token)]
    wrong = token[::-1] if token[::-1] != token else token[1:]
    yield "no token", {}, fields, "POST"
    yield "an empty token", {}, fields + [("csrfmiddlewaretoken", "")], "POST"
    yield "a wrong token", {}, fields + [("csrfmiddlewaretoken", wrong)], "POST"
    yield "another origin", {"Origin": ELSEWHERE}, fields + proof, "POST"
    yield "a hidden origin", {"Origin": "null"}, fields + proof, "POST"
    yield "as text", {"Content-Type": "text/plain"}, fields + proof, "POST"
    yield "as JSON", {"Content-Type": "application/json"}, fields + proof, "POST"


def test_no_forged_form_changes_anything(world):
    server, session, pages = world
    forms = list(pages.forms.values())
    assert len(forms) > 100, "the crawler found hardly a form"
    token = next(value for form in forms for name, value in form.fields if name == "csrfmiddlewaretoken")
    before = state(server)
    taken, sent = [], 0
    for form in forms:
        for name, headers, fields, method in forgeries(form, token):
            answer = session.send(method, form.action, fields, headers)
            sent += 1
            if answer.status not in (400, 403, 405, 415):
                taken.append(f"{form.action} with {name}: {answer.status}")
    print(f"\n{len(forms)} forms, {sent} forgeries")
    assert not taken, "\n".join(taken[:40])
    assert state(server) == before
    # The session survived all that: nobody was logged out.
    assert session.get("/extras/tags/").status == 200


def test_reading_a_forms_address_changes_nothing(world):
    server, session, pages = world
    before = state(server)
    for form in pages.forms.values():
        fields = [(name, value or "x") for name, value in form.fields]
        mark = "&" if "?" in form.action else "?"
        answer = session.get(form.action + mark + urllib.parse.urlencode(fields))
        assert answer.status < 500, form.action
    assert state(server) == before
    assert session.get("/extras/tags/").status == 200


def test_every_form_that_changes_something_carries_the_token(world):
    _, _, pages = world
    bare = [form.action for form in pages.forms.values() if not dict(form.fields).get("csrfmiddlewaretoken")]
    assert not bare, bare


def test_the_same_forms_are_taken_from_the_page_itself(world):
    """The other side of the coin: with the token and from here, a form works, so that the refusals mean something."""
    server, session, pages = world
    form = next(form for form in pages.forms.values() if form.action == "/dcim/manufacturers/add/")
    fields = [(name, value) for name, value in form.fields if name not in ("name", "another")]
    answer = session.send("POST", form.action, fields + [("name", "From the page")])
    assert answer.status == 303, answer.text[:300]
    assert server.count("/dcim/manufacturers/", name="From the page") == 1


def test_a_login_from_elsewhere_is_refused(world):
    server, session, _ = world
    for path in ("/login/", "/setup/"):
        answer = session.send("POST", path, {"username": "ada", "password": "x" * 12}, {"Origin": ELSEWHERE})
        assert answer.status == 403, path
