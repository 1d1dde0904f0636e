"""What goes wrong with a deploy."""

import re

from railhead.errors import SiteError


class DeployError(SiteError):
    """A deploy that stopped; its text is a sentence for the maintainer."""


def named(paths, most=3):
    """The first few of `paths`, with the number of those left out: for a sentence."""
    paths = sorted(paths)
    more = f" and {len(paths) - most:,} more" if len(paths) > most else ""
    return ", ".join(paths[:most]) + more


def plain(words):
    """What another program said, on one line, without the secrets that an address in it may hold."""
    words = re.sub(r"//[^/@\s]+@", "//", words)
    words = re.sub(r"(https?://[^\s\"?]*)\?[^\s\"]*", r"\1", words)
    return " ".join(words.split()).rstrip(".:")
