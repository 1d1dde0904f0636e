"""Pelican's generators, in which lists of contents are restored from the store instead of worked out again.

`base` has what they share, `articles` with `article_feeds` and `others` the generators; REPLACED says which stands in
for which of Pelican's.
"""

from .others import REPLACED

__all__ = ["REPLACED"]
