"""The index of the search page by difference: of its shards, only those are made anew whose stories changed.

How an index is made is in `search`, and what its files hold is in `shards` and `chunks`.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from railhead import records
from railhead.progress import doing
from railhead.records import RecordError
from railhead.remembered import Remembered, code_of, key_of

from . import search, shards
from .shards import Shard
from .staging import PublishError, Staging

Made = TypeVar("Made")

FOLDER = "pagefind"
WHOLE = "index"  # the name of an index of one shard, and of the directory of several


class Searched(NamedTuple):
    """A page that is searched through: the digest of its bytes, and the year of its story or ""."""

    digest: str
    year: str


def index(site: Path, pages: dict[str, Searched], size: object, staging: Staging, remembered: Remembered) -> None:
    """Put the index of `pages` of the built site, by name, into the site on its way.

    Shards have about `size` pages; where there is only one, it is an index as any other. Raises PublishError.
    """
    _Index(site, pages, _size(size), staging, remembered).put()


def _size(value: object) -> int:
    """The setting SEARCH_SHARD. Raises PublishError where it is no number."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PublishError(f"`SEARCH_SHARD` is no number of stories: `{value}`; write one such as 3000.")
    return value


class _Index:
    def __init__(
        self, site: Path, pages: dict[str, Searched], size: int, staging: Staging, remembered: Remembered
    ) -> None:
        self._site, self._pages, self._staging, self._remembered = site, pages, staging, remembered
        self._spans = shards.spans({name: page.year for name, page in pages.items()}, size)
        code = key_of(code_of(Path(search.__file__).parent), version("pagefind"))
        parts = self._spans if len(self._spans) > 1 else {}
        self._keys = {name: key_of(code, *self._of(names)) for name, names in parts.items()}
        self._keys[WHOLE] = key_of(code, *self._keys.values(), *self._of(pages))
        self._stale = set(remembered.stale("search", self._keys))
        self._known = dict(remembered.values("search"))

    def _of(self, names: Iterable[str]) -> Iterator[str]:
        return chain.from_iterable((name, self._pages[name].digest) for name in sorted(names))

    def put(self) -> None:
        """Have all parts of the index in the site on its way: those that can be taken over, and others made anew."""
        parts = {name: self._part(name) for name in self._keys if name != WHOLE}
        last_years = [max(self._pages[page].year for page in self._spans[name]) or name for name in parts]
        if not self._taken(WHOLE):
            files = shards.directory(parts, last_years) if parts else self._made(self._pages, _files)
            self._keep(WHOLE, files)

    def _part(self, name: str) -> Shard:
        """The Shard of this name, whose files are taken over if they can be."""
        value = self._taken(name)
        if value:
            return Shard(**value["shard"])
        shard, files = self._made(self._spans[name], lambda bundle: shards.shard(bundle, name))
        self._keep(name, files, shard)
        return shard

    def _taken(self, name: str) -> dict[str, Any] | None:
        """What is remembered of a part of the index that was taken over; None where it has to be made."""
        # what is found in a cache names files that are put into the site
        with suppress(RecordError, KeyError):
            if name not in self._stale:
                value = records.group(records.loaded(self._known[name].encode()), "the index")
                digests = records.digests(value["files"], "the index")
                if all(self._staging.take(file, digest) for file, digest in digests.items()):
                    return value
        return None

    def _made(self, pages: Iterable[str], read: Callable[[Path], Made]) -> Made:
        """What `read` gives of the folder of an index of some pages."""
        with tempfile.TemporaryDirectory(prefix=".indexing-", dir=self._site.parent) as folder, doing("indexing"):
            chosen = Path(folder, "site")
            for name in pages:
                (chosen / name).parent.mkdir(parents=True, exist_ok=True)
                (chosen / name).symlink_to(self._site.resolve() / name)
            search.index(chosen, Path(folder, "bundle"))
            return read(Path(folder, "bundle"))

    def _keep(self, name: str, files: dict[str, bytes], shard: Shard | None = None) -> None:
        """Put the files of a part of the index into the site, and remember which they are."""
        digests = {}
        for file, data in sorted(files.items()):
            self._staging.put(f"{FOLDER}/{file}", data)
            digests[f"{FOLDER}/{file}"] = sha256(data).hexdigest()
        value = {"files": digests, "shard": shard and vars(shard)}
        self._remembered.keep("search", name, self._keys[name], json.dumps(value))


def _files(bundle: Path) -> dict[str, bytes]:
    """The files of a folder, by name."""
    return {path.relative_to(bundle).as_posix(): path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
