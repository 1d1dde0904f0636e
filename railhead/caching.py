"""How long a reader's browser and the caches between may keep a file: by its name alone, for every host alike.

How the hosts are told of it is in publish/hosts.py and deploy/rclone.py; files kept between tasks are in cache.py.
"""

import re

# a name of its own for every content: once fetched, never asked for again
LASTING = "public, max-age=31536000, immutable"
# asked for again each time, but shown at once for a minute, and for a week while nobody answers;
# `must-revalidate` would forbid both (RFC 9111, 4.2.4)
REVALIDATED = "public, max-age=0, stale-while-revalidate=60, stale-if-error=604800"
# where such files lie, for hosts that are told of folders
ASSETS = "assets"
LASTING_FOLDERS = (ASSETS, "pagefind/fragment", "pagefind/index", "pagefind/filter")

_COMPRESSED = re.compile(r"\.(br|gz)$")
# characters of base32 that tell what an asset holds, in its name: 128 bits
MARK_LENGTH = 26
# a site that was published before there were so many has ten digits there
_MARKED = re.compile(rf"{ASSETS}/[^/]+\.([a-z2-7]{{{MARK_LENGTH}}}|[0-9a-f]{{10}})\.[^./]+")
_INDEX = re.compile(r"(^|/)pagefind/.*\.pf_[a-z]+$")  # Pagefind puts a hash into the names of these itself


def original(path: str) -> str:
    """The path of the file that `path` is a compressed copy of, or `path` itself."""
    return _COMPRESSED.sub("", path)


def is_lasting(path: str) -> bool:
    """Whether the file at `path`, or the one that it is a compressed copy of, has a new name with each new content."""
    name = original(path)
    return bool(_MARKED.fullmatch(name) or _INDEX.search(name))
