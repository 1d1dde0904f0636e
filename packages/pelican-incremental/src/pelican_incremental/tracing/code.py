"""What the store is bound to: versions of what is installed, the code of the site, and its settings.

A store that is bound to something else is not discarded here: `site` does that, and says why.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from .digests import UntraceableError, digest, value_digest
from .files import file_digest, stamp_of
from .installed import is_installed
from .templates import BOUND

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..protocols import Settings

    Known: TypeAlias = dict[str, tuple[str, bytes | None]]  # stamp and digest of files, by path

# settings that say where things lie, how fast they are done, or what is told of it
UNBOUND = {
    "OUTPUT_PATH",
    "CACHE_PATH",
    "INCREMENTAL_PROCESSES",
    "INCREMENTAL_DIGESTS",
    "INCREMENTAL_CLUSTER",
    "INCREMENTAL_EXPLAIN",
    "DELETE_OUTPUT_DIRECTORY",
    "OUTPUT_RETENTION",
    "DEBUG",
    "PORT",
    "BIND",
}


def versions() -> list[str]:
    """The versions of Python, of the system and of all packages on `sys.path`: what a build depends on beside files."""
    installed = []
    for folder in sys.path:
        if folder and Path(folder).is_dir():
            installed += [name for name in os.listdir(folder) if name.endswith((".dist-info", ".egg-info"))]  # noqa: PTH208
    return [sys.version, platform.platform(), *sorted(installed)]


def values(settings: Settings) -> dict[str, bytes] | None:
    """A digest of each setting that can change the output, by name; None where one of them has no digest."""
    try:
        return {name: value_digest(value) for name, value in sorted(settings.items()) if name not in UNBOUND}
    except UntraceableError:
        return None


def binding(values: Mapping[str, bytes] | None, *, constructing: bool) -> bytes | None:
    """A digest of what a store is bound to: versions, `values` of settings, the current folder, the environment, and
    whether plugins take part in making contents (`constructing`). None where a setting cannot be compared.
    """
    if values is None:
        return None
    # files are opened by paths from the current folder on
    return digest(repr((versions(), values, constructing, os.getcwd(), [os.environ.get(name) for name in BOUND])))  # noqa: PTH109


def loaded(known: Known) -> Known:
    """{path: (stamp, digest)} of the code of the site: every module that is not installed, beside those `known`."""
    paths = set()
    for module in list(sys.modules.values()):
        path = getattr(module, "__file__", None)
        if path and path.endswith(".py") and not is_installed(path):
            paths.add(path)
    return known | {path: (stamp_of(path), file_digest(path)) for path in sorted(paths - known.keys())}


def changed(known: Known) -> str | None:
    """The first file of `known` with other bytes than before, or None. `known` is what `loaded` has returned."""
    for path, (stamp, content) in known.items():
        if (not stamp or stamp_of(path) != stamp) and file_digest(path) != content:
            return path
    return None
