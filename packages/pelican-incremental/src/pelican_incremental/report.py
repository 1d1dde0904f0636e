"""What a build did, and why."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


class Report:
    """Paths of sources `read`; names of outputs `rendered`, `made` by plugins in their own ways, `written` (their bytes
    differed), `skipped`, `removed`.

    `skipped`, in which most of a site may be, is in no order.
    `seconds` tells how long each part took, `notices` what a maintainer should know, and `costs` what makes every
    build of the site slower than it could be.
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
        """Why the output called `name` was rendered, as sentences; none where it was not."""
        return list(self._why.get(name, ()))

    def summary(self) -> str:
        """The whole in a line: how many of each there were, and the seconds that each part took."""
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
