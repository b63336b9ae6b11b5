"""Every page, found by following links: sound, accessible, in light and dark, from 320 px up."""

import os

import pytest
import tour
from crawl import crawl, navigation


@pytest.fixture(scope="module")
def pages(sample, ada_session):
    return crawl(ada_session, ["/", *navigation(ada_session)])


def test_every_link_leads_somewhere(pages):
    assert len(pages.pages) > 150, "the crawler lost its way"
    assert not pages.dead, "\n".join(pages.dead)


def test_no_page_holds_scripts_styles_or_handlers(pages):
    wrong = [f"{route.path}: {route.wrong}" for route in pages.pages if route.wrong and route.status < 400]
    assert not wrong, "\n".join(wrong)


def test_every_page_is_sound_in_every_look(sample, pages, gallery):
    everything = os.environ.get("ALMANAC_TOUR") == "everything"
    routes = [route for route in pages.pages if route.status < 400]
    stops = tour.plan(routes, sample.models(), everything)
    seen = tour.walk(sample.address, "ada", stops, gallery)
    tour.write_index(gallery, seen)
    looks = sum(len(page.looks) for page in seen)
    print(f"\n{len(seen)} pages in {looks} looks; gallery: {gallery}/index.html; slowest: " + ", ".join(
        f"{page.path} {page.seconds:.1f} s" for page in sorted(seen, key=lambda page: -page.seconds)[:3]))
    assert len(seen) == len(routes)
    assert not any(page.wrong for page in seen), tour.summary(seen)


def test_the_server_logged_no_fault(sample, pages):
    faults = [line for line in sample.log().splitlines() if '"error"' in line or " error " in line or "critical" in line]
    assert not faults, "\n".join(faults[:20])
