"""Whether a content is still as it was loaded from the store, or a plugin has changed it meanwhile.

Whether its file is another is asked before that, in `sources`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from enum import Enum
from functools import cache
from itertools import chain
from pathlib import PosixPath
from typing import Any
from zoneinfo import ZoneInfo

from pelican.urlwrappers import Author, Category, Tag
from pelican.utils import SafeDatetime

from ..tracing.contents import attributes, state_of
from ..tracing.digests import MISSING, OWN, reference_of
from .records import dumps

# these can be told apart by comparing them, together with what kind of value they are
PLAIN = (int, float, bytes, type(None), bool, dt.date, dt.timedelta, dt.timezone, ZoneInfo, PosixPath)
TERMS = (Author, Category, Tag)
NOTHING = [dict, []]  # what is seen of a content of which nothing was loaded


class Loaded:
    """Contents as they were loaded, by id, while plugins have a say."""

    def __init__(self) -> None:
        self._states: dict[Any, Any] = {}
        self._texts: dict[Any, str | None] = {}

    def note(self, content: Any) -> None:
        """Note how a content is now, to be compared with how it is later."""
        self._states[reference_of(content)] = seen(state_of(content))

    def note_text(self, content: Any, text: str | None) -> None:
        """Note the very object that a content was given as its text, so that another one in its place is seen."""
        self._texts[reference_of(content)] = text

    def is_as_noted(self, content: Any, translations: list[Any]) -> bool:
        """Whether nothing of a content was changed since it was noted; `translations` are the ids of its own.

        False where that cannot be told, such as for values of which nothing is known.
        """
        own, id_ = attributes(content), reference_of(content)
        if "_content" in own and own["_content"] is not self._texts.get(id_, MISSING):
            return False
        others = [getattr(other, "__dict__", {}).get("_key") for other in own.get("translations", ())]
        if "translations" in own and others != translations:
            return False
        try:
            return seen(state_of(content)) == self._states.get(id_, NOTHING)
        except RecursionError:  # something that a plugin gave it holds itself
            return False


def seen(value: Any) -> Any:
    """A plain value that stands for `value`: if it is another later, somebody has changed `value` meanwhile."""
    kind = type(value)
    if kind is str:
        return value
    if kind in PLAIN:
        return kind, value
    if kind in (SafeDatetime, dt.datetime):
        return kind, value, value.tzinfo  # those of two zones can be equal
    if kind in (list, tuple):
        return [kind, *map(seen, value)]
    if kind in (dict, Counter):
        return [kind, [(seen(key), seen(item)) for key, item in value.items()]]
    if kind in TERMS and vars(value).keys() <= OWN:
        return kind, value._name, value._slug, value._slug_from_name  # noqa: SLF001 - the properties work them out
    if isinstance(value, Enum):
        return kind, value.name
    fields = _fields_of(kind)
    if fields is not None:
        return [kind, *(seen(getattr(value, name, MISSING)) for name in fields)]
    try:
        # an object of which nothing changed is the same bytes again, and of any other it cannot be told
        return kind, dumps(value)
    except Exception:  # noqa: BLE001 - whatever its own code raises
        return object()  # equal to nothing


@cache
def _fields_of(kind: type) -> tuple[str, ...] | None:
    """The names of all that an object of a kind holds, where these are known: of named tuples, and of dataclasses with
    slots; else None.
    """
    if issubclass(kind, tuple):
        fields = getattr(kind, "_fields", None)
        # one that inherits from a named tuple can hold more
        return fields if fields is not None and kind.__dictoffset__ == 0 else None
    slots = set(chain.from_iterable(vars(base).get("__slots__", ()) for base in kind.__mro__))
    names = tuple(getattr(kind, "__dataclass_fields__", ()))
    return names if names and slots == {*names} and kind.__dictoffset__ == 0 else None
