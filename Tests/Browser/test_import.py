"""A network comes in: a file, what it would change, the change, and the way back; and the sample of the first run."""

import pytest
from almanac_server import AlmanacServer

HEAD = "name,description\n"


def upload(page, name: str, text: str, model: str | None = None) -> None:
    page.get_by_label("File").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    if model:
        page.get_by_label("What it holds").select_option(model)
    page.get_by_role("button", name="Show what it would change").click()


def test_a_file_is_planned_imported_and_taken_back(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    sample.post("/dcim/manufacturers/", {"name": "Imported before", "description": "old"})
    before = sample.count("/dcim/manufacturers/")
    ada.go("/import/")
    upload(page, "makers.csv", HEAD + "Imported before,new\nImported now,first\n\"Imported, too\",\"=1+1\"\n,nameless\n",
           "dcim.manufacturer")
    page.get_by_role("heading", level=1, name="What makers.csv would change").wait_for()
    assert ada.watch.axe() == []
    wrong = page.get_by_role("table", name="What cannot be imported")
    assert "line 5" in wrong.inner_text() and wrong.locator("tbody tr").count() == 1
    assert sample.count("/dcim/manufacturers/") == before, "a plan changes nothing"
    page.get_by_role("button", name="Import 3 objects").click()
    page.get_by_role("heading", level=1, name="Imported makers.csv").wait_for()
    assert sample.count("/dcim/manufacturers/") == before + 2
    assert sample.first("/dcim/manufacturers/", name="Imported, too")["description"] == "=1+1"
    assert sample.first("/dcim/manufacturers/", name="Imported before")["description"] == "new"
    assert ada.watch.facts() == []
    page.get_by_role("link", name="Take it all back").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("status").wait_for()
    assert sample.count("/dcim/manufacturers/") == before
    assert sample.first("/dcim/manufacturers/", name="Imported before")["description"] == "old"


def test_the_same_file_again_would_change_nothing(sample, meet):
    ada = meet(sample, "ada")
    sample.post("/dcim/manufacturers/", {"name": "Here already", "description": "as it is"})
    ada.go("/import/")
    upload(ada.page, "again.csv", HEAD + "Here already,as it is\n", "dcim.manufacturer")
    ada.page.get_by_text("Nothing would change").wait_for()
    assert ada.page.get_by_role("button", name="Import").count() == 0


@pytest.mark.parametrize("name, text, words", [
    ("broken.json", '{"results": [', "Not JSON"), ("picture.png", "\x89PNG", "must end in"), ("empty.csv", "", "Choose a file"),
    ("no-model.csv", HEAD + "Nobody knows,of what\n", "No model is named")])
def test_a_file_that_cannot_be_read_is_explained(sample, meet, name, text, words):
    ada = meet(sample, "ada")
    before = sample.count("/dcim/manufacturers/")
    ada.go("/import/")
    ada.watch.expects_failure = True
    upload(ada.page, name, text)
    ada.page.locator("main", has_text=words).wait_for()
    assert ada.page.get_by_role("button", name="Import ").count() == 0
    assert sample.count("/dcim/manufacturers/") == before
    assert ada.watch.facts(statuses=range(200, 500)) == []


def test_an_export_of_the_api_comes_in_elsewhere(sample, meet):
    """What one system gives is a file for the other, found by names."""
    server = AlmanacServer(sample=False)
    try:
        server.make_user("grace", superuser=True)
        grace = meet(server, "grace")
        rows = sample.api("GET", "/dcim/manufacturers/", query={"limit": 1000, "depth": 1}).text
        grace.go("/import/")
        upload(grace.page, "manufacturers.json", rows)
        grace.page.get_by_role("button", name="Import ").click()
        grace.page.get_by_role("heading", level=1, name="Imported manufacturers.json").wait_for()
        assert server.count("/dcim/manufacturers/") == sample.count("/dcim/manufacturers/")
    finally:
        server.close()


def test_the_sample_network_is_one_click_away(meet):
    server = AlmanacServer(sample=False)
    try:
        server.make_user("grace", superuser=True)
        grace = meet(server, "grace")
        grace.go("/import/")
        grace.page.get_by_role("button", name="Load the sample network").click()
        grace.page.get_by_role("heading", level=1, name="Overview").wait_for()
        assert server.count("/dcim/devices/") == 400
        assert grace.watch.facts() == []
        assert grace.watch.axe() == []
    finally:
        server.close()
