"""The fuzzing session itself: what it would find, and a few inputs of each kind. ``tests/deep`` runs the whole."""

from __future__ import annotations

from itertools import count

import pytest

from tests.fuzzing import session
from tests.fuzzing.input import Input, Kind
from tests.fuzzing.session import KINDS, Session, input_of

FEW = 25


@pytest.mark.parametrize("kind", KINDS)
def test_an_input_is_known_by_its_number(kind: str) -> None:
    for number in range(FEW):
        one, other = input_of(kind, number), input_of(kind, number)
        assert (one.parts, one.text) == (other.parts, other.text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_inputs_are_accepted_or_refused(kind: str) -> None:
    found = Session(kind).run(0, FEW)
    assert found.failures == {}
    assert found.runs == sum(found.fates.values()) == FEW


def tried(given: Input) -> str:
    if b"7" in given.parts["results"]:
        raise KeyError("seven")
    return "accepted"


def test_what_is_raised_and_not_allowed_is_shown_with_a_small_input(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count(-1)
    monkeypatch.setitem(KINDS, "text", Kind(lambda _: Input({"results": b"1,2\n%d,4\n" % next(numbers)}), tried))
    found = Session("text").run(0, 80)
    (failure,) = found.failures.values()
    assert failure["numbers"] == [7, 17, 27, 37, 47]
    assert failure["count"] == 17  # 70 to 79, and seven more
    assert failure["shown"].endswith("KeyError: 'seven'\n\n--- results\nb'7'\n--- how {}")
    assert found.fates == {"accepted": 63}


def test_what_takes_long_or_much_memory_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, "text", Kind(lambda _: Input({"results": b"1"}), tried))
    monkeypatch.setattr(session, "MOST_SECONDS", -1.0)
    peaks = count(0, session.MOST_MEGABYTES + 1)
    monkeypatch.setattr(session, "_peak", lambda: next(peaks))
    assert [(what, each["numbers"]) for what, each in Session("text").run(0, 2).failures.items()] == [
        ("more than -1 s", [0, 1]),
        ("more than 300 MB", [0, 1]),
    ]
