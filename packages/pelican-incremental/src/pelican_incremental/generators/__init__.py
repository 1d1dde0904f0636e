"""Pelican's generators, in which lists of contents are restored from the store instead of worked out again.

Generators read no sources and render no pages themselves: reading/ and rendering/ do that for them.

| module          | what it does                                                          |
|-----------------|-----------------------------------------------------------------------|
| `base`          | what generators of contents share: taking files in, grouping contents |
| `articles`      | Pelican's ArticlesGenerator: articles, drafts, and the lists of them  |
| `article_feeds` | its feeds of all articles                                             |
| `others`        | generators of pages, static files and templates, and REPLACED         |

REPLACED says which of these classes stands in for which of Pelican's.
"""

from .others import REPLACED

__all__ = ["REPLACED"]
