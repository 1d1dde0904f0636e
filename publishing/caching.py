"""How long who may keep a copy of what is published (RFC 9111; RFC 5861 for what is stale)."""

from . import assets

# under its name such a file never changes
LASTING = "public, max-age=31536000, immutable"
# asked for anew each time; the copy answers for a minute while that goes on, and for a week when the origin is down.
# No must-revalidate: it would forbid both.
REVALIDATED = "public, max-age=0, stale-while-revalidate=60, stale-if-error=604800"
LASTING_FOLDERS = (assets.FOLDER, "pagefind/fragment", "pagefind/index", "pagefind/filter")


def is_lasting(name):
    """Whether the published file `name` has a name that changes with its content."""
    return name.startswith(tuple(f"{folder}/" for folder in LASTING_FOLDERS))
