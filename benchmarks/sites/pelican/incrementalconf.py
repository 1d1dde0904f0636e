"""The same site, built by this project's plugin."""

from pelicanconf import *  # noqa: F403
from plugins.incremental import IncrementalPelican

# the class itself: by name, Pelican's command finds only what lies in a top-level module
PELICAN_CLASS = IncrementalPelican
