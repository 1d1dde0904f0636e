"""Writes what a reader can check the site against: the digest of every file, and what the site was built from.

It compares nothing: deploy/release.py does before a release goes out, and readers can with sha256sum.
"""

from __future__ import annotations

import platform
import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING

from packaging.requirements import Requirement

from railhead import compression, files, records
from railhead.records import RecordError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from .commit import Commit

SUMS, BUILD = OWN = "SHA256SUMS", "build.json"


def written(digests: Mapping[str, str]) -> str:
    """The text of SHA256SUMS for {name: digest}, as `sha256sum --check` reads it (GNU coreutils)."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read(folder: Path) -> dict[str, str]:
    """{name: digest} of the site in a folder, by its SHA256SUMS; empty where there is none, or one that is refused."""
    try:
        return records.sums(records.read(folder / SUMS))
    except (OSError, RecordError):
        return {}


def origin(project: Path, commit: Commit, counts: Mapping[str, int]) -> dict[str, object]:
    """What build.json says: the commit, whether files are as in it, what was installed, and `counts`.

    Nothing in it depends on the time or the machine, beyond the versions of what runs there.
    """
    return {"commit": commit.name, "matches_commit": commit.matches, "versions": versions(project), **counts}


def versions(project: Path) -> dict[str, str]:
    """{name: version} of Python, of the packages that make the site, and of what compresses it, as they are installed.

    The packages are those that pyproject.toml in the folder `project` names as dependencies and in its group `publish`.
    """
    table = tomllib.loads(files.read(project / "pyproject.toml").decode())
    listed = [*table["project"]["dependencies"], *table["dependency-groups"]["publish"]]
    names = sorted(Requirement(line).name for line in listed if isinstance(line, str))
    return {"python": platform.python_version(), **{name: version(name) for name in names}, **compression.VERSIONS}
