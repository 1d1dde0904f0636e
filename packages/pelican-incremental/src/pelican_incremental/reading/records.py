"""Reads one file of content with Pelican's readers, and makes of it what the store keeps: a Record.

Which files are read is decided in `sources`.
"""

from __future__ import annotations

import io
import logging
import os
import pickle
import random
import re
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import dateutil.parser
import pelican.contents
import pelican.readers
from pelican.contents import SkipStub
from pelican.urlwrappers import Author, Category, Tag

from ..tracing.contents import state_of
from ..tracing.digests import MISSING, is_settings
from ..tracing.reach import CHANCE, WATCHED
from ..tracing.recorder import Asked, recorder
from ..tracing.templates import profiled, watched
from . import directives
from .links import links_of
from .purity import Purity
from .typography import typography

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pelican.contents import Content
    from pelican.urlwrappers import URLWrapper

    from ..generators.base import Contents
    from ..protocols import Context, FileReader, Logged, PreparedReaders, Settings, Structure

try:
    from .markdown import MarkdownReader, is_plain
except (
    ModuleNotFoundError
):  # Markdown is optional, as it is for Pelican, which then has no reader that is asked for here
    from pelican.readers import MarkdownReader

    def is_plain(_settings: Settings) -> bool:
        return False


# classes of which a content is made only so that its attributes can be kept; Pelican asks twice for its `save_as`
PLAIN = {
    kind.__name__: type(kind.__name__, (kind,), {"save_as": cached_property(kind.save_as.fget)})
    for kind in (pelican.contents.Article, pelican.contents.Page)
}
# two days that differ in year, month and day
DAYS = (datetime(2000, 1, 1), datetime(2011, 12, 28))  # noqa: DTZ001 - as Pelican's own, they have no zone
WHOLE_DATE = re.compile(r"\s*\d{4}-\d{1,2}-\d{1,2}\b")


class Given:
    """Stands in for a content class and keeps what Pelican would have made one of."""

    def __init__(
        self,
        content: str,
        metadata: dict[str, Any],
        settings: Settings,  # noqa: ARG002 - Pelican's signature
        source_path: str,
        context: Context,  # noqa: ARG002 - as above
    ) -> None:
        self.content, self.metadata, self.source_path = content, metadata, source_path


@dataclass
class Record:
    """What is kept of a file.

    `structure` places the content in lists, `state` holds its attributes as bytes, `body` its converted text; once a
    Library has set them aside, these are their places in its spool. A file that makes no content has none of them, and
    is `failed` where it should have. `reads` are other files that it was
    made of; None means that it depends on what cannot be compared, and `asks` says what that is. `logged` is what was
    logged meanwhile.
    """

    path: str
    structure: Any = None
    state: Any = None
    body: Any = None
    eager: bool = False
    failed: bool = False
    reads: frozenset[str] | None = frozenset()
    asks: str = ""
    logged: list[Logged] = field(default_factory=list)


class _Pickler(pickle.Pickler):
    def persistent_id(self, value: object) -> str | None:
        return "settings" if type(value) is dict and is_settings(value) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, settings: Settings) -> None:
        super().__init__(file)
        self.settings = settings

    def persistent_load(self, pid: str) -> Settings:  # noqa: ARG002 - there is only the one
        return self.settings


def dumps(value: object) -> bytes:
    """A value as bytes, without the settings that it refers to."""
    buffer = io.BytesIO()
    _Pickler(buffer, 5).dump(value)
    return buffer.getvalue()


def loads(data: bytes, settings: Settings) -> Any:
    """The value that `dumps` made `data` of, in which `settings` stand where it had Pelican's settings.

    This can run code: `data` is of this build, or from the store, whose seal was checked.
    """
    return _Unpickler(io.BytesIO(data), settings).load()


def prepare(readers: Any) -> None:
    """Have a generator's readers work as fast as they can, and tell of dates that today's date is a part of."""
    directives.prepare(readers.settings)
    readers.typography = typography(readers.settings)
    readers.purity, readers.slugs = {}, {}
    # Pelican looks twice at each file for a cache that is not used
    readers.get_cached_data, readers.cache_data = _no_cached_data, _cache_no_data
    for name, reader in readers.readers.items():
        if type(reader) is pelican.readers.MarkdownReader and is_plain(reader.settings):
            reader = MarkdownReader(reader.settings)  # noqa: PLW2901
            readers.readers[name] = reader
        if hasattr(reader, "process_metadata"):
            # called as the method is, without the reader
            reader.process_metadata = _telling_dates(reader.process_metadata)  # ty: ignore[invalid-assignment]


