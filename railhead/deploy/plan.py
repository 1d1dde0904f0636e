"""Works out what a deploy does and in which order, from what is published and what the target's manifest says.

It touches neither: a plan is values, which `steps` carries out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from railhead.caching import is_lasting, original

from .manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

# as long as a page in a cache may be shown (`stale-if-error`), the assets that it asks for have to be there
KEPT = timedelta(days=7)

# what leads to other files, with or without a reader seeing it
_LEADING = (".html", ".xml", ".json", ".txt")
_ROOT = ("_headers", "_redirects", "SHA256SUMS")


@dataclass(frozen=True)
class Plan:
    """The steps of one deploy.

    `phases` are (what they are, paths), to be uploaded one phase after the other; then the paths in `removed` are
    removed. `before` is the manifest to be kept while that goes on, `after` the one to be kept from then on.
    """

    phases: tuple[tuple[str, tuple[str, ...]], ...]
    removed: tuple[str, ...]
    before: Manifest
    after: Manifest
    is_needed: bool

    @property
    def uploaded(self) -> list[str]:
        """All paths that are uploaded, in order."""
        return [path for _, paths in self.phases for path in paths]


def plan(wanted: dict[str, str], held: Manifest, now: datetime, *, everything: bool = False) -> Plan:
    """The Plan that makes a target hold the files `wanted`, a SHA-256 by path, when its manifest is `held`.

    With `everything`, files are uploaded that the target should already have. Files of ours that the site no longer
    has are removed, but those whose name changes with their content only once they have been retired for KEPT.
    """
    known = {path: digest for path, (digest, _) in held.retired.items()} | held.files
    for path in held.unsettled:
        known.pop(path, None)
    uploaded = {path for path, digest in wanted.items() if everything or known.get(path) != digest}
    gone = (held.files.keys() | held.retired.keys() | held.unsettled) - wanted.keys()
    retired = {}
    for path in filter(is_lasting, gone):
        _, since = held.retired.get(path, ("", now))
        if now - since < KEPT:
            retired[path] = (known.get(path, ""), since)
    removed = gone - retired.keys()
    phases = {name: [] for name in ("lasting assets", "other assets", "new pages", "changed pages")}
    for path in sorted(uploaded):
        phases[_phase(path, known)].append(path)
    needed_again = {path: digest for path, (digest, _) in held.retired.items() if path in wanted}
    unneeded = {path: value for path, value in held.retired.items() if path not in wanted}
    after = Manifest(wanted, retired)
    return Plan(
        phases=tuple((name, tuple(paths)) for name, paths in phases.items() if paths),
        removed=tuple(sorted(removed, key=lambda path: (not _is_leading(path), path))),
        before=Manifest(held.files | needed_again, unneeded, held.unsettled | uploaded | removed),
        after=after,
        is_needed=bool(uploaded or removed) or after != held,
    )


def _phase(path: str, known: Container[str]) -> str:
    """The name of the phase in which a file is uploaded; `known` are the paths that the target has."""
    if is_lasting(path):
        return "lasting assets"
    if not _is_leading(path):
        return "other assets"
    # what is new first: a list must not lead to a story that is not there yet
    return "changed pages" if path in known else "new pages"


def _is_leading(path: str) -> bool:
    """Whether a file leads to others, so that it is uploaded after them and removed before."""
    name = original(path)
    # Pagefind's own files are asked for by pages, not by readers
    return not name.startswith("pagefind/") and (name in _ROOT or name.endswith(_LEADING))
