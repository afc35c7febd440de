"""Between frozen dataclasses and plain JSON values, by their annotations; standard library only."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Hashable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, partial
from operator import attrgetter
from typing import Any, TypeVar, cast

T = TypeVar("T")
_PLAIN = (str, int, float, bool)


def plain(value: Any) -> Any:
    """JSON-ready copy of a value: dataclasses as dicts, tuples as lists, times in ISO 8601.

    Raises:
        TypeError: a value that has no plain form.
    """
    return _plainer(cast(Hashable, type(value)))(value)


def build(cls: type[T], data: Mapping[str, Any]) -> T:
    """The inverse of `plain` for a dataclass; keys that the class does not know are ignored.

    Raises:
        TypeError: a field without default is missing.
    """
    as_is, made = _makers(cast(Hashable, cls))
    given = {name: data[name] for name in as_is if name in data}
    for name, make in made:
        if name in data:
            given[name] = make(data[name])
    return cls(**given)


@cache
def _names(cls: Any) -> tuple[str, ...]:
    return tuple(f.name for f in fields(cls))


@cache
def _plainer(cls: Any) -> Callable[[Any], Any]:
    """What makes values of one type plain."""
    if issubclass(cls, Enum):
        return attrgetter("value")
    if cls is types.NoneType or issubclass(cls, (str, int, float)):
        return _same
    if issubclass(cls, (list, tuple)):
        return lambda v: [plain(x) for x in v]
    if issubclass(cls, Mapping):
        return lambda v: {str(k): plain(x) for k, x in v.items()}
    if issubclass(cls, date):
        return lambda v: v.isoformat()
    return _fields_plainer(cls)


def _fields_plainer(cls: Any) -> Callable[[Any], Any]:
    """Fields that are plain by their annotation are taken as they are, all at once."""
    names, hints = _names(cls), typing.get_type_hints(cls)
    others = tuple(name for name in names if hints[name] not in _PLAIN)
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names, names[0])  # of one name it would give no tuple

    def made(value: Any) -> dict[str, Any]:
        found = dict(zip(names, values(value), strict=False))
        for name in others:
            found[name] = plain(found[name])
        return found

    return made


@cache
def _makers(cls: Any) -> tuple[tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]:
    """The fields that are taken as they are, and those that are made of what is given."""
    hints = typing.get_type_hints(cls)
    all_of_them = [(name, _maker(hints[name])) for name in _names(cls)]
    as_is = tuple(name for name, make in all_of_them if make is _same)
    return as_is, tuple((name, make) for name, make in all_of_them if make is not _same)


def _maker(hint: Any) -> Callable[[Any], Any]:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return _optional(args)
    if origin is tuple:
        return _tuple_maker(args)
    if isinstance(hint, type):
        return _class_maker(hint)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _maker(args[1])
        return lambda v: {k: inner(x) for k, x in v.items()}
    return _frozen


def _tuple_maker(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(args) == 2 and args[1] is Ellipsis:
        one = _maker(args[0])
        return tuple if one is _same else lambda v: tuple([one(x) for x in v])
    each = [_maker(a) for a in args]
    return lambda v: tuple(make(x) for make, x in zip(each, v, strict=True))


def _class_maker(hint: type) -> Callable[[Any], Any]:
    if is_dataclass(hint):
        return partial(build, hint)
    if issubclass(hint, Enum):
        return hint
    if issubclass(hint, datetime):
        return datetime.fromisoformat
    if issubclass(hint, date):
        return date.fromisoformat
    return _same


def _optional(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    inner = [a for a in args if a is not type(None)]
    if len(inner) != 1:
        return _frozen
    make = _maker(inner[0])
    return lambda v: None if v is None else make(v)


def _same(value: Any) -> Any:
    return value


def _frozen(value: Any) -> Any:
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value
