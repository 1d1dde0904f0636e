"""What is installed, and so bound to the store by its version: the rest of the disk is the site's, wherever it lies.

The versions themselves are collected in `code`.
"""

from __future__ import annotations

import site
import sys
import sysconfig
import zoneinfo
from functools import lru_cache
from pathlib import Path


def _folders() -> tuple[str, ...]:
    """The folders into which Python and its packages are installed, each with a slash, also as links lead to them."""
    schemes = [sysconfig.get_paths()[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    # of a virtual environment, that which it was made from as well
    named = [*schemes, *site.getsitepackages(), site.getusersitepackages()]
    named += [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    named += zoneinfo.TZPATH
    named += [str(Path(module.__file__).parent) for module in (sysconfig, site) if module.__file__]
    return tuple({f"{folder}/" for path in named for folder in (path, str(Path(path).resolve()))})


FOLDERS = _folders()
# what stands on Python's path without being there, in most installations
ARCHIVES = {path for path in sys.path if path.endswith(".zip")}


@lru_cache(1 << 14)
def is_installed(path: str) -> bool:
    """Whether the file at a full path is Python's own or a package's."""
    return f"{path}/".startswith(FOLDERS) or path in ARCHIVES
