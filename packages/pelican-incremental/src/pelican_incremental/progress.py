"""Shows at a terminal how far a long step is. Nothing is shown where output goes to a file or another program."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, TypeVar

from pelican.log import console

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")
AFTER = 1  # seconds for which a step says nothing


def shown(items: Iterable[Item], what: str, count: int) -> Iterator[Item]:
    """Yield the items; where that takes longer than AFTER, show `what` is done, how many of `count`, and the time left.

    It is shown on a terminal alone, and taken away at the end.
    """
    if not console.is_terminal or console.quiet:
        yield from items
        return
    from rich.errors import LiveError  # noqa: PLC0415 - they take longer to import than a small step
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    progress, begun, is_started = Progress(*columns, console=console, transient=True), time.perf_counter(), False
    task = progress.add_task(what, total=count)
    try:
        for done, item in enumerate(items, 1):
            yield item
            progress.update(task, completed=done)
            if not is_started and time.perf_counter() - begun > AFTER:
                is_started = True
                try:
                    progress.start()
                except LiveError:  # somebody else shows something, and rich is of a version that shows one thing
                    progress.disable = True
    finally:
        progress.stop()
