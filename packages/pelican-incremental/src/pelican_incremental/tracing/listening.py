"""Whether receivers of the signal `content_written` only take notes, which is found out by looking through their code.

Such a receiver can be told of files that stay as they are as well, so that not all pages have to be rendered for it.
Other signals are not looked into here: `signals` says what their receivers can change.
"""

from __future__ import annotations

import builtins
import logging
import os
import re
import weakref
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

from .reach import DESCRIPTORS, Reach, codes_of, names_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from blinker import Signal

# modules in which nothing opens, lists or starts anything, and the functions of os.path that only work on names
HARMLESS = {"re", "html", "json", "math", "string", "datetime", "itertools", "operator", "collections", "urllib.parse"}
PATHS = {"join", "relpath", "basename", "dirname", "split", "splitext", "normpath", "commonpath", "abspath", "isabs"}
PATHS |= {"sep", "curdir", "pardir", "altsep", "extsep", "path"}
# builtins with which code could reach anything
FAR = {"open", "exec", "eval", "compile", "__import__", "input", "globals", "vars", "print", "breakpoint"}
NOTEBOOKS = (dict, list, set)
VALUES = (str, bytes, int, float, bool, type(None), dict, list, set, tuple, frozenset, logging.Logger, re.Pattern)


def only_takes_notes(signal: Signal, context: Mapping[str, Any]) -> bool:
    """Whether no receiver of a signal names anything with which it could open files or ask for more than it is told.

    It may keep what it is told, in objects and variables of its own, but not in those that the `context` has: pages
    could read there of the files that were written before them.
    """
    shared = {id(value) for value in context.values() if isinstance(value, NOTEBOOKS)}
    receivers = list(_receivers(signal))
    if "send" in vars(signal) or not all(_is_harmless(receiver, set()) for receiver in receivers):
        return False
    return all(shared.isdisjoint(map(id, Reach([receiver], {}).holds)) for receiver in receivers)


def _receivers(signal: Signal) -> Iterable[Callable[..., Any] | None]:
    """Those of all senders; None stands for one that is no more."""
    return (one() if isinstance(one, weakref.ref) else one for one in list(signal.receivers.values()))


def _is_harmless(value: Any, seen: set[tuple[int, int]]) -> bool:
    if isinstance(value, MethodType):
        return _is_harmless_code(value.__func__, value.__self__, seen)
    if isinstance(value, FunctionType):
        return _is_harmless_code(value, None, seen)
    if isinstance(value, BuiltinFunctionType):
        return value.__module__ == "builtins" and value.__name__ not in FAR
    if isinstance(value, type):
        return value.__module__ in {"builtins", "datetime", "pelican.contents", "pelican.urlwrappers"}
    return isinstance(value, VALUES)


def _is_harmless_code(function: Any, owner: Any, seen: set[tuple[int, int]]) -> bool:
    if not isinstance(function, FunctionType) or hasattr(function, "__wrapped__") or function.__closure__:
        return False
    if (id(function), id(owner)) in seen:
        return True
    seen.add((id(function), id(owner)))
    defaults = (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    if not all(_is_harmless(value, seen) for value in defaults):
        return False
    return all(_is_harmless_here(code, function, owner, seen) for code in codes_of(function.__code__))


def _is_harmless_here(code: CodeType, function: FunctionType, owner: Any, seen: set[tuple[int, int]]) -> bool:
    own, attributes, imports = names_of(code)
    if imports:
        return False
    for name in own:
        value = function.__globals__.get(name, getattr(builtins, name, None))
        if isinstance(value, ModuleType):
            if not _is_harmless_module(value, attributes):
                return False
        elif not _is_harmless(value, seen):
            return False
    return owner is None or all(_is_harmless_in(owner, item, seen) for item in _found_in(owner, attributes))


def _found_in(owner: Any, names: set[str]) -> Iterable[Any]:
    """All that an object, or a class, may have by one of these names."""
    kinds = owner.__mro__ if isinstance(owner, type) else type(owner).__mro__
    places = [vars(kind) for kind in kinds] + ([] if isinstance(owner, type) else [getattr(owner, "__dict__", {})])
    return (place[name] for place in places for name in names & place.keys())


def _is_harmless_in(owner: Any, item: Any, seen: set[tuple[int, int]]) -> bool:
    if isinstance(item, staticmethod | classmethod):
        item = item.__func__
    elif isinstance(item, property):
        item = item.fget
    if isinstance(item, FunctionType):
        return _is_harmless_code(item, owner, seen)
    return _is_harmless(item, seen) or isinstance(item, (*DESCRIPTORS, BuiltinFunctionType))


def _is_harmless_module(module: ModuleType, attributes: set[str]) -> bool:
    if module.__name__ in {"os", "posixpath", "ntpath"}:
        return attributes & (vars(module).keys() | vars(os.path).keys()) <= PATHS
    return module.__name__ in HARMLESS
