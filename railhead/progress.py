"""What a long step does and how far it is, for those who wait for it at a terminal.

What a task has done or found is not printed here: the task says that itself, and without a terminal as well.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, TypeVar

from pelican.log import console
from rich.progress import track

if TYPE_CHECKING:
    from collections.abc import Iterable

Item = TypeVar("Item")


def shown(items: Iterable[Item], what: str, count: int) -> Iterable[Item]:
    """The items, `count` of them. While they are taken, a line on the terminal says `what` is done and how far it is,
    and is gone afterwards; without a terminal nothing is said.
    """
    return track(items, what, count, console=console, transient=True, disable=not console.is_terminal or not count)


def doing(what: str) -> AbstractContextManager[object]:
    """Shows `what` is being done on the terminal, as long as the context lasts, for work whose length nobody knows."""
    return console.status(what) if console.is_terminal else nullcontext()
