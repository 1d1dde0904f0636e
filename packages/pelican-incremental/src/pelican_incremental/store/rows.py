"""The values that the store keeps: one for each source, and one for each output. `database` writes and reads them."""

from __future__ import annotations

from typing import NamedTuple

# Marks of sources. One without a mark makes a content, which is loaded when something of it is read. EAGER: that is
# loaded as soon as it is looked for. SKIPPED: it makes no content. MADE: Pelican or a plugin made the content without
# reading a file. FAILED: it cannot be read.
EAGER, SKIPPED, MADE, FAILED = 1, 2, 3, 4
UNREAD = (SKIPPED, MADE, FAILED)


class Key(NamedTuple):
    """What names a source from build to build: the class of the content that is made of it, and its path below PATH."""

    kind: str
    path: str


class Job(NamedTuple):
    """What writes an output: a call of a generator's or a plugin's, or a copy of a file.

    `kind` says what the call makes, such as "article" or "tag", and `of` what it is made for: the id of a content, the
    slug of a term, the `repr` of a key of an index, the name of an output, or the stamp and path of what is copied.
    """

    kind: str
    of: int | str | bytes = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.of}".rstrip()


# prefix of the kinds of jobs that a plugin asks for, one for each of a list of contents
EACH = "each of "
# jobs that are for no content or term: all feeds, and a file of which is known only that it is there
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
        """The Key by which it is found."""
        return Key(self.kind, self.path)

    @property
    def is_read(self) -> bool:
        """Whether a content was made of this file by reading it."""
        return self.mark not in UNREAD


class Output(NamedTuple):
    """A file that a build wrote.

    `kind` and `of` are the Job that wrote it, and `stamp` tells whether the file is still as it was written. `shared`
    and `lists` are ids of sets of facts, `own` of the set of names that it read of what only it was given, and `given`
    are the digests of these, in their order. `volatile` says why it is written at every build, or is empty.
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
        """The Job that wrote it."""
        return Job(self.kind, self.of)
