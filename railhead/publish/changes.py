"""Says what a publish changes for readers: stories added, changed, corrected and gone.

Whether a change should have been told to readers is not judged here, but by `check`, before
(railhead/check/edits.py).
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from railhead import records
from railhead.record import published
from railhead.records import RecordError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from .staging import Staging

LISTED = 20  # stories of each kind of change
TWIN = re.compile("[0-9][^/]*/[^/]+/story.json")


def told(stories: published.Stories, record: Path, standing: Path, staging: Staging, prefix: str) -> list[str]:
    """Lines that say how the published stories differ from what was published before, LISTED at most of each kind.

    The folder `record` holds what was said, and the folder `standing` the site that readers have, whose twins name
    stories by `prefix` and id; `staging` is where the next one is made.
    """
    told = {}
    for story in sorted(stories.differing, key=lambda story: story.id):
        file = record / f"{story.id}.txt"
        before = published.lines_of(file) if os.path.lexists(file) else None
        if before != story.lines:
            told.setdefault(_verb(before, story.lines), []).append(story.path)
    told["gone"] = [url for name, url in _twins(standing, staging, prefix) if name not in stories.ids]
    return [line for verb, places in told.items() for line in _bounded(verb, places)]


def _bounded(verb: str, places: Sequence[str]) -> Iterator[str]:
    """Yield a line for each of the places, of which there may be ten thousand when a site is first published."""
    yield from (f"{verb}: {place}" for place in places[:LISTED])
    if len(places) > LISTED:
        yield f"{verb}: {len(places) - LISTED:,} more"


def _verb(before: list[str] | None, now: list[str]) -> str:
    """What became of a story, by the lines of its record before, if there was one, and now."""
    if before is None:
        return "added"
    new = set(now) - set(before)
    if any(line.startswith("correction ") for line in new):
        return "corrected"
    return "moved" if all(line.startswith(("address ", "alias ")) for line in new) else "changed"


def _twins(standing: Path, staging: Staging, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield (id, address) of each story of a published site whose twin is not as it was."""
    changed = (name for name, digest in staging.listed.items() if staging.digests.get(name) != digest)
    for name in sorted(filter(TWIN.fullmatch, changed)):
        try:
            twin = records.group(records.loaded(records.read(standing / name)), name)
            yield str(twin["id"]).removeprefix(prefix), str(twin["url"])
        except (OSError, RecordError, KeyError):
            continue  # damaged: what it said is not known
