"""How long a reader's browser and the caches between may keep a file: by its name alone, for every host alike."""

import re

# a name of its own for every content: once fetched, never asked for again
LASTING = "public, max-age=31536000, immutable"
# asked for again each time, but shown at once for a minute, and for a week while nobody answers;
# `must-revalidate` would forbid both (RFC 9111, 4.2.4)
REVALIDATED = "public, max-age=0, stale-while-revalidate=60, stale-if-error=604800"
# where such files lie, for hosts that are told of folders
LASTING_FOLDERS = ("assets", "pagefind/fragment", "pagefind/index", "pagefind/filter")

_COMPRESSED = re.compile(r"\.(br|gz)$")
_HASHED = re.compile(r"\.[0-9a-f]{10}\.[^./]+$")
_INDEX = re.compile(r"(^|/)pagefind/.*\.pf_[a-z]+$")  # Pagefind puts a hash into the names of these itself


def original(path):
    """The path of the file that `path` is a compressed copy of, or `path` itself."""
    return _COMPRESSED.sub("", path)


def is_lasting(path):
    """Whether the file at `path`, or the one that it is a compressed copy of, has a new name with each new content."""
    name = original(path)
    return bool(_HASHED.search(name) or _INDEX.search(name))
