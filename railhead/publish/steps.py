"""One publish, from beginning to end: makes of a checked site the one that readers get, and records what it says.

It neither builds nor checks, which `tasks.py publish` does before, and takes nothing to a server, as `deploy` does.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead import files, records
from railhead.paths import CHECKED, PUBLIC, RECORD, REMEMBERED, ROOT, SERVING
from railhead.record import published
from railhead.records import RecordError
from railhead.remembered import remembering

from . import changes, hosts, indexing, sums, writing
from .commit import Commit, commit_of
from .staging import PublishError, Staging

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from railhead.remembered import Remembered


@dataclass
class Outcome:
    """What was published.

    `stories` are lines on what changed for readers, `files` the number of all files, `differing` of those that are not
    as in the site published before, `made` of those that could not be taken over from it. `served_otherwise` names the
    files for servers that changed, `left_out` has sentences on what hosts leave out, `seconds` are by step.
    """

    stories: list[str] = field(default_factory=list)
    files: int = 0
    differing: int = 0
    made: int = 0
    served_otherwise: list[str] = field(default_factory=list)
    commit: Commit = field(default_factory=lambda: Commit(None, None))
    left_out: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def publish(
    settings: dict[str, Any],
    stories: published.Stories,
    seconds: dict[str, float],
    say: Callable[[str], object],
    *,
    everything: bool = False,
) -> None:
    """Publish CHECKED, which was built for `settings` from these stories, as PUBLIC, and say what changed for readers.

    RECORD keeps what the stories say. `seconds` are those of the steps before, by name. With `everything`, no file is
    taken over from PUBLIC. Raises PublishError for what cannot be; until all is written, PUBLIC is as it was.
    """
    try:
        done = remembering(REMEMBERED, partial(_publish, settings, stories, everything=everything), say)
    except PublishError as error:
        raise PublishError(f"{error} {PUBLIC.name}/ is as it was.") from None
    except OSError as error:
        why = error.strerror or error
        raise PublishError(
            f"The site cannot be written ({why}){_named(error.filename)}: {PUBLIC.name}/ is as it was."
        ) from None
    try:
        # not before: a story that no reader has seen need not say that it was changed
        published.keep(stories.differing, RECORD)
    except OSError as error:
        raise PublishError(
            f"The site is published, but {RECORD.name}/ cannot be written ({error.strerror}){_named(error.filename)}."
        ) from None
    _tell(done, seconds, say)


def _publish(
    settings: Mapping[str, Any], stories: published.Stories, remembered: Remembered, *, everything: bool
) -> Outcome:
    """The Outcome. Raises OSError and PublishError; the published site is then as it was."""
    files.refuse_links(RECORD, RECORD)
    done, clock = Outcome(), _Clock()
    # of compressed forms nobody can see what they hold: these have to be what an earlier publish of this user made
    is_own = not remembered.stale("checksums", {sums.SUMS: _digest(PUBLIC / sums.SUMS)})
    same_tools = is_own and _tools(PUBLIC) == sums.versions(ROOT)
    staging = Staging(PUBLIC, remembered, same_tools=same_tools, reuse=not everything)
    written = writing.write(CHECKED, staging, settings["SITEURL"], remembered)
    serving = writing.serving(written, staging.digests, stories.moved, settings["SITEURL"])
    done.made, done.seconds["written"] = written.made, clock.lap()
    if stories.ids:
        indexing.index(CHECKED, written.indexed, settings["SEARCH_SHARD"], staging, remembered)
    done.seconds["indexed"] = clock.lap()
    for name, text in hosts.texts(serving, hosts.IN_SITE).items():
        staging.put_alone(name, text.encode())
        done.left_out += hosts.left_out(name, text)
    counts = {"stories": len(stories.ids), "pages": sum(name.endswith(".html") for name in staging.digests)}
    done.commit = commit_of(ROOT)
    origin = sums.origin(ROOT, done.commit, counts)
    staging.put_alone(sums.BUILD, f"{json.dumps(origin, indent=1)}\n".encode())
    done.stories = changes.told(stories, RECORD, PUBLIC, staging, settings["FEED_ID_PREFIX"])
    # first, so that no site stands for longer than it takes to reload a server that does not know its policies
    done.served_otherwise = _tell_servers(SERVING, serving)
    done.files = len(staging.digests)
    done.differing = len(staging.land())
    remembered.keep("checksums", sums.SUMS, staging.digests[sums.SUMS], "")
    done.seconds["put into place"] = clock.lap()
    return done


def _tell(done: Outcome, seconds: Mapping[str, float], say: Callable[[str], object]) -> None:
    for line in [*(done.stories or ["no story differs from what was published"]), *done.left_out]:
        say(line)
    steps = ", ".join(f"{name} {took:.1f} s" for name, took in {**seconds, **done.seconds}.items())
    counts = f"{done.files} files, of which {done.differing} differ from before; {done.made} made anew"
    say(f"{PUBLIC.name}/: {counts}; {steps}")
    if done.served_otherwise:
        names = " and ".join(f"{SERVING.name}/{name}" for name in done.served_otherwise)
        say(f"{names} changed: a server that uses it has to load it anew, as by `nginx -s reload`.")
    for line in done.commit.told():
        say(line)
    say(f"Commit {RECORD.name}/, which records what the stories say.")


def _named(file: str | None) -> str:
    """A file of the project, to be put behind what is wrong with it."""
    return f" {Path(file).relative_to(ROOT)}" if file and Path(file).is_relative_to(ROOT) else ""


def _digest(path: Path) -> str:
    """The SHA-256 of a file; "" where there is none that can be read."""
    try:
        return sha256(records.read(path)).hexdigest()
    except (OSError, RecordError):
        return ""


def _tools(target: Path) -> object:
    """The versions that the build.json of the standing site says it was made with; None where it says none."""
    try:
        return records.group(records.loaded(records.read(target / sums.BUILD)), sums.BUILD)["versions"]
    except (OSError, RecordError, KeyError):
        return None


def _tell_servers(folder: Path, serving: hosts.Serving) -> list[str]:
    """Write what the servers of hosts.BESIDE are told; the names of those files that are other than before."""
    files.refuse_links(folder, folder)
    files.make_readable(folder)
    differing = []
    for name, text in hosts.texts(serving, hosts.BESIDE).items():
        path, data = folder / name, text.encode()
        if not path.is_file() or path.read_bytes() != data:
            differing.append(name)
            files.write(path, data, mode=files.READABLE, below=folder)
    return differing


class _Clock:
    """Tells how long each of several steps took."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def lap(self) -> float:
        """Seconds since the last lap."""
        last, self._last = self._last, time.perf_counter()
        return self._last - last
