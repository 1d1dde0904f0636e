"""How far a long step is, for those who wait for it at a terminal."""

from collections.abc import Iterable
from typing import TypeVar

from pelican.log import console
from rich.progress import track

Item = TypeVar("Item")


def shown(items: Iterable[Item], what: str, count: int) -> Iterable[Item]:
    """The items, while a line says what is done and how many of `count` are; on a terminal alone, where nothing of it
    is left afterwards.
    """
    return track(items, what, count, console=console, transient=True, disable=not console.is_terminal or not count)
