"""What a long step does and how far it is, for those who wait for it at a terminal."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from pelican.log import console
from rich.progress import track

if TYPE_CHECKING:
    from collections.abc import Iterable

Item = TypeVar("Item")


def shown(items: Iterable[Item], what: str, count: int) -> Iterable[Item]:
    """The items, while a line says what is done and how many of `count` are; on a terminal alone, where nothing of it
    is left afterwards.
    """
    return track(items, what, count, console=console, transient=True, disable=not console.is_terminal or not count)


def doing(what: str) -> AbstractContextManager[object]:
    """Says what is done while the context lasts, where nobody can tell how far it is; otherwise as `shown`."""
    return console.status(what) if console.is_terminal else nullcontext()
