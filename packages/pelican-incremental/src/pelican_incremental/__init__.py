"""Builds of a Pelican site that redo only what changed, to the bytes that Pelican itself would write.

Set `PELICAN_CLASS = "pelican_incremental.IncrementalPelican"` and build as ever.
"""

from . import versions as _versions  # noqa: F401 - says so where Pelican is of another version
from .failures import BuildError, ClusterError, Warnings, explained, shortened
from .rendering.outputs import write_output, write_outputs, write_pages
from .report import Report
from .site import IncrementalPelican, rendered
from .store.opening import open_own
from .store.seal import DamagedError, Seal
from .tracing.index import Index
from .tracing.recorder import untraced

__all__ = [
    "BuildError",
    "ClusterError",
    "DamagedError",
    "IncrementalPelican",
    "Index",
    "Report",
    "Seal",
    "Warnings",
    "explained",
    "open_own",
    "rendered",
    "shortened",
    "untraced",
    "write_output",
    "write_outputs",
    "write_pages",
]
