"""Finds which commit a site is made of, and whether of nothing else. It compares bytes instead of asking git for
changes.

git says nothing of files that it is told to ignore or to take for unchanged, and takes files for the same whose line
ends it converts. Who makes the site again gets the bytes of the commit, so these are compared with those of the files.
"""

from __future__ import annotations

import os
import stat
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from hashlib import new as hash_of
from pathlib import Path
from typing import TYPE_CHECKING

from railhead import git, settings
from railhead.errors import named
from railhead.git import GitError
from railhead.paths import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator

# what the site is made of, also where git is told to ignore files in there
MADE_OF = (settings.PATH, settings.THEME, "railhead", "packages/*/src", "pelicanconf.py", "publishconf.py")
LEFT_ALONE = (*settings.IGNORE_FILES, "__pycache__")
LINK, SUBMODULE = "120000", "160000"


@dataclass(frozen=True)
class Commit:
    """The `name` of a commit, and the files that are not as in it; None for what is not known: `unknown` says why."""

    name: str | None
    differing: tuple[str, ...] | None
    unknown: str = ""

    @property
    def matches(self) -> bool | None:
        """Whether all files are as in the commit: yes, no, or not known."""
        return None if self.differing is None else not self.differing

    def told(self) -> list[str]:
        """Sentences for the maintainer, where others might make another release of this commit; else none."""
        if self.differing is None:
            return [f"Whether this release can be reproduced is not known: {self.unknown}."]
        if self.differing:
            what = f"This release cannot be reproduced: uncommitted changes in {named(self.differing)}."
            return [f"{what} Commit them and publish again; where `git status` shows none, publish from a new clone."]
        return []


def commit_of(project: Path) -> Commit:
    """The Commit that is checked out in the folder `project`."""
    name = None
    try:
        name = git.ask(project, "rev-parse", "--verify", "HEAD^{commit}").strip()
        return Commit(name, tuple(sorted(_differing(project))))
    except GitError as error:
        return Commit(name, None, f"git says: {error}")
    except OSError as error:
        return Commit(name, None, f"files cannot be read ({error.strerror})")


def _differing(project: Path) -> set[str]:
    """The names of the files that are not as in the commit. Raises GitError and OSError."""
    with tempfile.TemporaryDirectory() as folder:
        # the user's own index may say that a file need not be looked at
        told = {"GIT_INDEX_FILE": f"{folder}/index"}
        git.ask(project, "read-tree", "HEAD", told=told)
        files = dict(_committed(git.ask(project, "ls-files", "--stage", "-z", told=told)))
        added = _names(git.ask(project, "ls-files", "--others", "--exclude-standard", "-z", told=told))
        ignored = _names(git.ask(project, "ls-files", "--others", "-z", "--", *MADE_OF, told=told))
    changed = {name for name, entry in files.items() if not _is_same(project, name, *entry)}
    names = changed | added | {name for name in ignored if not _is_left_alone(name)}
    return {name for name in names if not name.startswith(f"{RECORD.name}/")}  # which publish itself writes


def _committed(listed: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield (name, (mode, id)) of each file that `git ls-files --stage -z` lists."""
    for line in _names(listed):
        mode, identity, _, name = line.replace("\t", " ", 1).split(" ", 3)
        yield name, (mode, identity)


def _names(listed: str) -> set[str]:
    """What git lists with `-z`."""
    return set(listed.split("\0")[:-1])


def _is_left_alone(name: str) -> bool:
    """Whether a file that git ignores is none that the site is made of, by its name or that of a folder of it."""
    return any(fnmatchcase(part, pattern) for part in name.split("/") for pattern in LEFT_ALONE)


def _is_same(project: Path, name: str, mode: str, identity: str) -> bool:
    """Whether a file has the bytes of the commit; a submodule, whether it is not filled."""
    path = os.path.join(os.fsencode(project), name.encode("utf-8", "surrogateescape"))  # noqa: PTH118 - of bytes
    try:
        found = os.lstat(path)
        if mode == SUBMODULE:
            return stat.S_ISDIR(found.st_mode) and not os.listdir(path)  # noqa: PTH208 - as above
        if stat.S_ISLNK(found.st_mode) != (mode == LINK) or stat.S_ISDIR(found.st_mode):
            return False
        data = os.readlink(path) if mode == LINK else Path(os.fsdecode(path)).read_bytes()  # noqa: PTH115 - as above
    except (FileNotFoundError, NotADirectoryError):
        return mode == SUBMODULE
    kind = "sha1" if len(identity) == 40 else "sha256"  # noqa: PLR2004 - digits of git's two kinds of names
    return hash_of(kind, b"blob %d\0" % len(data) + data).hexdigest() == identity
