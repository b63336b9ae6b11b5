"""What the tests share: one browser, one server with the sample network, and people."""

import sys

sys.dont_write_bytecode = True

import os
import pathlib
import shutil

import browsing
import pytest
from almanac_server import AlmanacServer, Session

GALLERY = pathlib.Path(
    os.environ.get("ALMANAC_GALLERY", pathlib.Path(__file__).resolve().parents[2] / ".build/gallery"))


@pytest.fixture(scope="session")
def browser():
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def sample():
    """A server with the sample network and the administrator `ada`; tests read, and change only what is their own."""
    server = AlmanacServer(sample=True)
    try:
        server.make_user("ada", superuser=True)
        yield server
    finally:
        server.close()


@pytest.fixture(scope="session")
def ada_session(sample):
    return Session(sample, "ada")


@pytest.fixture
def meet(browser):
    """Makes people at browsers, who must not have noticed anything wrong by the end of the test."""
    people = []

    def make(server, username=None, **options):
        person = browsing.Person(browser, server.address, username, **options)
        people.append(person)
        return person

    yield make
    noticed = [entry for person in people for entry in person.watch.take()]
    for person in people:
        person.close()
    assert not noticed, noticed


@pytest.fixture(scope="session")
def gallery():
    """An empty folder for screenshots."""
    shutil.rmtree(GALLERY, ignore_errors=True)
    GALLERY.mkdir(parents=True)
    return GALLERY
