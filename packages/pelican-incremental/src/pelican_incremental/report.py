"""What a build did, and why, for a line in the terminal and for programs. It decides nothing."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


class Report:
    """What one build did: `read` has paths of sources, and the other lists names of files below the output folder.

    - `rendered`: pages and files that were stale.
    - `made`: files that plugins wrote in ways of their own.
    - `written`: files whose bytes differed, and so were put into place.
    - `skipped`: files that stay as they were, in no order. Most of a site may be in it.
    - `removed`: files that the site does not have any more.
    - `seconds`: how long each part of the build took.
    - `notices`: what a maintainer should know.
    - `costs`: what makes every build of the site slower than it could be.
    """

    def __init__(self) -> None:
        self.read: list[str] = []
        self.rendered: list[str] = []
        self.made: list[str] = []
        self.written: list[str] = []
        self.removed: list[str] = []
        self.skipped: set[str] = set()
        self.notices: list[str] = []
        self.costs: list[str] = []
        self.seconds: dict[str, float] = {}
        self._why: dict[str, list[str]] = {}

    @contextmanager
    def timed(self, part: str) -> Generator[None]:
        """Count the time spent inside towards a part."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[part] = self.seconds.get(part, 0) + time.perf_counter() - started

    def because(self, name: str, reason: str) -> None:
        """Note why an output is rendered."""
        reasons = self._why.setdefault(name, [])
        if reason not in reasons:
            reasons.append(reason)

    def why(self, name: str) -> list[str]:
        """Why the output file `name` was rendered, as sentences. The list is empty where it was not rendered."""
        return list(self._why.get(name, ()))

    def summary(self) -> str:
        """A line that says how many files were read, rendered, written, skipped and removed, and how long that took."""
        counts = {
            "read": len(self.read),
            "rendered": len(self.rendered),
            **({"made by plugins": len(self.made)} if self.made else {}),
            "written": len(self.written),
            "skipped": len(self.skipped),
            "removed": len(self.removed),
        }
        spent = ", ".join(f"{part} {seconds:.2f} s" for part, seconds in self.seconds.items())
        return f"{', '.join(f'{count} {what}' for what, count in counts.items())} ({spent})"
