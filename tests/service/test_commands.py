"""The commands by which tokens are made and taken back, and the demonstration is prepared."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from examples.service.__main__ import main
from examples.service.demonstration import prepare
from examples.service.tokens import TokenFile, TokenFileError
from targetrules.register import ReadOnlyRegister


def test_a_token_is_shown_once_and_taken_back_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tokens.json"
    made = ["token", "--tokens", str(file), "--by", "Zhao Min", "--office", "county", "--unit", "甲县", "--days", "30"]
    assert main(made) == 0
    secret, about = capsys.readouterr().out.splitlines()
    token = TokenFile(file).find(secret)
    assert token is not None
    assert (token.by, token.office, token.units) == ("Zhao Min", "county", ("甲县",))
    left = datetime.fromisoformat(token.expires) - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < left <= timedelta(days=30)
    assert about.startswith(f"# {token.id}: Zhao Min, county, good until ")
    assert secret not in file.read_text(encoding="utf-8")
    assert main(["revoke", "--tokens", str(file), token.id]) == 0
    assert TokenFile(file).find(secret) is None
    assert main(["revoke", "--tokens", str(file), token.id]) == 1
    assert capsys.readouterr().err == f"{file}: there is no token {token.id}\n"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (["--by", " ", "--days", "1"], "--by: expected: a name\n"),
        (["--by", "x", "--days", "0"], "--days: expected: 1 to 3660\n"),
        (["--by", "x", "--days", "3661"], "--days: expected: 1 to 3660\n"),
    ],
)
def test_what_makes_no_token_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: list[str], says: str
) -> None:
    assert main(["token", "--tokens", str(tmp_path / "tokens.json"), "--office", "office", *wrong]) == 2
    assert capsys.readouterr().err == says
    assert not (tmp_path / "tokens.json").exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"id": "x"}]', "[" * 9, "null"])
def test_a_file_that_has_no_tokens_is_told_and_stays_as_it_is(tmp_path: Path, text: str) -> None:
    file = tmp_path / "tokens.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(TokenFileError, match="this is no file of tokens"):
        TokenFile(file).find("x")
    with pytest.raises(TokenFileError, match="this is no file of tokens"):
        TokenFile(file).issue("x", "y", [], datetime.now(UTC))
    assert file.read_text(encoding="utf-8") == text
    assert [each.name for each in tmp_path.iterdir()] == ["tokens.json"]


def test_two_commands_do_not_change_the_file_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "tokens.json.lock").touch()
    assert main(["token", "--tokens", str(tmp_path / "tokens.json"), "--by", "x", "--office", "y"]) == 1
    assert "another command is changing the file" in capsys.readouterr().err
    assert not (tmp_path / "tokens.json").exists()


def test_a_service_without_tokens_does_not_start(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--register", "none.db", "--tokens", str(tmp_path / "tokens.json")]) == 1
    assert "tokens.json: No such file or directory" in capsys.readouterr().err


def test_the_demonstration_is_made_once_and_has_new_tokens_each_time(tmp_path: Path) -> None:
    where, tokens, told = prepare(tmp_path, "http://127.0.0.1:8000")
    with ReadOnlyRegister(where) as register:
        head = register.head()
        assert [(each.unit, each.grade) for each in register.decisions(period=2026)] == [
            ("丙县", "good"),
            ("乙县", "poor"),
            ("甲县", "poor"),
        ]
        assert [(each.unit, each.state) for each in register.objections(2026)] == [("甲县", "open")]
    assert {line.split("  ")[1] for line in told.splitlines()[:4]} == {
        "Li Wei, leading-group",
        "Wang Fang, office",
        "Zhao Min, county, 甲县",
        "Sun Li, reader",
    }
    _, _, again = prepare(tmp_path, "http://127.0.0.1:8000")
    assert set(told.splitlines()[:4]).isdisjoint(again.splitlines()[:4])
    assert len(json.loads(tokens.read_text(encoding="utf-8"))) == 8
    with ReadOnlyRegister(where) as register:
        assert register.head() == head
