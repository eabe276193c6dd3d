"""Classes of data, by attrs: compared, hashed and shown by their fields, with methods that all of them share.

attrs writes these methods for each class, and Python compiles them at each start of the program, which takes a tenth of
it. Here attrs makes what is a class's own: ``__init__``, and which fields are compared, hashed and shown. Of a frozen
class it does so when this is first asked for: most calls of the program make objects of less than half of the classes.
"""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from threading import RLock
from types import MethodType
from typing import TYPE_CHECKING, Any, Final

import attrs

__all__ = ["define", "frozen", "unchanging"]

if TYPE_CHECKING:
    from attrs import define, frozen
    from attrs import frozen as unchanging
else:

    def _made(make: Any, cls: Any = None, **how: Any) -> Any:
        """The class of data, as ``attrs.frozen`` or ``attrs.define`` makes it, but for the methods that are shared."""
        if cls is None:
            return partial(_made, make, **how)
        if how.get("cache_hash") or how.get("order") or issubclass(cls, BaseException):
            return make(cls, **how)
        own, compared, shown = vars(cls), how.pop("eq", True), how.pop("repr", True)
        plain = {**how, "eq": False, "repr": False, "unsafe_hash": None}
        made = _made_later(cls, plain) if make is attrs.frozen else make(_with_bases(cls), **plain)
        if shown and "__repr__" not in own:
            made.__repr__ = _shown
        if compared and "__eq__" not in own:
            made.__eq__ = _equals
            if "__hash__" not in own:
                made.__hash__ = _hash if make is attrs.frozen or how.get("unsafe_hash") else None
        return made

    frozen, define = partial(_made, attrs.frozen), partial(_made, attrs.define)
    unchanging = partial(define, slots=True, unsafe_hash=True, on_setattr=attrs.setters.NO_OP)
"""``unchanging`` is as ``frozen``, but that nothing is set anew is seen to by type checkers alone.

Where Python sees to it as well, an object takes several times as long to make. Of a row there are some when it is
judged, and a hundred when it is explained.
"""


# ---- frozen classes, made when they are used -------------------------------------------------------------------------

_LATER: Final = ("__init__", "__attrs_attrs__", "__match_args__")
"""What attrs writes into a class; everything that uses the class, or is told of it, asks for one of these first."""

_MAKING: Final = RLock()


def _made_later(cls: Any, how: dict[str, Any]) -> Any:
    """The class itself, which attrs makes when it is used; its objects have a ``__dict__``, whether with slots or not.

    Slots would need another class in place of this one, which could not be made later.
    """
    for name in _LATER:
        setattr(cls, name, _Later(cls, name, how))
    cls.__setattr__ = cls.__delattr__ = _refused
    return cls


class _Later:
    """One of the names of a class that has not been made: whoever asks for it has the class made."""

    def __init__(self, cls: Any, name: str, how: dict[str, Any]) -> None:
        self._cls, self._name, self._how = cls, name, how

    def __get__(self, instance: object, _: object = None) -> Any:
        with _MAKING:
            if vars(self._cls)[self._name] is self:
                _make(self._cls, self._how)
        found = vars(self._cls)[self._name]
        return MethodType(found, instance) if callable(found) and instance is not None else found


def _make(cls: Any, how: dict[str, Any]) -> None:
    """Have attrs make a class where it stands.

    Objects are pickled by their fields, as those with slots are: what cached properties have found is found anew.
    """
    pickled = how.get("slots", True)
    plain = {"getstate_setstate": pickled, **how, "slots": False, "init": True, "auto_detect": False}
    attrs.frozen(_with_bases(cls), match_args=False, **plain)
    setattr(cls, _LATER[-1], tuple(each.name for each in attrs.fields(cls) if each.init and not each.kw_only))


def _with_bases(cls: Any) -> Any:
    """The class, of which all bases are made."""
    for base in reversed(cls.__mro__[1:]):
        getattr(base, "__attrs_attrs__", None)
    return cls


def _refused(_: object, *__: object) -> None:
    """To set or delete an attribute of a frozen object."""
    raise attrs.exceptions.FrozenInstanceError


# ---- what all classes share ------------------------------------------------------------------------------------------


def _compared(cls: Any) -> Any:
    """What gives the fields of an object of the class that are compared."""
    return _getter(cls, "__compared__", [each.name for each in attrs.fields(cls) if each.eq])


def _hashed(cls: Any) -> Any:
    """What gives the fields of an object of the class that it is hashed by."""
    by = [each.name for each in attrs.fields(cls) if (each.eq if each.hash is None else each.hash)]
    return _getter(cls, "__hashed__", by)


def _getter(cls: Any, name: str, fields: list[str]) -> Any:
    """What gives these fields of an object; the class, for which it is made when it is first asked for, keeps it."""
    getter = attrgetter(*fields) if fields else _nothing
    setattr(cls, name, getter)
    return getter


def _nothing(_: object) -> tuple[()]:
    return ()


def _equals(self: Any, other: object) -> Any:
    cls = self.__class__
    if other.__class__ is not cls:
        return NotImplemented
    values = cls.__dict__.get("__compared__") or _compared(cls)
    return values(self) == values(other)


def _hash(self: Any) -> int:
    cls = self.__class__
    values = cls.__dict__.get("__hashed__") or _hashed(cls)
    return hash(values(self))


@recursive_repr("...")
def _shown(self: Any) -> str:
    cls = self.__class__
    fields = [(each.name, repr if each.repr is True else each.repr) for each in attrs.fields(cls) if each.repr]
    shown = [f"{name}={text(getattr(self, name))}" for name, text in fields]
    return f"{cls.__qualname__.rsplit('>.', 1)[-1]}({', '.join(shown)})"
