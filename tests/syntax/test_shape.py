"""The one walk that finds faults of shape and makes objects of the rest."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Literal

import pytest
from attrs import field, frozen

from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import decimals_of
from targetrules.source.diagnostic import UnlocatedDiagnostic
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import LOST, as_toml, check_shape, keys_of


@frozen(kw_only=True)
class Inner:
    id: str
    size: Decimal | None = None


@frozen(kw_only=True)
class Outer:
    name: str
    from_: int | None = field(default=None, metadata={"key": "from"})
    label: str | dict[str, str] | None = field(default=None, metadata={"meanwhile": None})
    word: Literal["a", "b"] = field(default="a", metadata={"meanwhile": "a"})
    inner: list[Inner] | None = None
    named: dict[str, Inner] | None = None
    flag: bool | None = None
    day: date | None = None
    anything: Any = None


def found(value: object, kind: Any = Outer) -> tuple[Any, list[tuple[str, tuple[str | int, ...]]], DiagnosticCollector]:
    faults = DiagnosticCollector()
    usable = check_shape(value, kind, (), faults)
    return usable, [(fault.code, fault.path) for fault in faults.found], faults


def test_a_table_becomes_an_object_of_its_class() -> None:
    values = {
        "name": "n",
        "from": 3,
        "label": {"zh": "甲"},
        "word": "b",
        "inner": [{"id": "i", "size": 1}, {"id": "j", "size": Decimal("0.5")}],
        "named": {"x": {"id": "k"}},
        "flag": False,
        "day": date(2010, 1, 1),
        "anything": [None, {"a": object}],
    }
    usable, faults, _ = found(values)
    assert faults == []
    inner = [Inner(id="i", size=Decimal(1)), Inner(id="j", size=Decimal("0.5"))]
    assert usable == Outer(
        name="n",
        from_=3,
        label={"zh": "甲"},
        word="b",
        inner=inner,
        named={"x": Inner(id="k")},
        flag=False,
        day=date(2010, 1, 1),
        anything=[None, {"a": object}],
    )


@pytest.mark.parametrize(
    ("key", "value", "faults"),
    [
        ("name", 5, [("TR012", ("name",))]),
        ("name", "", [("TR016", ("name",))]),
        ("from", True, [("TR012", ("from",))]),
        ("from", 10**15, [("TR014", ("from",))]),
        ("flag", 1, [("TR012", ("flag",))]),
        ("day", datetime(2010, 1, 1, tzinfo=UTC), [("TR012", ("day",))]),
        ("day", time(10), [("TR012", ("day",))]),
        ("inner", {}, [("TR095", ("inner",))]),
        ("inner", 5, [("TR012", ("inner",))]),
        ("inner", [[], 5], [("TR012", ("inner", 0)), ("TR012", ("inner", 1))]),
        ("named", {"x": 5}, [("TR012", ("named", "x"))]),
        ("named", {" ": {"id": "i"}}, [("TR016", ("named", " "))]),
        ("label", {"zh": 5}, [("TR012", ("label", "zh"))]),
        ("word", "c", [("TR013", ("word",))]),
        ("word", ["a"], [("TR012", ("word",))]),
        ("nme", "n", [("TR010", ("nme",))]),
    ],
)
def test_a_value_that_does_not_belong_is_noted_where_it_stands(key: str, value: object, faults: object) -> None:
    assert found({"name": "n", key: value})[1] == faults


def test_a_table_is_lost_with_what_it_needs_and_its_name_is_remembered() -> None:
    usable, faults, noted = found({"name": "n", "inner": [{"id": "a", "size": "x"}, {"size": 1}, {"id": "c"}]})
    assert faults == [("TR012", ("inner", 0, "size")), ("TR011", ("inner", 1))]
    assert usable == Outer(name="n", inner=[Inner(id="c")])
    assert noted.lost == {"a"}
    assert noted.kept == {("inner",): [2]}
    assert found({"named": {"x": {"id": 5}, "y": {"id": "y"}}, "name": "n"})[2].lost == {"x"}


def test_a_list_of_which_nothing_is_left_is_lost_and_so_is_a_table_of_texts() -> None:
    assert found([5], list[str])[0] is LOST
    assert found({"zh": 5}, dict[str, str])[0] is LOST
    assert found({"x": {}}, dict[str, Inner])[0] == {}
    assert found([], list[str])[0] == []
    assert found({}, dict[str, str])[0] == {}


def test_words_for_people_and_words_with_a_default_do_not_take_their_table_away() -> None:
    usable, faults, _ = found({"name": "n", "label": 5, "word": "c"})
    assert faults == [("TR012", ("label",)), ("TR013", ("word",))]
    assert usable == Outer(name="n")


def test_a_misspelt_key_is_read_as_the_one_that_was_meant() -> None:
    usable, _, noted = found({"nmae": 5, "inner": []})
    assert noted.found == [
        UnlocatedDiagnostic("TR010", ("nmae",), {"found": "nmae", "known": tuple(keys_of(Outer))}, "key", None, "name"),
        UnlocatedDiagnostic("TR012", ("nmae",), noted.found[1].values),
    ]
    assert usable is LOST
    assert found({"nmae": "x"})[0] == Outer(name="x")
    assert found({"name": "n", "nmae": "x"})[0] == Outer(name="n")


def test_where_a_whole_section_of_the_file_is_lost_names_cannot_be_told() -> None:
    head = {"format": 1, "policy": {"id": "p", "title": "P"}}
    assert found({**head, "inputs": 5}, syntax.PolicyFile)[2].blind
    assert not found({**head, "inputs": {"x": 5}}, syntax.PolicyFile)[2].blind
    assert not found({**head, "format": "1"}, syntax.PolicyFile)[2].blind


@pytest.mark.parametrize(
    ("text", "decimals"),
    [("0", 0), ("0.00", 0), ("1.50", 1), ("100", 0), ("1E+3", 0), ("1E-3", 3), ("-0.001000", 3), ("12.345678", 6)],
)
def test_decimals_are_counted_without_trailing_zeros(text: str, decimals: int) -> None:
    assert decimals_of(Decimal(text)) == decimals


@pytest.mark.parametrize(
    ("text", "is_sound"),
    [
        ("999999999999999.999999", True),
        ("-999999999999999", True),
        ("1000000000000000", False),
        ("0.0000001", False),
        ("1.000000000000000000000000000000000000000", True),
        ("1.000000000000000000000000000000000000001", False),
        ("1E+14", True),
        ("1E+15", False),
        ("1E+999999999", False),
        ("1E-999999999", False),
        ("0E-999999999", False),
        ("0E+5", True),
        ("Infinity", False),
        ("-Infinity", False),
        ("NaN", False),
    ],
)
def test_a_number_has_fifteen_digits_and_six_decimals(text: str, *, is_sound: bool) -> None:
    assert found(Decimal(text), Decimal)[1] == ([] if is_sound else [("TR014", ())])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (False, "false"),
        (5, "5"),
        (Decimal("0.50"), "0.50"),
        (Decimal("Infinity"), "inf"),
        (Decimal("-Infinity"), "-inf"),
        (Decimal("NaN"), "nan"),
        ("优秀", '"优秀"'),
        ("x" * 100, '"' + "x" * 39 + '…"'),
        ({}, "{}"),
        ({"a": 1, "b": {}}, "{ a = …, b = … }"),
        ([], "[]"),
        ([1, "a", [True], 2, 3], '[1, "a", [true], 2, …]'),
        ([["x" * 30] * 4] * 4, '[["' + "x" * 30 + '", "xx…'),
        (date(2010, 1, 2), "2010-01-02"),
        (time(10, 30), "10:30:00"),
        (datetime(2010, 1, 2, 3, tzinfo=UTC), "2010-01-02T03:00:00+00:00"),
    ],
)
def test_a_value_is_shown_as_it_stands_in_a_file(value: object, text: str) -> None:
    assert as_toml(value) == text
