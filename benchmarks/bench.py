"""The parts of the task `bench`.

It measures nothing itself, and does not run the engine's benchmarks, which packages/pelican-incremental has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from railhead.errors import SiteError
from railhead.paths import ROOT

from . import building, previewing, publish, reporting, serving, site

if TYPE_CHECKING:
    from collections.abc import Callable

PARTS = ("build", "preview", "publish", "site", "serve", "report")
DOCUMENT = ROOT / "docs" / "benchmarks.md"


def run(what: str, stories: int, repeats: int, say: Callable[[str], object]) -> None:
    """Measure one of PARTS with this number of generated `stories` and of `repeats`, or write down what was measured.

    `say` is given lines for the terminal. Raises SiteError for another part, and for what cannot be measured.
    """
    if what not in PARTS:
        *first, last = (f"`{part}`" for part in PARTS)
        raise SiteError(f"bench has no part `{what}`: it has {', '.join(first)} and {last}.")
    if stories < 0 or repeats < 1:
        raise SiteError("--stories is a number from 0 on, and --repeats one from 1 on.")
    if what == "build":
        say(reporting.builds([building.run(stories, say)]))
    elif what == "preview":
        say(reporting.previews([previewing.run(stories, repeats, say)]))
    elif what == "publish":
        say(reporting.publishing([publish.run(stories, say)]))
    elif what == "site":
        say(reporting.beside([site.run(stories, repeats, say)]))
    elif what == "serve":
        say(serving.run(say).told())
    else:
        reporting.update(DOCUMENT)
        say(f"{DOCUMENT.relative_to(ROOT)} is written.")
