"""One publish, from beginning to end: from a checked site to the site that readers get."""

import json
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from railhead import files
from railhead.paths import CHECKED, PUBLIC, RECORD, ROOT, SERVING
from railhead.record import published
from railhead.story.reader import Reading

from . import changes, hosts, search, sums, writing
from .staging import PublishError, Staging


@dataclass
class Outcome:
    """What was published: lines on stories, how many files in all and how many differ, what servers are told
    otherwise, what build.json says, sentences on what hosts leave out, and seconds by step.
    """

    stories: list[str] = field(default_factory=list)
    files: int = 0
    differing: int = 0
    served_otherwise: list[str] = field(default_factory=list)
    origin: dict[str, Any] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def publish(
    settings: dict[str, Any], readings: list[Reading], seconds: dict[str, float], say: Callable[[str], object]
) -> None:
    """Publish CHECKED, which was built for `settings` from `readings`, as PUBLIC, and say what changed for readers.

    RECORD keeps what the stories say. `seconds` are those of the steps before, by name. Raises PublishError for what
    cannot be; until all is written, PUBLIC is as it was.
    """
    try:
        done = _publish(settings, readings)
    except PublishError as error:
        raise PublishError(f"{error} {PUBLIC.name}/ is as it was.") from None
    except OSError as error:
        why = error.strerror or error
        raise PublishError(
            f"The site cannot be written ({why}){_named(error.filename)}: {PUBLIC.name}/ is as it was."
        ) from None
    try:
        # not before: a story that no reader has seen need not say that it was changed
        published.keep(readings, RECORD)
    except OSError as error:
        raise PublishError(f"The site is published, but {RECORD.name}/ cannot be written ({error.strerror}).") from None
    _tell(done, seconds, say)


def _publish(settings, readings):
    """The Outcome. Raises OSError and PublishError; the published site is then as it was."""
    done, clock = Outcome(), _Clock()
    done.stories = changes.told(readings, RECORD, PUBLIC, settings["FEED_ID_PREFIX"])
    staging = Staging(PUBLIC, same_tools=_tools(PUBLIC) == sums.versions(ROOT))
    try:
        serving = writing.write(CHECKED, staging, settings["SITEURL"])
        done.seconds["written"] = clock.lap()
        stories = len(list(published.stories(readings)))
        if stories:
            _index(CHECKED, staging)
        done.seconds["indexed"] = clock.lap()
        for name, text in hosts.texts(serving, hosts.IN_SITE).items():
            staging.put_alone(name, text.encode())
            done.left_out += hosts.left_out(name, text)
        counts = {"stories": stories, "pages": sum(name.endswith(".html") for name in staging.digests)}
        done.origin = sums.origin(ROOT, counts)
        staging.put_alone(sums.BUILD, f"{json.dumps(done.origin, indent=1)}\n".encode())
        # first, so that no site stands for longer than it takes to reload a server that does not know its policies
        done.served_otherwise = _tell_servers(SERVING, serving)
        done.files = len(staging.digests)
        done.differing = len(staging.land())
    except BaseException:
        staging.abandon()
        raise
    done.seconds["put into place"] = clock.lap()
    return done


def _tell(done, seconds, say):
    for line in [*(done.stories or ["no story differs from what was published"]), *done.left_out]:
        say(line)
    steps = ", ".join(f"{name} {took:.1f} s" for name, took in {**seconds, **done.seconds}.items())
    say(f"{PUBLIC.name}/: {done.files} files, of which {done.differing} differ from before; {steps}")
    if done.served_otherwise:
        names = " and ".join(f"{SERVING.name}/{name}" for name in done.served_otherwise)
        say(f"{names} changed: a server that uses it has to load it anew, as by `nginx -s reload`.")
    if not done.origin["matches_commit"]:
        say("This release cannot be reproduced: there are uncommitted changes. Commit them and publish again.")
    say(f"Commit {RECORD.name}/, which records what the stories say.")


def _named(file):
    """A file of the project, to be put behind what is wrong with it."""
    return f" {Path(file).relative_to(ROOT)}" if file and Path(file).is_relative_to(ROOT) else ""


def _index(site, staging):
    folder = staging.folder / "pagefind"
    search.index(site, folder)
    made = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    shutil.rmtree(folder)
    for path, data in made.items():
        staging.put(path.relative_to(staging.folder).as_posix(), data)


def _tools(target):
    """The versions that the standing site says it was made with."""
    try:
        return json.loads((target / sums.BUILD).read_text(encoding="utf-8"))["versions"]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _tell_servers(folder, serving):
    """Write what the servers of hosts.BESIDE are told; the names of those files that are other than before."""
    folder.mkdir(exist_ok=True)
    differing = []
    for name, text in hosts.texts(serving, hosts.BESIDE).items():
        path, data = folder / name, text.encode()
        if not path.is_file() or path.read_bytes() != data:
            differing.append(name)
            files.write(path, data)
    return differing


class _Clock:
    def __init__(self):
        self._last = time.perf_counter()

    def lap(self):
        """Seconds since the last lap."""
        last, self._last = self._last, time.perf_counter()
        return self._last - last
