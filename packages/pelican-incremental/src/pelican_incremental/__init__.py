"""Builds of a Pelican site that redo only what changed, to the bytes that Pelican itself would write.

Set `PELICAN_CLASS = "pelican_incremental.IncrementalPelican"` and build as ever. All public names are here and in
`pelican_incremental.preview`; whatever else the modules hold may change with any release.

| part                   | what it does                                                                    |
|------------------------|---------------------------------------------------------------------------------|
| `site`                 | one build, in the order in which it happens: IncrementalPelican                 |
| `build`                | what one build knows: the state before, the state now, and what follows from it |
| `rendering/`           | which pages are stale, rendering them, putting files into place                 |
| `generators/`          | Pelican's generators, with lists restored from the store                        |
| `reading/`             | from files to contents: in processes, on a cluster, or from the store           |
| `tracing/`             | what a page reads while it is rendered, and digests of that                     |
| `store/`               | what is kept between builds, under the user's seal                              |
| `saving`               | what is put into the store when a build has ended                               |
| `memory`               | what a process keeps that builds a site again and again                         |
| `workers`              | forked processes that share the work                                            |
| `report`, `costs`      | what a build did, and what makes builds slower                                  |
| `failures`             | why a build failed, in sentences                                                |
| `settings`, `versions` | settings of the package; versions of Pelican                                    |
| `progress`             | how far a long step is, at a terminal                                           |
| `protocols`            | types that several modules share, for readers and type checkers                 |
| `command`, `preview/`  | the commands `pelican-incremental` and `pelican-preview`                        |
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
