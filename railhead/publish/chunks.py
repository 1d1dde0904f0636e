"""Chunks of Pagefind's index: words with where they stand, in CBOR, of which a browser loads those that it needs.

Only words are read here. What is said of each is passed on as it is, because there are millions of numbers in an index.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

import cbor2

# Words that begin with the same letters, so many, are in one chunk, where the browser finds all of them at once.
TOGETHER = 3
# Pagefind's own have 50,000. A word that is in every shard is loaded once from each, and should not bring more with it
# than it does from an index of one piece.
LARGEST = 12_000
LAST = "\U0010ffff"  # the last of all characters
# numbers, and the beginnings of arrays (RFC 8949, 3.1): all that there is but words
_NO_TEXT = re.compile(
    rb"(?:[\x00-\x17\x20-\x37\x80-\x97]++|[\x18\x38\x98].|[\x19\x39\x99]..|[\x1a\x3a\x9a].{4})*+", re.DOTALL
)
_TEXT, _LONG_TEXT, _LONGEST_TEXT, _OF_WORD = 0x60, 0x78, 0x79, 0x83


class Entry(NamedTuple):
    """A word, and its part of a chunk."""

    word: str
    data: bytes


class Chunk(NamedTuple):
    """Words as a browser loads them, if it looks for one between `first` and `last`."""

    first: str
    last: str
    data: bytes


def entries(chunk: bytes) -> Iterator[Entry]:
    """Yield the entries of a chunk: an array in an array, and in that, one of three for each word: the word, the pages,
    and arrays of two for its forms with accents. Raises ValueError where there is something else.
    """
    words = [(at, word) for at, word, length in _texts(chunk) if length == _OF_WORD]
    ends = [at for at, _ in words[1:]] + [len(chunk)]
    for (at, word), end in zip(words, ends, strict=True):
        yield Entry(word, chunk[at:end])


def chunked(found: Iterable[Entry]) -> Iterator[Chunk]:
    """Yield chunks of some entries, in the order of words."""
    waiting: list[Entry] = []
    for _, group in groupby(sorted(found), lambda entry: entry.word[:TOGETHER]):
        together = list(group)
        if waiting and sum(len(entry.data) for entry in [*waiting, *together]) > LARGEST:
            yield _chunk(waiting)
            waiting = []
        waiting += together
    if waiting:
        yield _chunk(waiting)


def _chunk(of: list[Entry]) -> Chunk:
    """The Chunk of some entries, one at least."""
    beginning = cbor2.dumps([0] * len(of))[: -len(of)]
    # also for a word that is not there, of which a beginning may be
    last = of[-1].word[:TOGETHER]
    last += LAST if len(last) == TOGETHER else ""
    return Chunk(of[0].word[:TOGETHER], last, b"\x81" + beginning + b"".join(entry.data for entry in of))


def _texts(chunk: bytes) -> Iterator[tuple[int, str, int]]:
    """Yield (where its array begins, the text, the first byte of that array) of each text that an array begins with."""
    at = 0
    while (found := _NO_TEXT.match(chunk, at)) and (at := found.end()) < len(chunk):
        begins, kind = at - 1, chunk[at]
        if _TEXT <= kind < _LONG_TEXT:
            length, at = kind - _TEXT, at + 1
        elif kind == _LONG_TEXT:
            length, at = chunk[at + 1], at + 2
        elif kind == _LONGEST_TEXT:
            length, at = int.from_bytes(chunk[at + 1 : at + 3]), at + 3
        else:
            raise ValueError(f"a chunk has something of the kind {kind:#x}")
        yield begins, chunk[at : at + length].decode(), chunk[begins]
        at += length
