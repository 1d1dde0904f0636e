"""The index of the search page in shards, each of the stories of some years, so that a correction has one made anew.

A browser asks a directory first: an index like the others, in which shards stand where an index has pages. So Pagefind
itself tells, as it does of pages, which shards have the words that are looked for; only these are asked. How that is
done, and how answers are put together, is in theme/static/scripts/search.js.

Where no word begins with what is looked for, Pagefind takes the longest that is a beginning of it: `theory` finds
`the`. A shard alone must not do so, because others may have the word. As all words with the same first letters are in
one chunk, the directory knows the longest anywhere, and those shards are asked that have it.

The files of shards lie in the folders of one index, with the shard before the rest of their names.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cbor2

from . import search
from .chunks import TOGETHER, Entry, chunked, entries
from .search import ENTRY, UNKNOWN, SearchError, decoded, encoded, entry_bytes, otherwise, plain

NO_YEAR = "0"  # the shard of stories of which a theme tells no year


@dataclass(frozen=True)
class Shard:
    """What a directory says of a shard: its `entry`, as Pagefind has it of an index, its words, and how many stories
    have each value of each filter.
    """

    entry: dict[str, Any]
    words: list[str]
    filters: dict[str, dict[str, int]]


def spans(years: Mapping[str, str], size: int) -> dict[str, list[str]]:
    """{first year: pages} of each shard, where `years` are those of pages. Years are joined until a shard has `size`.

    They are taken from the oldest, because stories are added to the newest: all other shards stay as they are.
    """
    of_year: dict[str, list[str]] = defaultdict(list)
    for page, year in years.items():
        of_year[year].append(page)
    found: dict[str, list[str]] = {}
    last = ""
    for year in sorted(of_year):
        if not found or len(found[last]) >= size:
            last = year or NO_YEAR
            found[last] = []
        found[last] += of_year[year]
    return found


def shard(bundle: Path, name: str) -> tuple[Shard, dict[str, bytes]]:
    """(the Shard, {name: bytes} of its files) of an index that search.py has made of its pages in the folder `bundle`.

    Raises SearchError where the index is not as Pagefind is known to write it.
    """
    entry = search.entry(bundle)
    if len(entry["languages"]) > 1:
        languages = ", ".join(sorted(entry["languages"]))
        raise SearchError(
            f"Stories are in several languages ({languages}), which the shards of the search index cannot be; "
            "give SEARCH_SHARD a number above that of all stories, so that it has only one."
        )
    made = _Files(name, *entry["languages"])
    try:
        about = entry["languages"][made.language]
        version, pages, chunks, filters, *rest = decoded(bundle / f"pagefind.{about['hash']}.pf_meta")
        found = sorted(each for *_, file in chunks for each in entries(plain(bundle / "index" / f"{file}.pf_index")))
        values = dict(decoded(bundle / "filter" / f"{file}.pf_filter") for _, file in filters)
        for file, _ in pages:
            made.files[f"fragment/{name}-{file}.pf_fragment"] = (bundle / f"fragment/{file}.pf_fragment").read_bytes()
        pages = [[f"{name}-{file}", *others] for file, *others in pages]
        about["hash"] = made.meta(version, pages, found, values, *rest)
    except UNKNOWN as error:
        raise otherwise(entry, error) from None
    for path in bundle.iterdir():
        if path.is_file() and path.name != ENTRY and path.suffix != ".pf_meta":
            made.files[path.name] = path.read_bytes()
    counts = {name: {value: len(of) for value, of in pairs} for name, pairs in values.items()}
    return Shard(entry, [each.word for each in found], counts), made.files


def directory(shards: Mapping[str, Shard], last_years: Iterable[str]) -> dict[str, bytes]:
    """{name: bytes} of the files of the directory of some shards, whose last years are given as well."""
    entry, language = _entry(shards, last_years)
    holders: dict[str, list[int]] = defaultdict(list)
    values: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, one in enumerate(shards.values()):
        for word in one.words:
            holders[word].append(number)
        for name, counts in one.filters.items():
            for value, count in counts.items():
                # once for each of its stories, so that Pagefind counts these
                values[name][value] += [number] * count
    found = [_held(word, numbers) for word, numbers in holders.items()]
    lists = {name: [[value, numbers] for value, numbers in of_it.items()] for name, of_it in values.items()}
    made = _Files("", language)
    pages = [[name, 1] for name in shards]  # words of a page have no meaning here, but none would be divided by
    entry["languages"][language]["hash"] = made.meta(entry["version"], pages, found, lists, [], [])
    return made.files | {ENTRY: entry_bytes(entry)}


def _entry(shards: Mapping[str, Shard], last_years: Iterable[str]) -> tuple[dict[str, Any], str]:
    """(the entry of the directory but for its own hash, the language of all shards)."""
    first, *_ = (one.entry for one in shards.values())
    (language,) = first["languages"]
    abouts = {name: one.entry["languages"][language] for name, one in shards.items()}
    about = {**first["languages"][language], "page_count": len(shards)}
    told = {
        name: {"hash": abouts[name]["hash"], "page_count": abouts[name]["page_count"], "last": last}
        for name, last in zip(shards, last_years, strict=True)
    }
    return {**first, "languages": {language: about}, "shards": told}, language


def _held(word: str, numbers: list[int]) -> Entry:
    """The Entry of a word in shards of these numbers, of which each is told as the difference to the one before."""
    if len(word) < TOGETHER:
        word += " "  # what ends so begins no other word: of short ones, it would be chance which are in a chunk
    pages = [[number - before, []] for before, number in zip([0, *numbers], numbers, strict=False)]
    return Entry(word, cbor2.dumps([word, pages, []]))


class _Files:
    """Files of an index on their way, whose names begin with that of a shard; of a directory, with nothing."""

    def __init__(self, shard: str, language: str) -> None:
        self.language, self._before = language, f"{shard}-{language}" if shard else language
        self.files: dict[str, bytes] = {}

    def meta(
        self,
        version: str,
        pages: list[list[Any]],
        found: Iterable[Entry],
        values: Mapping[str, list[Any]],
        *rest: object,
    ) -> str:
        """Write chunks of entries, filters, and what leads to them, the name of which is returned."""
        chunks = [[chunk.first, chunk.last, self._put("index", "pf_index", chunk.data)] for chunk in chunked(found)]
        filters = [
            [name, self._put("filter", "pf_filter", cbor2.dumps([name, sorted(values[name])]))]
            for name in sorted(values)
        ]
        name, data = encoded(cbor2.dumps([version, pages, chunks, filters, *rest]), self._before)
        self.files[f"pagefind.{name}.pf_meta"] = data
        return name

    def _put(self, folder: str, kind: str, value: bytes) -> str:
        """Have a file with a value in CBOR; the name that it gets from what it holds."""
        name, data = encoded(value, self._before)
        self.files[f"{folder}/{name}.{kind}"] = data
        return name
