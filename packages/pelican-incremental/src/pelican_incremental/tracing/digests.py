"""Digests of values: two that a template cannot tell apart have the same digest, also in another process.

The bytes of files have their digests from `files`, and templates have theirs from `templates`.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from enum import Enum
from hashlib import blake2b
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any, TypeAlias
from zoneinfo import ZoneInfo

from pelican.contents import Content
from pelican.urlwrappers import URLWrapper

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

    Put: TypeAlias = Callable[[bytes], object]
    Seen: TypeAlias = dict[int, int]  # how deep a value lies, by its id

SIZE = 12  # bytes of a digest
# what stands for an attribute that is not there
MISSING = ("missing",)
# kinds of values of which the digest is remembered
SIMPLE = {type(None), bool, int, dt.timedelta}
SCALARS = (int, float, complex)
PLAIN = {type(None), bool, *SCALARS, dt.date, dt.time, dt.timedelta}
# of a URLWrapper's attributes, those that Pelican sets, some of them only when an address was asked for
OWN = {"settings", "_name", "name", "_slug", "slug", "_slug_from_name"}


def is_settings(value: object) -> bool:
    """Whether a dict is Pelican's settings, or the context, which Pelican makes of a copy of them."""
    return isinstance(value, dict) and "PELICAN_CLASS" in value and "ARTICLE_PATHS" in value


class UntraceableError(TypeError):
    """A value that has no state to compare, such as an open file or an iterator."""


class Reference:
    """Mixin of objects whose own reads are traced: where one is held, only which one it is counts."""

    __slots__ = ()

    def _reference(self) -> Any:
        """What names the object in every build: the id of a content, the name of a list."""
        raise NotImplementedError


def reference_of(value: Any) -> Any:
    """What names a Reference in every build."""
    return type(value)._reference(value)  # noqa: SLF001 - templates and plugins find nothing of ours by other names


def value_digest(value: Any) -> bytes:
    """The digest, as bytes, of a value. Raises UntraceableError where there is nothing to compare."""
    kind = type(value)
    if kind is str:
        return digest(value)
    if kind in SIMPLE:
        return _simple_digest(kind, value)
    if value is MISSING:
        return MISSING_DIGEST
    parts = []
    _write(value, parts.append, {})
    return blake2b(b"\0".join(parts), digest_size=SIZE).digest()


@functools.lru_cache(1 << 14)
def _named(kind: type, name: object, slug: object) -> bytes:
    """The bytes that stand for a tag, a category or an author."""
    return _name(kind) + digest(str(name)) + digest(str(slug))


@functools.lru_cache(1 << 14)
def _simple_digest(kind: type, value: object) -> bytes:  # noqa: ARG001 - True is equal to 1, and has another digest
    parts = []
    _write(value, parts.append, {})
    return blake2b(b"\0".join(parts), digest_size=SIZE).digest()


def digest(data: str | bytes) -> bytes:
    """The digest of a text or of bytes: that of a text is another than that of its UTF-8 bytes."""
    if isinstance(data, str):
        data = b"s" + data.encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=SIZE).digest()


def value_or_kind_digest(value: Any) -> bytes:
    """The digest of a value, or the name of its type, as bytes, for one that cannot be compared."""
    try:
        return value_digest(value)
    except Exception:  # noqa: BLE001 - whatever it is, and whatever its own code raises
        return type(value).__qualname__.encode()


def _write(value: Any, put: Put, seen: Seen) -> None:  # noqa: C901, PLR0912 - one case a kind of value, those first that there are most of
    kind = type(value)
    if kind is str:
        put(_text(value))
    elif kind in PLAIN:
        put(_plain(value))
    elif isinstance(value, str):
        put(_name(kind))
        put(_text(str(value)))
    elif isinstance(value, Reference):
        put(b"ref %r" % (reference_of(value),))
    elif isinstance(value, Enum):
        put(_name(kind) + value.name.encode())
    elif isinstance(value, list | tuple | dict) and not is_settings(value):
        _write_inside(value, _write_items, put, seen)
    elif isinstance(value, SCALARS):
        put(_plain(value))
    elif isinstance(value, bytes | bytearray | memoryview):
        put(b"b" + digest(bytes(value)))
    elif isinstance(value, dt.datetime):
        put(_name(kind) + value.isoformat().encode() + str(value.tzinfo).encode())
    elif isinstance(value, dt.date | dt.time | dt.timedelta | dt.tzinfo | ZoneInfo | PurePath):
        put(_plain(value))
    elif is_settings(value):
        put(b"settings")  # a change of settings begins anew
    elif isinstance(value, type):
        put(_name(value))
    elif isinstance(value, ModuleType):
        put(b"module " + value.__name__.encode())
    elif isinstance(value, re.Pattern):
        put(b"pattern " + repr((value.pattern, value.flags)).encode())
    else:
        _write_inside(value, _write_object, put, seen)


