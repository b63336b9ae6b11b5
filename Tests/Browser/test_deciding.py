"""What people come for: what is out of support, what is exposed, what was decided, and why Almanac says so."""

import csv
import pathlib
import random
import re

import pytest
from keys import Keyboard
from test_work import shown_count

NUMBER = re.compile(r"^[\d\s\u202f]+")


def number(text: str) -> int:
    return int(re.sub(r"\D", "", NUMBER.match(text).group()))


def test_every_number_of_the_overview_opens_a_list_of_as_many(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/")
    links = page.locator("main .figures a[href]").evaluate_all(
        "all => all.map((a) => [a.getAttribute('href'), a.innerText])")
    lists = [(path, number(words)) for path, words in links if re.match(r"/(dcim|extras|plugins|vulnerabilities)/", path)]
    assert len(lists) >= 8
    for path, count in lists:
        ada.go(path)
        pager = page.get_by_role("navigation", name="Pages")
        assert (shown_count(page) if pager.count() else page.locator("tbody tr").count()) == count, path


def test_a_report_leads_to_its_devices_and_says_why(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/lifecycle/hardware/")
    assert page.locator("main svg").count() >= 1
    # Every drawing has its numbers in a table too.
    assert page.locator("main details table, main table").count() >= 1
    figure = page.locator("main .figures a[href*='support_state=unsupported']").first
    expected = number(figure.inner_text())
    figure.click()
    page.wait_for_url("**/dcim/devices/?**")
    assert shown_count(page) == expected
    page.locator("tbody a[href^='/dcim/devices/']").first.click()
    page.get_by_role("link", name=re.compile("why", re.IGNORECASE)).first.click()
    page.wait_for_load_state()
    assert ada.watch.facts() == []
    assert ada.watch.axe() == []
    assert len(page.locator("main").inner_text()) > 200


@pytest.mark.parametrize("javascript", [True, False])
def test_a_file_of_a_source_is_uploaded_and_read(sample, meet, tmp_path, javascript):
    ada = meet(sample, "ada", java_script_enabled=javascript)
    page = ada.page
    scores = tmp_path / "epss_scores.csv"
    scores.write_text(
        "#model_version:v2025.03.14,score_date:2025-09-01T12:55:00Z\ncve,epss,percentile\n"
        f"CVE-2023-20198,0.9402{int(javascript)},0.99895\n")
    ada.go("/exposure/feeds/")
    page.locator("#field-feed").select_option("epss")
    page.locator("#field-bundle").set_input_files(scores)
    page.get_by_role("button", name="Upload and read").click()
    page.wait_for_url("**/extras/job-results/**")
    for _ in range(120):
        page.reload()
        if re.search("Succeeded|Failed", page.locator("main").inner_text()):
            break
        page.wait_for_timeout(500)
    assert "epss: 1 items" in page.locator("main").inner_text()


def release_hardware(server) -> None:
    """Gives notices release dates, which the sample network knows of hardly any hardware."""
    path = "/plugins/nautobot-device-lifecycle-mgmt/hardware/"
    for place, notice in enumerate(server.get(path, limit=100)["results"]):
        if place % 3:
            answer = server.api("PATCH", f"{path}{notice['id']}/", {"release_date": f"{2008 + place % 18}-11-2{place % 3}"})
            assert answer.status == 200


@pytest.mark.parametrize("query", ["", "?location=EMEA"])
def test_bars_and_cells_by_day_open_lists_of_as_many(sample, meet, query):
    ada = meet(sample, "ada", java_script_enabled=False)
    page = ada.page
    release_hardware(sample)
    for name, drawing in (("expiry", "main .calendar"), ("age", "main .bars")):
        ada.go(f"/lifecycle/{name}/{query}")
        links = page.locator(f"{drawing} a[href]")
        assert links.count() > 3
        for index in random.Random(7).sample(range(links.count()), min(8, links.count())):
            count = number(links.nth(index).inner_text())
            links.nth(index).click()
            assert shown_count(page) == count, page.url
            ada.go(f"/lifecycle/{name}/{query}")
        # The table says the same as the drawing.
        drawn = links.evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        page.locator("main details summary", has_text="Numbers as a table").click()
        told = page.locator("main details table a[href]").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        assert drawn == told


@pytest.mark.parametrize("width", [320, 1280])
def test_charts_are_understood_without_being_seen(sample, meet, width):
    release_hardware(sample)
    ada = meet(sample, "ada")
    ada.page.set_viewport_size({"width": width, "height": 800})
    for path in ("/lifecycle/expiry/", "/lifecycle/age/", "/lifecycle/software/", "/dcim/devices/?builder=open&location=EMEA"):
        ada.go(path)
        assert ada.watch.axe() == [], path
        assert ada.watch.facts() == [], path


def test_a_chart_by_month_can_be_taken_along(sample, meet):
    ada = meet(sample, "ada")
    ada.go("/lifecycle/contracts/")
    ada.page.get_by_role("link", name="Expiry calendar").click()
    ada.page.wait_for_url("**/lifecycle/expiry/")
    with ada.page.expect_download() as download:
        ada.page.locator("main a[href*='/reports/expiry/'][href*='format=csv']").first.click()
    rows = list(csv.DictReader(pathlib.Path(download.value.path()).read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 27
    assert sum(int(row["contracts"]) for row in rows) == sample.count("/plugins/nautobot-device-lifecycle-mgmt/contract/")


def test_a_report_can_be_taken_along(sample, meet):
    ada = meet(sample, "ada")
    ada.go("/lifecycle/software/")
    with ada.page.expect_download() as download:
        ada.page.locator("main a[href*='/reports/software/'][href*='format=csv']").first.click()
    rows = list(csv.DictReader(pathlib.Path(download.value.path()).read_text(encoding="utf-8").splitlines()))
    assert sum(int(row["total"]) for row in rows) == 400


@pytest.fixture
def board(sample, meet):
    person = meet(sample, "ada")
    person.go("/exposure/triage/")
    keyboard = Keyboard(person.page)
    keyboard.person = person
    yield keyboard
    assert not keyboard.faults, "\n".join(sorted(set(keyboard.faults)))


def first_cve(page, row: int) -> str:
    return page.locator("tr[data-row]").nth(row).locator("a").first.inner_text().strip()


def test_a_vulnerability_is_decided_with_single_keys(board, sample):
    page = board.page
    board.press("j")
    board.press("j")
    board.press("k")
    board.press("j")
    cve = first_cve(page, 1)
    assert page.evaluate("() => document.activeElement.innerText.trim()") == cve
    with page.expect_navigation():
        board.press("a")
    assert cve in page.locator("main").inner_text()
    assert page.evaluate("() => document.activeElement.name") == "reason"
    board.type("Segmented until the window in spring")
    assert page.get_by_label("Risk accepted").is_checked()
    assert page.get_by_label("Until").input_value() > "2026"
    with page.expect_navigation():
        board.press("Enter")
    assert "Risk accepted" in page.get_by_role("status").inner_text()
    decisions = sample.get("/vulnerabilities/triage/", cve=cve)["results"]
    assert [decision["reason"] for decision in decisions] == ["Segmented until the window in spring"]
    assert board.person.watch.facts() == []


def test_several_are_decided_at_once_and_a_refusal_keeps_what_was_typed(board, sample):
    page = board.page
    for _ in range(2):
        board.press("j")
        board.press("x")
    cves = page.locator("input[name=pk]:checked").evaluate_all("all => all.map((e) => e.value)")
    assert len(cves) == 2
    with page.expect_navigation():
        board.press("i")
    page.get_by_label("Until").fill("2031-01-01")
    board.person.watch.expects_failure = True
    # A browser would ask for the reason itself.
    page.locator("form.form").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert "Nothing was decided" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Until").input_value() == "2031-01-01"
    page.get_by_label("Reason").fill("We are looking")
    page.get_by_role("button", name="Decide", exact=True).click()
    page.get_by_role("status").wait_for()
    for cve in cves:
        assert sample.get("/vulnerabilities/triage/", cve=cve)["results"][0]["reason"] == "We are looking"


def test_single_keys_can_be_switched_off(board):
    page = board.page
    page.locator("summary", has_text="Keys").click()
    page.get_by_label("Single keys work on this page").uncheck()
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.evaluate("() => document.activeElement.closest('tr[data-row]')") is None


def test_a_vulnerability_shows_its_devices_and_its_evidence(board, sample):
    page = board.page
    cve = first_cve(page, 0)
    page.locator("tr[data-row] a").first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == cve
    assert page.locator("main section, main .panel").count() >= 3
    assert page.locator("main a[href*='exposed_to=']").count() >= 1
    assert board.person.watch.facts() == []


def test_the_advisor_ranks_what_to_upgrade_to(sample, meet):
    ada = meet(sample, "ada")
    page = ada.page
    ada.go("/exposure/advisor/")
    page.get_by_role("link", name="Upgrade advice for").first.click()
    page.wait_for_url("**/exposure/advisor/?**")
    assert page.get_by_role("heading", level=2).count() >= 1
    assert len(page.locator("main").inner_text()) > 400
    assert ada.watch.facts() == []