def _no_cached_data(_path: str, default: object = None) -> object:
    return default


def _cache_no_data(_path: str, _data: object) -> None:
    pass


def _telling_dates(process: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    @wraps(process)
    def told(name: str, value: Any) -> Any:
        if name not in {"date", "modified"}:
            return process(name, value)
        if isinstance(value, str) and not WHOLE_DATE.match(value):
            _part_of_today.add(value)
        with profiled(None):  # Pelican asks for today's date in any case
            return process(name, value)

    return told


_part_of_today: set[str] = set()


def purity_of(readers: PreparedReaders, path: str) -> Purity:
    """The Purity of that of the readers which reads the file at a path."""
    extension = path[path.rfind(".") + 1 :]
    if extension not in readers.purity:
        readers.purity[extension] = Purity(readers.readers[extension])
    return readers.purity[extension]


class Batch(NamedTuple):
    """Files that a generator has contents of a class made of; `whole` as `read` has it.

    `memory` gives a digest, for each reader, of what it keeps in mind: where one is another after some files, they are
    read in this process, one after the other. None has it done so in any case.
    """

    generator: Contents
    content_class: type[Content]
    paths: list[str]
    whole: bool
    memory: Callable[[], dict[str, bytes]] | None


def read(generator: FileReader, content_class: type[Content] | None, path: str, *, whole: bool = True) -> Record:
    """Read the file at `path`, below the generator's folder, with Pelican's reader, and return its Record.

    Without `whole`, the Record has no content but only metadata in `state`: plugins change them before one is made.
    """
    purity = purity_of(generator.readers, path)
    # where there are other threads, these take from it as well
    state = None if purity.is_trusted or recorder.thread is not None else random.getstate()
    record, asked = _read_noting(generator, content_class, path, whole, watches=purity.asks in WATCHED)
    if asked.imports and not purity.is_trusted:
        purity.look_again()
        if purity.asks in WATCHED:
            record, asked = _read_noting(generator, content_class, path, whole, watches=True)
    if purity.asks and purity.asks not in WATCHED:
        asked.reasons.append(purity.asks)
    if state and random.getstate() != state:
        asked.reasons.append(CHANCE)
    own = os.path.abspath(os.path.join(generator.path, path))  # noqa: PTH100, PTH118 - as Pelican writes it
    is_partial = any(map(_is_partial, _part_of_today))
    record.asks = asked.reasons[0] if asked.reasons else "what day it is" if is_partial else ""
    record.reads = None if record.asks else frozenset(asked.files - {own})
    return record


def _read_noting(
    generator: FileReader, content_class: type[Content] | None, path: str, whole: bool, *, watches: bool
) -> tuple[Record, Asked]:
    """(the Record of a file, the Asked of what was asked for meanwhile)."""
    logged, asked = Log(), Asked(looks=not purity_of(generator.readers, path).is_trusted)
    root = logging.getLogger()
    root.addHandler(logged)
    _part_of_today.clear()
    try:
        with recorder.asked_by(asked), watched(asked.reasons.append) if watches else nullcontext():
            record = _read(generator, content_class, path, whole)
    finally:
        root.removeHandler(logged)
    record.logged = logged.records
    return record, asked


def _is_partial(text: str) -> bool:
    """Whether a date takes its missing parts from today."""
    try:
        return len({dateutil.parser.parse(text, default=day) for day in DAYS}) > 1
    except (ValueError, OverflowError, TypeError):
        return False


def _read(generator: FileReader, content_class: type[Content] | None, path: str, whole: bool) -> Record:
    try:
        content = _content(generator, PLAIN[content_class.__name__] if whole and content_class else Given, path)
    except Exception:
        logging.getLogger("pelican.generators").exception(
            "Could not process %s", path, exc_info=generator.settings.get("DEBUG", False)
        )
        return Record(path, failed=True)
    if isinstance(content, SkipStub):
        return Record(path)
    if not whole:
        return Record(path, {}, dumps(content.metadata), content.content)
    if not content.is_valid():
        return Record(path, failed=True)
    state = state_of(content)
    state.pop("save_as", None)
    return Record(
        path,
        structure_of(content, generator),
        dumps(state),
        content._content,  # noqa: SLF001 - Pelican has no other name for it
        eager=any(hasattr(content_class, name) for name in state if name != "_status"),
    )


def _content(generator: FileReader, content_class: type, path: str) -> Any:
    """What Pelican would read of a file, with its texts set by our own typography where it has one."""
    readers = generator.readers
    if readers.typography is None:
        return readers.read_file(generator.path, path, content_class, context=generator.context)
    settings = readers.settings
    readers.settings = {**settings, "TYPOGRIFY": False}
    try:
        given = readers.read_file(generator.path, path, Given, context=generator.context)
    finally:
        readers.settings = settings
    if isinstance(given, SkipStub):
        return given
    metadata = given.metadata
    metadata |= {name: readers.typography(metadata[name]) for name in ("title", "summary") if name in metadata}
    text = readers.typography(given.content) if given.content else given.content
    return content_class(text, metadata, settings, given.source_path, generator.context)


def structure_of(content: Any, generator: FileReader) -> Structure:
    """The values of a content by which Pelican puts it into lists, such as its date, category and tags, by name."""
    settings = generator.settings
    kind = type(content).__name__.upper()
    ids = settings[f"{kind}_TRANSLATION_ID"] or ()
    order = settings[f"{kind}_ORDER_BY"]
    order = order.removeprefix("reversed-") if isinstance(order, str) else ""
    metadata = content.metadata
    terms = {
        "categories": [content.category] if hasattr(content, "category") else [],
        "tags": getattr(content, "tags", []),
        "authors": getattr(content, "authors", []),
    }
    slugs = generator.readers.slugs
    named = {name: [(term.name, _slug_of(term, slugs)) for term in group] for name, group in terms.items()}
    texts = [metadata[name] for name in settings["FORMATTED_FIELDS"] if name in metadata]
    links = content._get_intrasite_link_regex()  # noqa: SLF001 - as in links.py
    return {
        "status": content.status,
        "save_as": content.save_as,
        "lang": content.lang,
        "in_default_lang": content.in_default_lang,
        "translation": metadata.get("translation", "false").lower() == "false",
        "ids": tuple(getattr(content, name, MISSING) for name in ((ids,) if isinstance(ids, str) else ids)),
        "order": os.path.basename(path_of(content)) if order == "basename" else _attribute(content, order),  # noqa: PTH119
        "date": getattr(content, "date", MISSING),
        "plain": all(type(term) in (Category, Tag, Author) for group in terms.values() for term in group),
        "categories": named["categories"],
        "tags": named["tags"],
        "authors": named["authors"],
        "static_links": sorted(content.get_static_links()),
        "links": links_of(content, generator.readers.extensions),
        "links_in_metadata": any(not isinstance(text, str) or links.search(text) for text in texts),
    }


def _slug_of(term: URLWrapper, slugs: dict[tuple[type, str], str]) -> str:
    """The slug of a tag, a category or an author; Pelican works it out anew for each object that stands for one."""
    place = type(term), term.name
    if term._slug is None and place in slugs:  # noqa: SLF001 - the property that has it would work it out
        term._slug = slugs[place]  # noqa: SLF001 - as above
    slug = term.slug
    # Pelican warns of an empty one each time, and one that somebody chose says nothing of others
    if slug and term._slug_from_name:  # noqa: SLF001 - as above
        slugs[place] = slug
    return slug


def path_of(content: Content) -> str:
    """The full path of the source of a content, or "" where it has none."""
    return content.source_path or ""


def _attribute(content: Content, name: str) -> Any:
    value = MISSING
    if name:
        try:
            for part in name.split("."):
                value = getattr(content if value is MISSING else value, part)
        except AttributeError:
            return MISSING
    return value


def say(logged: Iterable[Logged]) -> None:
    """Log what a Log has kept."""
    for name, level, message in logged:
        logging.getLogger(name).log(level, "%s", message)


class Log(logging.Handler):
    """Keeps what is logged while a file is read, perhaps in another process, for the process that builds to log."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[Logged] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, as the name of its logger, its level and its message."""
        self.records.append((record.name, record.levelno, record.getMessage()))
