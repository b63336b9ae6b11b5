"""What people do all day, on pages that all models share: filter, keep views, change one and many, take it back."""

import csv
import io
import pathlib
import re

import openpyxl
import pypdf

PREFIX = "/dcim/manufacturers/"


def shown_count(page) -> int:
    """The number of objects that the pager under a list tells."""
    text = page.get_by_role("navigation", name="Pages").locator("span").first.inner_text()
    return int(re.search(r"of ([\d\s]+)", text).group(1).replace("\u202f", "").replace(" ", ""))


def open_box(page, title: str) -> None:
    page.locator("summary", has_text=title).click()


def make(server, name: str, **fields) -> str:
    return server.post("/dcim/manufacturers/", {"name": name, **fields})["id"]


def test_a_filter_narrows_the_list_and_its_address_is_all_of_it(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/dcim/devices/")
    assert shown_count(page) == sample.count("/dcim/devices/")
    page.get_by_role("link", name="Add a filter").click()
    page.get_by_label("Field", exact=True).select_option("name")
    page.get_by_label("How").select_option("ic")
    page.get_by_label("Value").fill("cor")
    page.get_by_role("button", name="Add", exact=True).click()
    page.wait_for_url("**name__ic=cor**")
    expected = sample.count("/dcim/devices/", name__ic="cor")
    assert 0 < expected < 400
    assert shown_count(page) == expected
    page.get_by_role("link", name="Status", exact=False).first.click()
    assert "name__ic=cor" in page.url and "sort=" in page.url
    again = meet(sample, "ada")
    again.page.goto(page.url)
    assert shown_count(again.page) == expected
    page.get_by_role("link", name="Remove the filter name__ic").click()
    page.wait_for_url(lambda url: "name__ic" not in url)
    assert shown_count(page) == 400


def test_values_to_filter_by_tell_how_many_there_are(sample, meet):
    ada = meet(sample, "ada", java_script_enabled=False)
    page = ada.page
    ada.go("/dcim/devices/?name__ic=acc")
    page.get_by_role("link", name="Add a filter").click()
    values = page.locator(".tallies a")
    assert values.count() > 5
    for index in range(0, values.count(), 4):
        words = values.nth(index).inner_text()
        number = int(re.search(r"(\d+)\s*$", words).group(1))
        ada.go("/dcim/devices/?name__ic=acc&builder=open")
        values.nth(index).click()
        assert shown_count(page) == number, words
        assert page.locator(".tallies .chosen").count() == 1
        page.go_back()
    page.get_by_role("link", name="Close").click()
    assert page.locator(".tallies").count() == 0
    assert "name__ic=acc" in page.url


def test_places_are_walked_down_by_their_numbers(sample, meet):
    ada = meet(sample, "ada", java_script_enabled=False)
    page = ada.page
    ada.go("/dcim/devices/?builder=open")
    places = page.locator(".tallies > div", has=page.get_by_role("heading", name="Location", exact=True))
    for _ in range(2):
        chosen = places.locator(".chosen").count()
        # The places above and the chosen one have more devices, or as many, and stand first.
        below = places.locator("a").last
        count = int(re.search(r"(\d+)\s*$", below.inner_text()).group(1))
        below.click()
        assert shown_count(page) == count
        assert places.locator(".chosen").count() == 1 and chosen <= 1
        assert page.url.count("location=") == 1


def test_a_filter_that_cannot_be_is_explained(sample, meet):
    ada = meet(sample, "ada")
    ada.see("/dcim/devices/?nonsense=1", status=400)
    assert "nonsense" in ada.page.get_by_role("alert").inner_text()


def test_a_saved_view_keeps_filter_and_order(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/dcim/devices/?name__ic=acc&sort=-name")
    first = page.locator("tbody tr td a").first.inner_text()
    open_box(page, "Columns and saved views")
    page.get_by_label("Keep this view as").fill("Access, backwards")
    page.get_by_label("Others may use it").check()
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("status").wait_for()
    sample.make_user("vera", [
        {"object_types": ["dcim.device", "extras.savedview"], "actions": ["view"], "constraints": None}])
    vera = meet(sample, "vera")
    vera.go("/dcim/devices/")
    open_box(vera.page, "Columns and saved views")
    vera.page.get_by_role("link", name="Access, backwards").click()
    vera.page.wait_for_url("**name__ic=acc**")
    assert vera.page.locator("tbody tr td a").first.inner_text() == first
    assert shown_count(vera.page) == sample.count("/dcim/devices/", name__ic="acc")


def test_many_are_changed_after_a_preview_and_taken_back(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ids = [make(sample, f"Bulk {number}", description=f"before {number}") for number in range(4)]
    ada.go(PREFIX + "?name__isw=Bulk")
    page.get_by_label("Choose all rows of this page").check()
    assert page.locator("tbody tr.picked").count() == 4
    page.get_by_label("Choose Bulk 3").uncheck()
    page.get_by_role("button", name="Edit chosen").click()
    assert page.get_by_role("heading", level=1).inner_text().startswith("Edit 3")
    page.get_by_label("Set description").check()
    page.locator("#field-description").fill("after")
    page.get_by_role("button", name="Show what would change").click()
    assert page.locator("ins", has_text="after").count() == 3
    assert {text.strip() for text in page.locator("del").all_inner_texts()} == {f"before {number}" for number in range(3)}
    assert sample.get(f"/dcim/manufacturers/{ids[0]}/")["description"] == "before 0"
    page.get_by_role("button", name="Change 3").click()
    page.wait_for_url("**/bulk/?**")
    assert [sample.get(f"/dcim/manufacturers/{key}/")["description"] for key in ids] == ["after"] * 3 + ["before 3"]
    assert ada.watch.facts() == []
    page.get_by_role("link", name="Take it all back").click()
    assert page.locator("ins", has_text="before").count() == 3
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("status").wait_for()
    assert [sample.get(f"/dcim/manufacturers/{key}/")["description"] for key in ids] == [f"before {n}" for n in range(4)]


def test_deleting_what_is_in_use_is_refused_with_words(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    used = sample.first("/dcim/device-types/")["manufacturer"]["id"]
    ada.go(f"{PREFIX}{used}/delete/")
    ada.watch.expects_failure = True
    page.get_by_role("button", name="Delete", exact=True).click()
    assert "not deleted" in page.get_by_role("alert").inner_text()
    assert sample.api("GET", f"/dcim/manufacturers/{used}/").status == 200


def test_an_object_is_added_corrected_changed_and_deleted(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    taken = sample.first("/dcim/manufacturers/")["name"]
    ada.go(PREFIX + "add/")
    page.get_by_label("Name").first.fill(taken)
    page.get_by_label("Description").fill("kept when refused")
    ada.watch.expects_failure = True
    page.get_by_role("button", name="Save", exact=True).click()
    field = page.locator("#field-name")
    field.wait_for()
    ada.watch.expects_failure = False
    assert field.get_attribute("aria-invalid") == "true"
    described = field.get_attribute("aria-describedby").split()
    assert any("exists" in page.locator(f"[id='{name}']").inner_text() for name in described)
    assert page.get_by_label("Description").input_value() == "kept when refused"
    assert ada.watch.axe() == []
    field.fill("Corrected")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Corrected"
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("#field-name").fill("Corrected again")
    page.get_by_role("button", name="Save", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "Corrected again"
    page.get_by_role("link", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete", exact=True).click()
    assert "Deleted" in page.get_by_role("status").inner_text()
    assert sample.count("/dcim/manufacturers/", name="Corrected again") == 0


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(sample, meet):
    key = make(sample, "Shared", description="first")
    ada = meet(sample, "ada")
    other = ada.context.new_page()
    ada.go(f"{PREFIX}{key}/edit/")
    other.goto(f"{sample.address}{PREFIX}{key}/edit/")
    other.get_by_label("Description").fill("second")
    other.get_by_role("button", name="Save", exact=True).click()
    other.get_by_role("status").wait_for()
    ada.page.get_by_label("Description").fill("third")
    ada.watch.expects_failure = True
    ada.page.get_by_role("button", name="Save", exact=True).click()
    alert = ada.page.get_by_role("alert")
    alert.wait_for()
    assert "Nothing was saved" in alert.inner_text()
    # Nothing typed is lost.
    assert ada.page.get_by_label("Description").input_value() == "third"
    assert sample.get(f"/dcim/manufacturers/{key}/")["description"] == "second"


def test_a_note_is_written_and_a_change_is_taken_back(sample, meet):
    key = make(sample, "Historic", description="as it was")
    ada = meet(sample, "ada")
    page = ada.page
    ada.go(f"{PREFIX}{key}/")
    page.get_by_role("link", name="Notes").click()
    page.get_by_label("New note").fill("Line one\nand <b>two</b>")
    page.get_by_role("button", name="Add note").click()
    assert "<b>two</b>" in page.locator("article .prose").inner_text()
    ada.go(f"{PREFIX}{key}/edit/")
    page.get_by_label("Description").fill("as it should not be")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("link", name="What changed").first.click()
    assert page.locator("ins").all_inner_texts() and "as it should not be" in page.locator("main").inner_text()
    page.get_by_role("link", name="Take back this change").click()
    page.get_by_role("button", name="Take it back").click()
    page.get_by_role("status").wait_for()
    assert sample.get(f"/dcim/manufacturers/{key}/")["description"] == "as it was"


def check_document(form: str, data: bytes, names: list[str]) -> None:
    """Every object is a row, in the list's order, and what the sources ask to be told stands behind the rows."""
    notice = "not endorsed or certified by the NVD"
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        assert [row[0] for row in rows[1:]] == names
        assert all(cell.data_type in "sn" for row in book.worksheets[0].iter_rows() for cell in row)
        assert any(notice in str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True))
        return
    document = pypdf.PdfReader(io.BytesIO(data), strict=True)
    assert document.metadata.title == "Devices"
    texts = [page.extract_text() for page in document.pages]
    for number, text in enumerate(texts):
        assert f"Page {number + 1} of {len(texts)}" in text.replace("\n", ""), text
        assert "/Annots" not in document.pages[number]
    # Columns that do not fit stand on further pages, each with the name in front.
    ranges = {found.groups() for text in texts if (found := re.search(r"rows ([\d,]+) to ([\d,]+)", text))}
    assert sum(int(last.replace(",", "")) - int(first.replace(",", "")) + 1 for first, last in ranges) == len(names)
    first_columns = "\n".join(text for text in texts if "columns 1 to" in text)
    lines = [line.split()[0] for line in first_columns.splitlines() if line.split()]
    assert [line for line in lines if line in set(names)] == names
    assert "Narrowed to: Name contains acc." in texts[0]
    assert f"{len(names)} rows." in texts[-1] and notice in texts[-1].replace("\n", " ")


def test_the_whole_result_is_exported(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/dcim/devices/?name__ic=acc")
    expected = sample.count("/dcim/devices/", name__ic="acc")
    assert expected > 50, "one page of the list would do"
    names = [device["name"] for device in sample.get("/dcim/devices/", name__ic="acc", limit=1000)["results"]]
    forms = page.locator(".menu a[href*='form=']").evaluate_all("all => all.map((a) => a.href.match(/form=(\\w+)/)[1])")
    assert {"csv", "json"} <= set(forms)
    for form in forms:
        page.locator("summary", has_text="Export").click()
        with page.expect_download() as download:
            page.locator(f".menu a[href*='form={form}']").click()
        data = pathlib.Path(download.value.path()).read_bytes()
        assert len(data) > 1000, form
        if form in ("pdf", "xlsx"):
            check_document(form, data, names)
        if form in ("csv", "json"):
            text = data.decode()
            assert all(name in text for name in names), form
        if form == "csv":
            rows = list(csv.reader(text.splitlines()))
            assert len(rows) == expected + 1
        page.locator("summary", has_text="Export").click()


def test_rows_stand_closer_for_who_wants_it(sample, browser, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/dcim/devices/")

    def height() -> float:
        return page.locator("tbody tr").first.bounding_box()["height"]

    normal = height()
    for name, smaller in (("Compact", True), ("Normal", False)):
        page.locator(".masthead details.menu summary").click()
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_load_state()
        assert (height() < normal) == smaller, name
        # The choice stays, and leaves targets as large as fingers need.
        ada.go("/dcim/devices/")
        assert (height() < normal) == smaller, name
        assert ada.watch.axe() == [], name
