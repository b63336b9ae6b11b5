"""Jobs in the browser: the log as it grows, a reload in the middle, an end by hand, a plan, and only what failed again."""

import pathlib
import time

import pytest
from almanac_server import AlmanacServer

# Each step waits for a file that the test makes, so that nothing depends on how long anything takes.
PROGRAM = r'''#!/usr/bin/env python3
import json, pathlib, sys, time

GATE = pathlib.Path(@GATE@)
JOBS = [
    {"class_name": "Steps", "name": "Steps", "grouping": "Tests", "has_sensitive_variables": False, "soft_time_limit": 60,
     "variables": [{"name": "count", "type": "IntegerVar", "default": 3, "min_value": 1, "max_value": 9}]},
    {"class_name": "Rename", "name": "Rename", "grouping": "Tests", "has_sensitive_variables": False,
     "variables": [{"name": "dryrun", "type": "DryRunVar", "default": True},
                   {"name": "text", "type": "StringVar", "label": "Description"}]},
    {"class_name": "Visit", "name": "Visit", "grouping": "Tests", "has_sensitive_variables": False,
     "variables": [{"name": "makers", "type": "MultiObjectVar", "model": "dcim.manufacturer"}]},
]


def say(**line):
    print(json.dumps(line), flush=True)


def ask(**line):
    say(**line)
    return json.loads(sys.stdin.readline())["value"]


if sys.argv[1] == "describe":
    say(protocol=1, jobs=JOBS)
    sys.exit()
request = json.loads(sys.stdin.readline())
inputs = request["inputs"]
if request["job"] == "Steps":
    for step in range(1, inputs["count"] + 1):
        while not (GATE / f"step-{step}").exists():
            time.sleep(0.02)
        say(type="log", message=f"step {step} \x1b[31m<b>red</b>\x1b[0m", level="info")
        say(type="progress", done=step, total=inputs["count"], text="steps")
    say(type="result", value={"steps": inputs["count"]})
elif request["job"] == "Rename":
    maker = ask(type="query", path="/api/dcim/manufacturers/?name=Renamed")["results"][0]
    ask(type="change", changes=[
        {"action": "update", "object_type": "dcim.manufacturer", "id": maker["id"], "data": {"description": inputs["text"]}}])
    say(type="result", value={"changed": 1})
else:
    for key in inputs["makers"]:
        maker = ask(type="query", path=f"/api/dcim/manufacturers/{key}/")
        failed = "odd" in maker["name"]
        say(type="log", message="refused" if failed else "visited", level="error" if failed else "success",
            object=maker["name"])
    say(type="result", value=None, success=False, message="Some refused")
'''


