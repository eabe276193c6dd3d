"""Pictures are there, are told to those who do not see them, and are small; test_pages holds them to what they show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT, Picture
from tests.docs.pictures import BROWSER, FOLDER, digests, fault_of, take

SHOWN = [(page, picture) for page in PAGES for picture in page.pictures]
LARGEST = 150_000
PNG = b"\x89PNG\r\n\x1a\n"


def size(picture: bytes) -> tuple[int, int]:
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def test_pictures_that_pages_name_are_there_and_no_others() -> None:
    named = {(ROOT / page.path).parent.joinpath(picture.file).resolve() for page, picture in SHOWN}
    assert named == {each for each in FOLDER.iterdir() if each.suffix != ".json"}
    assert {each.name for each in named if each.suffix == ".png"} == set(digests())


def test_pictures_are_of_the_size_that_their_note_says_and_small() -> None:
    for _, picture in SHOWN:
        kept = (FOLDER / Path(picture.file).name).read_bytes()
        assert len(kept) < LARGEST, picture.file
        if picture.file.endswith(".png"):
            assert size(kept) == (picture.width, picture.height), picture.file


def test_every_picture_is_told_in_the_language_of_its_page() -> None:
    for page, picture in SHOWN:
        is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in picture.alternative)
        assert picture.alternative.strip(), picture.file
        assert is_chinese is page.path.endswith(".zh.md"), picture.file


def test_both_languages_show_pictures_of_the_same_kind() -> None:
    shown = [(page.path, Path(picture.file).name) for page, picture in SHOWN]
    english = [each for each in shown if not each[0].endswith(".zh.md")]
    chinese = [each for each in shown if each[0].endswith(".zh.md")]
    assert [(path.replace(".zh.md", ".md"), name.replace(".zh.", ".")) for path, name in chinese] == english


def test_a_picture_of_another_page_than_is_written_today_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UPDATE_RECORDED", raising=False)
    for _, picture in SHOWN:
        assert "is not written above" in str(fault_of(picture, tmp_path))
        (tmp_path / picture.source).write_text("<p>another page", encoding="utf-8")
        assert "is of another" in str(fault_of(picture, tmp_path))


@pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed, which makes the pictures")
@pytest.mark.xdist_group("chromium")
def test_chromium_makes_a_picture(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<body style='margin: 0; background: #123456'>", encoding="utf-8")
    kept = tmp_path / "page.png"
    take(page, Picture(1, "picture: page.html#top 320x200", "a colour", "page.png"), kept)
    made = kept.read_bytes()
    assert made.startswith(PNG)
    assert size(made) == (320, 200)
