"""What makes the builds of a site slower than they could be, in sentences that say what to do about it.

It changes nothing of how the site is built: what is read and rendered is decided in reading/ and `build`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from .tracing.signals import MAKING, PREREAD, receivers_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .build import Build


class Reason(NamedTuple):
    """Why all pages are rendered, what to do about it, and the names of those functions of plugins that are meant.

    `advice` is empty where it is so in this build alone.
    """

    why: str
    advice: str = ""
    by: Sequence[str] = ()


def costs_of(build: Build) -> list[str]:
    """Sentences on what makes each build of this site slower than it could be, the greatest cost first."""
    told = []
    for why, advice, by in build.reasons:
        if advice:
            named = f" ({', '.join(by)})" if by else ""
            told.append(f"All pages are rendered at every build: {why}{named}. {advice}")
    told += _of_reading(build)
    if receivers_of(*MAKING):
        told.append(
            "An object is made of every content at every build, because a plugin listens to `content_object_init` or"
            " `article_generator_context`. If it can, have it listen to `all_generators_finalized`."
        )
    # those rendered now, and those of earlier builds that were kept
    volatile = {
        name: output.volatile for name, output in build.outputs.items() if output.volatile and name in build.kept
    }
    volatile |= {name: written.read.volatile for name, written in build.written.items()}
    for why, count in Counter(filter(None, volatile.values())).most_common():
        name = next(name for name, other in volatile.items() if other == why)
        files = "file is" if count == 1 else "files are"
        told.append(f"{count} {files} rendered at every build, as {name}: {why}.")
    return told


def _of_reading(build: Build) -> Iterator[str]:
    sources = build.sources
    if receivers_of(*PREREAD):
        yield "All sources are read at every build, because a plugin listens to `article_generator_preread`."
    for name in sorted(sources.remembering):
        yield (
            f"All sources of the reader {name} are read at every build, one after the other: it keeps something in mind"
            " from file to file. If that has no say in what it returns, give its class the attribute `pure = True`."
        )
    kinds = Counter(sources.asking.values())
    for why, count in kinds.most_common():
        path = build.library.path_of(next(id_ for id_, other in sources.asking.items() if other == why))
        these = "source is" if count == 1 else "sources are"
        yield f"{count} {these} read at every build, as {path}: reading asks {why}."
    for name, why in sorted(sources.watched.items()):
        yield (
            f"What the reader {name} calls is watched, which makes reading about four times as slow: its code, or what"
            f" a plugin adds to it, may ask {why}. If it does not, give its class the attribute `pure = True`."
        )
