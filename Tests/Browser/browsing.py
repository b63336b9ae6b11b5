"""Chromium, and people who log in with it."""

import contextlib
import os
import shutil

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from almanac_server import PASSWORD
from watch import Watch

ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]


@contextlib.contextmanager
def chromium():
    """A browser without a window: CHROMIUM, or the machine's."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def open_context(browser: Browser, **options) -> BrowserContext:
    """A browser of somebody's own; nothing moves unless asked for, so that what is measured stands still."""
    chosen = {
        "viewport": {"width": 1280, "height": 800}, "color_scheme": "light", "locale": "en-GB",
        "timezone_id": "Europe/Vienna", "reduced_motion": "reduce"} | options
    context = browser.new_context(**chosen)
    # Far above what anything takes: machines are shared, and no test is about time.
    context.set_default_timeout(60_000)
    return context


# A page that costs little to arrive at, and that everybody may see.
ARRIVAL = "/login/?next=/about/"


def log_in(page: Page, address: str, username: str, password: str = PASSWORD, path: str = ARRIVAL) -> None:
    """Through the form, as people do."""
    page.goto(address + path)
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.wait_for_url(lambda url: "/login/" not in url)


# Cookies of who has logged in to a server before. A password costs the server a second of work by intent.
_sessions: dict[tuple[str, str], list[dict]] = {}


class Person:
    """Somebody at a browser, with everything noticed that a sound page never does."""

    def __init__(self, browser: Browser, address: str, username: str | None, **options):
        self.address = address
        self.context = open_context(browser, **options)
        self.page = self.context.new_page()
        self.watch = Watch(self.page, address)
        if username and (address, username) in _sessions:
            self.context.add_cookies(_sessions[address, username])
        elif username:
            log_in(self.page, address, username)
            _sessions[address, username] = self.context.cookies()

    def go(self, path: str):
        """Opens a page of the server and expects it to be there."""
        response = self.page.goto(self.address + path)
        assert response.status == 200, f"{path}: {response.status}"
        return response

    def see(self, path: str, status: int = 200) -> None:
        """Opens a page and expects nothing to be wrong with it."""
        self.watch.expects_failure = status >= 400
        response = self.page.goto(self.address + path)
        wrong = self.watch.facts([status], response)
        self.watch.expects_failure = False
        assert not wrong, f"{path}: {wrong}"

    def close(self) -> None:
        self.context.close()
