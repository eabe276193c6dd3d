"""Classes of data are compared, hashed and shown as attrs has it, by methods that all of them share."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any

import attrs
import pytest

from targetrules import data


def classes(frozen: Any, define: Any) -> list[type]:
    """The same classes, as ``targetrules.data`` and as attrs makes them."""

    @frozen(slots=True)
    class Frozen:
        one: Any
        two: Any = 2

    @frozen(slots=True)
    class Partly:
        one: Any
        two: Any = attrs.field(default=2, eq=False)
        three: Any = attrs.field(default=3, repr=False)
        four: Any = attrs.field(factory=dict, hash=False)
        five: Any = attrs.field(default=5, repr=lambda value: f"<{value}>")

    @define(slots=False)
    class Defined:
        one: Any

    @define(unsafe_hash=True)
    class Hashed:
        one: Any

    @frozen(eq=False)
    class Itself:
        one: Any

    @frozen(repr=False)
    class Unseen:
        one: Any

    @frozen(cache_hash=True)
    class Kept:
        one: Any

    @frozen(order=True)
    class Ordered:
        one: Any

    @frozen
    class Own:
        one: Any

        def __eq__(self, other: object) -> bool:
            return True

        def __hash__(self) -> int:
            return 1

        def __repr__(self) -> str:
            return "own"

    @define
    class Wrong(Exception):  # noqa: N818
        one: Any

    @frozen
    class Below(Frozen):
        three: Any = 3

    return [Frozen, Partly, Defined, Hashed, Itself, Unseen, Kept, Ordered, Own, Wrong, Below]


OURS = classes(data.frozen, data.define)
THEIRS = classes(attrs.frozen, attrs.define)
PAIRS = list(zip(OURS, THEIRS, strict=True))
GIVEN: list[dict[str, Any]] = [{"one": 1}, {"one": 1.0}, {"one": "1"}, {"one": None}, {"one": (1, "x")}, {"one": [1]}]
MORE: list[dict[str, Any]] = [{"two": 4}, {"three": 4}, {"four": {}}, {"four": {1: 2}}, {"five": 6}]


def made(cls: type) -> list[Any]:
    """Objects of a class, with all that it can be given."""
    names = {each.name for each in attrs.fields(cls)}
    given = [*GIVEN, *({"one": 1, **more} for more in MORE)]
    return [cls(**{name: value for name, value in each.items() if name in names}) for each in given]


def hash_of(value: Any) -> int | None:
    try:
        return hash(value)
    except TypeError:
        return None


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda cls: cls.__name__)
def test_what_is_equal_is_what_attrs_says(ours: type, theirs: type) -> None:
    for (one, expected_one), (other, expected_other) in product(zip(made(ours), made(theirs), strict=True), repeat=2):
        assert (one == other) is (expected_one == expected_other), (one, other)
        assert (one != other) is (expected_one != expected_other), (one, other)
        if one == other and hash_of(one) is not None:
            assert hash(one) == hash(other), (one, other)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=lambda cls: cls.__name__)
def test_what_can_be_hashed_and_how_it_is_shown_is_what_attrs_says(ours: type, theirs: type) -> None:
    for one, expected in zip(made(ours), made(theirs), strict=True):
        assert (hash_of(one) is None) is (hash_of(expected) is None), one
        if " object at " not in repr(expected):
            assert repr(one) == repr(expected)
        assert (" object at " in repr(one)) is (" object at " in repr(expected))


def test_objects_of_other_classes_are_not_equal() -> None:
    objects = [cls(1) for cls in OURS if cls.__name__ not in ("Own", "Itself")]
    assert all((one == other) is (one is other) for one, other in product(objects, repeat=2))
    assert OURS[0](1) != (1, 2)


def test_nothing_that_has_no_fields_is_compared_by_them() -> None:
    @data.frozen
    class Nothing:
        pass

    assert (Nothing(), hash(Nothing()), repr(Nothing())) == (Nothing(), hash(()), "Nothing()")


def test_what_contains_itself_is_shown() -> None:
    @data.define
    class Chain:
        of: Any = None

    chain = Chain()
    chain.of = chain
    assert repr(chain) == "Chain(of=...)"


def test_frozen_is_frozen_and_unchanging_is_compared_and_hashed_alike() -> None:
    @data.unchanging
    class Unchanging:
        one: Any

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        OURS[0](1).one = 2
    assert Unchanging(1) == Unchanging(1) != Unchanging(2)
    assert hash(Unchanging(1)) == hash(Unchanging(1))
    assert repr(Unchanging(1)) == "Unchanging(one=1)"


# ---- a frozen class is made when it is used --------------------------------------------------------------------------


@data.frozen(slots=True)
class Restored:
    """It is first known by an object that is restored without ``__init__``."""

    one: Any
    two: Any = attrs.field(default=2, kw_only=True)


def restored() -> Any:
    """An object of a class of its own, as pickle makes one in another process."""

    @data.frozen(slots=True)
    class Unknown(Restored):
        three: Any = 3

    found = Unknown.__new__(Unknown)
    vars(found).update(one=1, two=2, three=3)
    return found


def test_an_object_that_is_restored_before_its_class_is_made_is_as_any() -> None:
    made = restored()
    assert (made == type(made)(1), repr(restored()).endswith("Unknown(one=1, two=2, three=3)")) == (True, True)
    assert hash(restored()) == hash((1, 2, 3))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        restored().one = 2
    match made:
        case Restored(one):
            assert one == 1
    assert type(restored()).__match_args__ == ("one", "three")
    assert [each.name for each in attrs.fields(type(restored()))] == ["one", "two", "three"]


def test_what_is_pickled_of_an_object_is_its_fields_alone() -> None:
    made = Restored(1, two=[3])
    vars(made)["found"] = 4
    again = pickle.loads(pickle.dumps(made))  # noqa: S301
    assert (again, vars(again)) == (made, {"one": 1, "two": [3]})


def test_a_class_below_that_is_no_class_of_data_begins_as_the_one_above() -> None:
    @data.frozen
    class Above:
        one: Any

    class Below(Above):
        def __init__(self) -> None:
            super().__init__(1)

    assert Below().one == 1
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del Below().one


def test_a_class_that_several_threads_use_first_is_made_once() -> None:
    for _ in range(20):

        @data.frozen
        class Used:
            one: Any
            two: Any = attrs.field(factory=list)

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda at, used=Used: used(at).one, range(8))) == list(range(8))
