"""What a function holds in variables: plugins gather there what filters and functions of templates look up.

A page that calls such a function depends on what it holds when the first page is begun. Only the function's own package
is looked through, and only under the names that its code uses.
"""

from __future__ import annotations

import builtins
import functools
from collections import Counter, OrderedDict, defaultdict, deque
from hashlib import blake2b
from types import FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from .digests import MISSING, SIZE, Reference, is_settings, value_or_kind_digest
from .reach import PLAIN, TRUSTED, codes_of, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

COLLECTIONS = (dict, list, set, frozenset, tuple, deque, defaultdict, OrderedDict, Counter)


def held_by(function: Callable[..., Any]) -> bytes | None:
    """A digest of the values of the variables outside a function that its code uses; None where it uses none."""
    package = _package(function)
    if package is None:
        return None
    digest, found, seen, waiting = blake2b(digest_size=SIZE), False, set(), [("", function)]
    while waiting:
        name, value = waiting.pop()
        if id(value) in seen:
            continue
        # data first: to ask a content for what it wraps would load it
        if _is_data(value):
            found = True
            digest.update(name.encode("utf-8", "surrogatepass") + b"\0" + value_or_kind_digest(value))
        elif not isinstance(value, ModuleType):
            seen.add(id(value))
            waiting += _parts(value, package)
    return digest.digest() if found else None


def _parts(value: Any, package: str) -> list[tuple[str, Any]]:
    """(name, value) of what code or an object of the package finds; nothing for those of other packages."""
    if isinstance(value, functools.partial):
        return [("", value.func), ("arguments", value.args), ("keywords", value.keywords)]
    if isinstance(value, MethodType):
        return [("", value.__func__), ("", value.__self__)]
    if hasattr(value, "__wrapped__"):
        return [("", value.__wrapped__)]
    if _package(value if isinstance(value, FunctionType | type) else type(value)) != package:
        return []
    if isinstance(value, FunctionType):
        return list(_found_by(value))
    if isinstance(value, type):
        return [(name, getattr(item, "__func__", item)) for name, item in vars(value).items() if name[:2] != "__"]
    return [("", type(value)), *getattr(value, "__dict__", {}).items()]


def _found_by(function: FunctionType) -> Iterable[tuple[str, Any]]:
    for code in codes_of(function.__code__):
        own, _, _ = names_of(code)
        for name in sorted(own):
            value = function.__globals__.get(name, MISSING)
            if value is not MISSING and not hasattr(builtins, name):
                yield name, value
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        try:
            yield name, cell.cell_contents
        except ValueError:
            continue  # not set yet
    if defaults := (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
        yield "defaults", defaults


def _package(value: Any) -> str | None:
    """The package that a function, a class or an object is defined in, or None where it is a known one."""
    module = getattr(value, "__module__", None) or getattr(type(value), "__module__", None) or "builtins"
    parts = module.split(".")
    if parts[:2] == ["pelican", "plugins"]:
        return ".".join(parts[:3])
    return None if parts[0] in TRUSTED or parts[0] == "builtins" else parts[0]


def _is_data(value: Any) -> bool:
    """Whether a value is plain, a content, or a collection: what can be compared, and is no code."""
    return isinstance(value, (*PLAIN, Reference)) or (type(value) in COLLECTIONS and not is_settings(value))
