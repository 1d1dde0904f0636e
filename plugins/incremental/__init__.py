"""Builds that redo only what changed: set `PELICAN_CLASS` to `IncrementalPelican` and build as ever."""

from .cluster import ClusterError
from .pelican import IncrementalPelican, rendered

__all__ = ["ClusterError", "IncrementalPelican", "rendered"]
