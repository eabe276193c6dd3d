from __future__ import annotations

from pathlib import Path

import pytest

from tests.recorded import check_recorded


@pytest.fixture(autouse=True)
def a_person_comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("UPDATE_RECORDED", raising=False)


def failure(path: Path, text: str) -> str:
    with pytest.raises(pytest.fail.Exception) as failed:
        check_recorded(path, text)
    return str(failed.value)


def test_the_same_text_passes(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes("优秀\r\n良好".encode())
    check_recorded(path, "优秀\r\n良好")


def test_another_text_fails_with_a_unified_diff(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes("优秀\n良好\n".encode())
    assert failure(path, "优秀\n一般\n") == (
        "not what is recorded (UPDATE_RECORDED=1 records it anew):\n"
        f"--- {path} (recorded)\n"
        "+++ now\n"
        "@@ -1,2 +1,2 @@\n"
        " 优秀\n"
        "-良好\n"
        "+一般"
    )


@pytest.mark.parametrize(("recorded", "now"), [("a\n", "a"), ("a\n", "a\r\n"), ("a\rb\n", "a\nb\n")])
def test_line_endings_count_and_are_shown(tmp_path: Path, recorded: str, now: str) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(recorded.encode())
    removed, added = (line for line in failure(path, now).splitlines() if line[:2] in {"-a", "-'", "+a", "+'"})
    assert removed[1:] != added[1:]


def test_where_nothing_is_recorded_the_failure_says_how(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    assert failure(path, "a") == f"{path}: nothing is recorded yet; run with UPDATE_RECORDED=1 and read what it writes"


def test_updating_records_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPDATE_RECORDED", "1")
    path = tmp_path / "new" / "out.txt"
    check_recorded(path, "优秀\r\n")
    assert path.read_bytes() == "优秀\r\n".encode()


def test_ci_never_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPDATE_RECORDED", "1")
    monkeypatch.setenv("CI", "true")
    path = tmp_path / "out.txt"
    assert failure(path, "a") == f"{path}: UPDATE_RECORDED=1 is for people; CI compares and never records"
    assert not path.exists()
