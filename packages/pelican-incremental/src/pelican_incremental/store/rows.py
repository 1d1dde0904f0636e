"""What the store keeps of each source and each output, and what names them."""

from __future__ import annotations

from typing import NamedTuple

# what a source is, beside one that makes a content to be loaded when it is read: one that is loaded as soon as it is
# looked at, one that makes none, one that Pelican or a plugin made without the reader of a file, and one that cannot be
# read
EAGER, SKIPPED, MADE, FAILED = 1, 2, 3, 4
UNREAD = (SKIPPED, MADE, FAILED)


class Key(NamedTuple):
    """What names a source from build to build: the class of the content that is made of it, and its path below PATH."""

    kind: str
    path: str


class Job(NamedTuple):
    """What writes an output: a call of a generator's, by its kind and the content or term that it is for, or a copy."""

    kind: str
    of: int | str | bytes = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.of}".rstrip()


# how kinds of jobs begin that a plugin has done for each of a list of contents
EACH = "each of "
# those that no content or term belongs to: of feeds, and of files that are only known to be there
FEED, FILE = Job("feed"), Job("file")


class Source(NamedTuple):
    """A file of content as it was read: `kind` and `path` are its Key, `stamp` and `digest` tell whether it still is.

    `mark` is 0, or EAGER where some attributes hide those of its class, or SKIPPED, MADE or FAILED.
    """

    id: int
    kind: str
    path: str
    stamp: str
    digest: bytes
    mark: int

    @property
    def key(self) -> Key:
        """Its Key."""
        return Key(self.kind, self.path)

    @property
    def is_read(self) -> bool:
        """Whether it is a file of which a content was made."""
        return self.mark not in UNREAD


class Output(NamedTuple):
    """A file that a build wrote.

    `kind` and `of` are the Job that wrote it. `shared` and `lists` are ids of sets of facts, `own` of the set of names
    that it read of what only it was given, and `given` are the digests of these, in their order. `volatile` says why it
    is written at every build, or is empty.
    """

    id: int
    name: str
    stamp: str
    kind: str
    of: int | str | bytes
    shared: int = 0
    lists: int = 0
    own: int = 0
    given: bytes = b""
    volatile: str = ""

    @property
    def job(self) -> Job:
        """Its Job."""
        return Job(self.kind, self.of)
