"""What is noted of a content as it was loaded: whether a plugin has changed something inside a value of it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from pelican_incremental.reading.loaded import seen


class Named(NamedTuple):
    values: list[Any]


class Further(Named):
    """A named tuple that can hold more than its fields."""


@dataclass(slots=True)
class Slotted:
    values: list[Any] = field(default_factory=list)


@dataclass(slots=True)
class Inheriting(Slotted):
    more: list[Any] = field(default_factory=list)


@dataclass
class Open:
    values: list[Any] = field(default_factory=list)


def inside(value):
    value.values.append("new")


def beside(value):
    value.other = "new"


CHANGES = {
    "in a named tuple": (lambda: Named([]), inside),
    "beside the fields of one": (lambda: Further([]), beside),
    "in a class with slots": (Slotted, inside),
    "in one that inherits": (Inheriting, inside),
    "in its own": (Inheriting, lambda value: value.more.append("new")),
    "in one without": (Open, inside),
    "beside its fields": (Open, beside),
    "in a counter": (lambda: Counter("aab"), lambda value: value.update("a")),
    "deep in a list": (lambda: [(Named([Slotted()]),)], lambda value: inside(value[0][0].values[0])),
}


@pytest.mark.parametrize(("make", "change"), CHANGES.values(), ids=CHANGES)
def test_a_change_inside_a_value_is_seen(make, change):
    value = make()
    before = seen(value)
    assert seen(value) == before
    change(value)
    assert seen(value) != before