@pytest.fixture(scope="module")
def runner(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outside")
    gate, jobs = folder / "gate", folder / "jobs"
    gate.mkdir()
    jobs.mkdir(mode=0o755)
    program = jobs / "lab.py"
    program.write_text(PROGRAM.replace("@GATE@", repr(str(gate))))
    program.chmod(0o755)
    server = AlmanacServer(sample=False, jobs_from_outside="true", jobs_folder=str(jobs))
    server.gate = gate
    server.make_user("ada", superuser=True)
    for _ in range(200):
        found = [job for job in server.get("/extras/jobs/", limit=100)["results"] if job["grouping"] == "Tests"]
        if len(found) == 3:
            break
        time.sleep(0.1)
    assert len(found) == 3, "the worker did not find the jobs"
    for job in found:
        assert server.api("PATCH", f"/extras/jobs/{job['id']}/", {"enabled": True}).status == 200
    yield server
    server.close()


@pytest.fixture
def person(runner, meet):
    for file in runner.gate.iterdir():
        file.unlink()
    return meet(runner, "ada")


def open_gate(runner, *steps: int) -> None:
    for step in steps:
        (pathlib.Path(runner.gate) / f"step-{step}").touch()


def begin(runner, person, name: str) -> None:
    """Opens the form of a job by the list of jobs."""
    person.go("/extras/jobs/")
    row = person.page.locator("tr", has=person.page.get_by_role("link", name=name, exact=True))
    row.get_by_role("link", name="Run").click()
    person.page.get_by_role("heading", level=1, name=f"Run {name}").wait_for()


def run(page) -> None:
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/extras/job-results/*/")


def line(page, text: str):
    return page.locator("table.log tbody tr", has_text=text)


def test_the_log_grows_survives_a_reload_and_ends(runner, person):
    page = person.page
    begin(runner, person, "Steps")
    run(page)
    page.get_by_text("Live: new lines appear by themselves.").wait_for()
    assert line(page, "step 1").count() == 0
    open_gate(runner, 1)
    line(page, "step 1").wait_for()
    # What a program writes is text: neither colours of a terminal nor markup.
    assert "<b>red</b>" in line(page, "step 1").inner_text() and "\x1b" not in line(page, "step 1").inner_text()
    page.reload()
    line(page, "step 1").wait_for()
    open_gate(runner, 2)
    line(page, "step 2").wait_for()
    assert line(page, "step 1").count() == 1 and line(page, "step 2").count() == 1
    assert page.locator("#run-progress").get_attribute("value") == "2"
    assert person.watch.axe() == []
    open_gate(runner, 3)
    page.get_by_text("The run has ended.").wait_for()
    page.locator("#run-state", has_text="Succeeded").wait_for()
    assert [line(page, f"step {step}").count() for step in (1, 2, 3)] == [1, 1, 1]
    page.get_by_role("link", name="Run again with the same input").wait_for()
    assert person.watch.facts() == []
    page.reload()
    assert [line(page, f"step {step}").count() for step in (1, 2, 3)] == [1, 1, 1]
    assert person.watch.facts() == []


def test_a_run_is_ended_by_hand(runner, person):
    page = person.page
    begin(runner, person, "Steps")
    run(page)
    open_gate(runner, 1)
    line(page, "step 1").wait_for()
    page.get_by_role("link", name="Cancel the run").click()
    page.get_by_role("button", name="Cancel the run").click()
    page.wait_for_url("**/extras/job-results/*/")
    page.get_by_text("Ended early by").wait_for()
    assert "ada" in page.locator("#run-state").inner_text()


def test_an_input_out_of_range_is_said_at_its_field(runner, person):
    page = person.page
    begin(runner, person, "Steps")
    page.locator("#field-count").fill("12")
    person.watch.expects_failure = True
    page.locator("form.form").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert page.locator("#field-count").get_attribute("aria-invalid") == "true"
    assert page.locator("#field-count").input_value() == "12"


def test_a_dry_run_shows_its_plan_and_the_plan_is_carried_out(runner, person):
    page = person.page
    key = runner.post("/dcim/manufacturers/", {"name": "Renamed", "description": "before"})["id"]
    begin(runner, person, "Rename")
    page.get_by_label("Description").fill("after")
    assert page.locator("#field-dryrun").is_checked()
    run(page)
    page.locator("#run-state a[href$='/plan/']").click()
    page.wait_for_url("**/plan/")
    assert page.locator("del").inner_text().strip() == "before" and page.locator("ins").inner_text().strip() == "after"
    assert runner.get(f"/dcim/manufacturers/{key}/")["description"] == "before"
    assert person.watch.axe() == []
    page.get_by_role("button", name="Carry out the plan").click()
    page.wait_for_url("**/extras/job-results/*/")
    page.get_by_role("link", name="Run again with the same input").wait_for()
    assert runner.get(f"/dcim/manufacturers/{key}/")["description"] == "after"
    assert person.watch.facts() == []


def test_only_what_failed_is_run_again(runner, person):
    page = person.page
    for name in ("even 2", "odd 3", "even 4"):
        runner.post("/dcim/manufacturers/", {"name": name})
    begin(runner, person, "Visit")
    page.locator("#field-makers").select_option(label=["even 2", "odd 3", "even 4"])
    run(page)
    page.get_by_role("link", name="Retry failed only (1)").click()
    page.get_by_role("heading", level=1, name="Run Visit").wait_for()
    chosen = page.locator("#field-makers option:checked").all_inner_texts()
    assert [name.strip() for name in chosen] == ["odd 3"]
    run(page)
    line(page, "odd 3").wait_for()
    assert line(page, "visited").count() == 0


def test_a_schedule_shows_its_next_runs_before_it_is_saved(runner, person):
    page = person.page
    begin(runner, person, "Steps")
    page.get_by_label("When it runs").select_option("daily")
    page.locator("summary", has_text="For later").click()
    page.get_by_label("Name of the schedule").fill("Every day")
    assert page.get_by_label("Zone").input_value() == "Europe/Vienna", "the reader's own"
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("button", name="Save the schedule").wait_for()
    assert page.locator("main ol li, main table tbody tr").count() >= 5
    assert person.watch.axe() == []
