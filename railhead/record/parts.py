"""Long lists in parts, one for each page: what stands on a page stays there when the list grows.

The first page has the newest items. Those before are cut off from the oldest on, so that a new item changes the first
page and none of the others, and a link to one of these leads to the same items in ten years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Item = TypeVar("Item")


class Part(NamedTuple, Generic[Item]):
    """The items on one page of a list, newest first.

    `below`, `newer` and `older` are where the page and its neighbours lie, below the address of the list: "" for the
    first page, "page/1/" for that with the oldest items. A neighbour that is not there is None.
    """

    items: Sequence[Item]
    below: str
    newer: str | None
    older: str | None


def newest(items: Sequence[Item], length: int) -> Part[Item]:
    """The part of a list for its first page: at least `length` items, newest first, and fewer than twice as many."""
    others = _others(items, length)
    return Part(items[: len(items) - others * length], "", None, _below(others))


def older(items: Sequence[Item], length: int) -> Iterator[Part[Item]]:
    """The parts of a list for the pages behind the first, the oldest part first.

    Each has `length` items, newest first; so a new item changes none of them.
    """
    others = _others(items, length)
    for number in range(1, others + 1):
        end = len(items) - (number - 1) * length
        newer = _below(number + 1) if number < others else ""
        yield Part(items[end - length : end], f"page/{number}/", newer, _below(number - 1))


def _others(items: Sequence[object], length: int) -> int:
    return max(len(items) // length - 1, 0)


def _below(number: int) -> str | None:
    return f"page/{number}/" if number else None
