"""The same site, built by pelican-incremental."""

from pelicanconf import *  # noqa: F403

PELICAN_CLASS = "pelican_incremental.IncrementalPelican"
