"""The versions of Pelican that this package is made for, and where they differ.

The versions of Python, and of what else is needed, are declared in pyproject.toml.
"""

from __future__ import annotations

import pelican
import pelican.writers

SUPPORTED = ("4.11", "4.12")
# what is raised for a name that is written twice
OverwriteError = getattr(pelican.writers, "FileOverwriteFailedError", RuntimeError)
# whether a tag, category or author whose slug is empty has no page, instead of failing the build
SKIPS_UNNAMED = OverwriteError is not RuntimeError


def _check() -> None:
    """Raise RuntimeError, with a sentence, where Pelican is of another version, in which parts of it may be others."""
    if ".".join(pelican.__version__.split(".")[:2]) not in SUPPORTED:
        raise RuntimeError(
            f"pelican-incremental works with Pelican {' and '.join(SUPPORTED)}, and this is Pelican "
            f"{pelican.__version__}: install one of these, or leave PELICAN_CLASS out of the settings."
        )


_check()
