"""One publication: everything between a checked site and the site that readers get."""

import json
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from . import changes, hosts, search, sums, writing
from .release import Release

SERVING = "serving"  # what servers of one's own are told, beside the site, because it is none of the readers' business


class Folders(NamedTuple):
    """The project, the site as built, the site as published, and the record of what its stories say."""

    project: Path
    site: Path
    target: Path
    record: Path


@dataclass
class Publication:
    """What was published: lines on stories, how many files in all and how many differ, what servers are told
    otherwise, what build.json says, sentences on what hosts leave out, and seconds by step.
    """

    stories: list[str] = field(default_factory=list)
    files: int = 0
    differing: int = 0
    served_otherwise: list[str] = field(default_factory=list)
    origin: dict = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)


def publish(folders, settings, readings):
    """Publish what was built for Pelican's `settings` from `readings`.

    Returns the Publication. Raises OSError, ReleaseError and SearchError; the published site is then as it was.
    """
    project, site, target, record = folders
    done, clock = Publication(), _Clock()
    done.stories = changes.told(readings, record, target, settings["FEED_ID_PREFIX"])
    release = Release(target, same_tools=_tools(target) == sums.versions(project))
    try:
        serving = writing.write(site, release, settings["SITEURL"])
        done.seconds["written"] = clock.lap()
        stories = sum(getattr(reading.model, "status", "") == "published" for reading in readings)
        if stories:
            _index(site, release)
        done.seconds["indexed"] = clock.lap()
        for name, text in hosts.texts(serving, hosts.IN_SITE).items():
            release.put_alone(name, text.encode())
            done.left_out += hosts.left_out(name, text)
        counts = {"stories": stories, "pages": sum(name.endswith(".html") for name in release.digests)}
        done.origin = sums.origin(project, counts)
        release.put_alone(sums.BUILD, f"{json.dumps(done.origin, indent=1)}\n".encode())
        # first, so that no site stands for longer than it takes to reload a server that does not know its policies
        done.served_otherwise = _tell_servers(target.with_name(SERVING), serving)
        done.files = len(release.digests)
        done.differing = len(release.land())
    except BaseException:
        release.abandon()
        raise
    done.seconds["put into place"] = clock.lap()
    return done


def _index(site, release):
    folder = release.folder / "pagefind"
    search.index(site, folder)
    files = {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
    shutil.rmtree(folder)
    for path, data in files.items():
        release.put(path.relative_to(release.folder).as_posix(), data)


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
            unfinished = path.with_name(f".{name}")
            unfinished.write_bytes(data)
            unfinished.replace(path)
    return differing


class _Clock:
    def __init__(self):
        self._last = time.perf_counter()

    def lap(self):
        """Seconds since the last lap."""
        last, self._last = self._last, time.perf_counter()
        return self._last - last