def _text(value: str) -> bytes:
    """A text as bytes, after their length: so two texts in a row cannot be taken for two others."""
    data = value.encode("utf-8", "surrogatepass")
    return b"s%d " % len(data) + data


def _plain(value: object) -> bytes:
    """The bytes that stand for a value which says all of itself when it is written out."""
    return _name(type(value)) + repr(value).encode()


def _write_inside(value: object, write: Callable[[Any, Put, Seen], None], put: Put, seen: Seen) -> None:
    """Write what a value holds, which may be the value itself."""
    if id(value) in seen:
        put(b"around %d" % seen[id(value)])
        return
    seen[id(value)] = len(seen)
    write(value, put, seen)
    del seen[id(value)]


def _write_items(value: dict[Any, Any] | list[Any] | tuple[Any, ...], put: Put, seen: Seen) -> None:
    if isinstance(value, dict):
        put(_name(type(value)) + b"{%d" % len(value))
        items = [part for pair in value.items() for part in pair]
    else:
        put(_name(type(value)) + b"[%d" % len(value))
        items = value
    for item in items:
        if type(item) is str:
            put(_text(item))
        else:
            _write(item, put, seen)


def _write_object(value: Any, put: Put, seen: Seen) -> None:
    kind = type(value)
    if isinstance(value, set | frozenset):
        put(_name(kind) + b"".join(sorted(value_digest(item) for item in value)))
    elif isinstance(value, URLWrapper):
        put(_named(kind, value.name, value.slug))
        _write(sorted(item for item in vars(value).items() if item[0] not in OWN), put, seen)
    elif isinstance(value, Content):
        # one that a plugin made itself
        own = {name: item for name, item in vars(value).items() if name not in {"settings", "_context"}}
        _write((own, value.url, (value.content, value.summary) if own.get("_content") else None), put, seen)
    elif callable(value) and _write_callable(value, put, seen):
        pass
    else:
        state = _state(value)
        put(_name(kind))
        for name, item in state:
            put(name.encode())
            _write(item, put, seen)


def _write_callable(value: Any, put: Put, seen: Seen) -> bool:
    if isinstance(value, functools.partial):
        put(b"partial")
        _write((value.func, value.args, value.keywords), put, seen)
    elif isinstance(value, MethodType):
        put(b"method " + value.__func__.__qualname__.encode())
        _write(value.__self__, put, seen)
    elif isinstance(value, BuiltinFunctionType):
        put(b"builtin " + value.__qualname__.encode())
    elif isinstance(getattr(value, "__wrapped__", value), FunctionType):
        function = getattr(value, "__wrapped__", value)
        put(b"function " + f"{function.__module__}.{function.__qualname__}".encode())
        _write_code(function.__code__, put, seen)
        _write((function.__defaults__, function.__kwdefaults__), put, seen)
        for cell in function.__closure__ or ():
            try:
                _write(cell.cell_contents, put, seen)
            except (UntraceableError, ValueError):
                put(b"?")  # what a function keeps to itself shows in what it returns
    else:
        return False
    return True


def _write_code(code: CodeType, put: Put, seen: Seen) -> None:
    put(code.co_code)
    _write(code.co_names, put, seen)
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            _write_code(constant, put, seen)
        else:
            _write(constant, put, seen)


def _state(value: object) -> list[tuple[Any, Any]]:
    """The (name, value) pairs of an object's attributes."""
    slots = [name for base in type(value).__mro__ for name in _slots(base)]
    if not hasattr(value, "__dict__") and not slots:
        raise UntraceableError(f"a {type(value).__qualname__} cannot be compared")
    pairs = dict(getattr(value, "__dict__", {}))
    pairs |= {name: getattr(value, name) for name in slots if hasattr(value, name)}
    return sorted(pairs.items(), key=lambda pair: str(pair[0]))


def _slots(base: type) -> list[str]:
    slots = base.__dict__.get("__slots__", ())
    names = (slots,) if isinstance(slots, str) else tuple(slots)
    return [name for name in names if name not in {"__dict__", "__weakref__"}]


@functools.cache
def _name(kind: type) -> bytes:
    return f"{kind.__module__}.{kind.__qualname__} ".encode()


MISSING_DIGEST = digest("missing")
