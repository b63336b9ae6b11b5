"""The picture in the README, made from the sample network."""

import os
import pathlib

import pytest

PICTURE = pathlib.Path(__file__).resolve().parents[2] / "docs/images/overview.png"


@pytest.mark.skipif(os.environ.get("ALMANAC_PICTURE") != "write", reason="ALMANAC_PICTURE=write makes it anew")
def test_the_picture_of_the_readme_is_written(sample, meet):
    ada = meet(sample, "ada", device_scale_factor=1.5)
    ada.see("/")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    ada.page.screenshot(path=PICTURE)
    assert PICTURE.stat().st_size > 20_000


def test_the_readme_shows_a_picture_that_is_there():
    root = PICTURE.parents[2]
    text = (root / "README.md").read_text(encoding="utf-8")
    if "docs/images/overview.png" in text:
        assert PICTURE.read_bytes().startswith(b"\x89PNG")
    else:
        assert not PICTURE.exists(), "the picture is there and the README does not show it"
