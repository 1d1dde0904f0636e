"""The contents of a build, each with an id that it keeps from build to build, loaded as they are read.

Which of them changed is found in `sources`, and what a page reads of them is noted in tracing/.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

import pelican.contents

from ..store.rows import EAGER, Key
from ..store.spool import Spool
from ..tracing.contents import Article, Page, Static, Traced, attributes, state_of
from ..tracing.digests import reference_of, value_digest
from ..tracing.recorder import recorder
from .entries import Entries
from .loaded import Loaded, seen
from .records import loads

if TYPE_CHECKING:
    from collections.abc import Callable

    from pelican.contents import Content
    from pelican.urlwrappers import URLWrapper

    from ..protocols import Context, Settings, Structure
    from ..store.database import Store
    from .records import Record

CLASSES = {"Article": Article, "Page": Page, "Static": Static}
PELICANS_OWN = (pelican.contents.Article, pelican.contents.Page)
# from so many contents on that are loaded one by one, all the others are fetched at once
MANY = 64


class Library:
    """Finds contents by id.

    `sources` are the files known to the store, by Key, and `records` those read in this build, by id, with
    their texts in a spool. `objects` are the contents that there are by now, by id. `made` are the ids of contents that
    a plugin or Pelican made in this build, `touched` of those that somebody loaded or changed. `moment` is a number
    that grows when somebody may have changed contents, and None as long as that may happen at any time. `changes`
    counts how often somebody has changed one. While it `is_noting`, it knows how contents were when they were loaded.
    `entries` are what plugins note of contents.
    """

    def __init__(self, store: Store, settings: Settings, context: Context) -> None:
        self.store, self.settings, self.context = store, settings, context
        self.sources = store.sources()
        self.ids = {key: source.id for key, source in self.sources.items()}
        self.keys = {id_: key for key, id_ in self.ids.items()}
        self._next = max(self.keys, default=0) + 1
        self._eager = {source.id for source in self.sources.values() if source.mark == EAGER}
        self.records: dict[int, Record] = {}
        self._spool = Spool(store.path.parent)
        self.objects: dict[int, Any] = {}
        self.made: set[int] = set()
        self.translations: dict[int, list[int]] = {}
        self.touched: set[int] = set()
        self.late_links: Callable[[int], bool] | None = None
        self.moment: int | None = None
        self.changes = 0
        self._states: dict[int, bytes] | None = None
        self.is_noting, self._loaded_as = True, Loaded()
        self._strangers: dict[bytes, Any] = {}
        self._mixed: dict[tuple[type, type], type] = {}
        self.entries = Entries(self)
        self._shared: dict[int, list[tuple[str, URLWrapper, Any]]] = {}
        self._loaded = 0
        self._taken_down: list[tuple[Content, str | None]] = []
        self._refreshed: set[int] = set()
        self._siteurl = ""

    def id_of(self, kind: str, path: str) -> int:
        """The id of the content of this kind and path: the one that it has, or else a new one."""
        key = Key(kind, path)
        if key not in self.ids:
            self.ids[key] = self._next
            self.keys[self._next] = key
            self._next += 1
        return self.ids[key]

    def set_aside(self, record: Record) -> Record:
        """The Record with its long texts moved to the Spool, so that they take no memory."""
        if record.structure is not None:
            record.structure = self._spool.put(pickle.dumps(record.structure, 5))
        if record.state is not None:
            record.state = self._spool.put(record.state)
        if record.body is not None:
            record.body = self._spool.put(record.body.encode("utf-8", "surrogatepass"))
        return record

    def structure(self, id_: int) -> Structure | None:
        """What places a content in lists, or None where a file makes no content."""
        record = self.records.get(id_)
        if record is None:
            return self.store.structure(id_)
        return None if record.structure is None else pickle.loads(self._spool.get(record.structure))  # noqa: S301 - ours

    def state(self, id_: int) -> bytes:
        """The attributes of a content, as bytes."""
        record = self.records.get(id_)
        if record is None:
            return self._stored_state(id_)
        return b"" if record.state is None else self._spool.get(record.state)

    def body(self, id_: int) -> str | None:
        """The text of a content, or None where it has none."""
        record = self.records.get(id_)
        if record is None:
            return self.store.body(id_)
        return None if record.body is None else self._spool.get(record.body).decode("utf-8", "surrogatepass")

    def path_of(self, id_: int) -> str:
        """The path below PATH of the source of a content."""
        return self.keys[id_].path

    def find(self, id_: int | bytes) -> Any:
        """The item that `key_of` gave this key: the content with this id, loaded or not, or a plain value."""
        if isinstance(id_, bytes):
            return self._strangers[id_]
        content = self.objects.get(id_)
        if content is None:
            kind = CLASSES[self.keys[id_].kind]
            content = self.objects[id_] = object.__new__(kind)
            attributes(content).update(_key=id_, _library=self, settings=self.settings, _context=self.context)
            record = self.records.get(id_)
            if record.eager if record else id_ in self._eager:
                self.load(content, "metadata")
        return content

    def key_of(self, item: Any) -> Any:
        """What stands for an item of a list in the store: the id of a content, or the digest of any other value.

        Both are the same in the next build, as long as the item is.
        """
        if isinstance(item, Traced):
            return reference_of(item)
        if "_key" in getattr(item, "__dict__", ()):
            # a plugin gave it a class of its own, which still comes first
            kind = self.keys[attributes(item)["_key"]].kind
            bases = type(item), CLASSES[kind]
            if bases not in self._mixed:
                self._mixed[bases] = type(kind, bases, {})
            item.__class__ = self._mixed[bases]
            return reference_of(item)
        kind = type(item).__name__
        if type(item) in PELICANS_OWN:
            # made by a plugin
            item.__class__ = CLASSES[kind]
            return self.adopt(kind, item)
        key = value_digest(item)
        self._strangers[key] = item
        return key

    def has_foreign_classes(self) -> bool:
        """Whether a plugin gave one of the contents a class of its own, whose attributes may be anything."""
        own = tuple(CLASSES.values())  # looked through by identity, which is faster than a set
        return any(type(content) not in own for content in self.objects.values())

    def adopt(self, kind: str, content: Content) -> int:
        """Give a content that was not restored its id."""
        id_ = self.id_of(kind, content.get_relative_source_path() or f"at {content.save_as}")
        attributes(content).update(_key=id_, _library=self)
        self.objects[id_] = content
        self.made.add(id_)
        return id_

    def load(self, content: Content, name: str) -> bool:
        """Load the attribute `name` of a content, with those that are stored beside it.

        Returns whether the content has such an attribute.
        """
        own = attributes(content)
        id_ = own["_key"]
        record = self.records.get(id_)
        if id_ in self.made or (record is None and self.keys[id_] not in self.sources):
            return False
        with recorder.paused():
            if name == "_content":
                own["_content"] = self.body(id_)
                if self.is_noting:
                    self._loaded_as.note_text(content, own["_content"])
                self._taken_down.append((content, own["_content"]))
            elif name == "translations":
                own["translations"] = [self.find(other) for other in self.translations.get(id_, ())]
            elif "_is_loaded" not in own:
                state = loads(self.state(id_), self.settings)
                is_whole = not state_of(content)  # nobody gave it anything before
                own["_is_loaded"] = True
                self.touched.add(id_)
                for key, value in state.items():
                    own.setdefault(key, value)
                if self.is_noting and is_whole:
                    self._loaded_as.note(content)
                # after that: what a plugin gave a term of the site, it gave this content
                for field, term, _ in self._shared.get(id_, ()):
                    _put_in(own, field, term)
                if self.late_links is not None and self.late_links(id_):
                    self.refresh(content)
        return name in own

    def share(self, id_: int, field: str, term: URLWrapper) -> URLWrapper:
        """The tag, category or author that a content and the lists of the site have in common.

        That is the content's own under the name `field`, if it is loaded; else `term`, which it is given when it is.
        """
        content = self.objects.get(id_)
        if content is None or (id_ not in self.made and "_is_loaded" not in attributes(content)):
            self._shared.setdefault(id_, []).append((field, term, seen(term)))
            return term
        values = getattr(content, field)
        same = (value for value in (values if isinstance(values, list) else [values]) if value.slug == term.slug)
        return next(same, term)

    def altered_by_terms(self) -> set[int]:
        """The ids of contents with a tag, category or author that a plugin has changed since it was loaded."""
        return {id_ for id_, shared in self._shared.items() if any(seen(term) != was for _, term, was in shared)}

    def is_as_loaded(self, id_: int) -> bool:
        """Whether the content with an id is as the store has it. False where that cannot be told."""
        content = self.objects.get(id_)
        if id_ in self.made or (content is not None and not any(type(content) is kind for kind in CLASSES.values())):
            return False
        return content is None or self._loaded_as.is_as_noted(content, list(self.translations.get(id_, ())))

    def altered(self) -> frozenset[int]:
        """The ids of the contents that somebody has changed since they were loaded, as far as that can be told."""
        return frozenset(id_ for id_ in self.objects if not self.is_as_loaded(id_)) if self.is_noting else frozenset()

    def pass_on(self) -> None:
        """Begin another moment: plugins may have changed contents."""
        if self.moment is not None:
            self.moment += 1

    def keep(self) -> None:
        """Have `shelve` leave alone what is loaded by now."""
        self._taken_down = []

    def shelve(self) -> None:
        """Forget texts that can be loaded again: a process that renders many pages would end up holding all of them."""
        for content, text in self._taken_down:
            own = attributes(content)
            if own.get("_content") is not text:
                continue  # somebody changed it
            del own["_content"]
            for name in [name for name in own.get("_memo", ()) if isinstance(name, str) and name[:8] == "content@"]:
                del own["_memo"][name]
        self._taken_down = []

    def begin_refreshing(self, late_links: Callable[[int], bool]) -> None:
        """From now on, what is loaded has its metadata refreshed at once, if `late_links` says so of its id."""
        self.late_links, self._siteurl = late_links, self.context["localsiteurl"]

    def refresh(self, content: Content) -> None:
        """Replace links to sources, such as `{filename}x.md`, in a content's metadata by addresses, once a build.

        Pelican does so for all contents before it renders the first page; a content that is not loaded by then follows
        when it is.
        """
        if reference_of(content) in self._refreshed:
            return
        self._refreshed.add(reference_of(content))
        is_as_loaded = self.is_noting and self.is_as_loaded(reference_of(content))
        address, self.context["localsiteurl"] = self.context["localsiteurl"], self._siteurl
        try:
            with recorder.reading_links_of(content):
                content.refresh_metadata_intersite_links()
        finally:
            self.context["localsiteurl"] = address
        if is_as_loaded:
            self._loaded_as.note(content)

    def given(self, id_: int) -> tuple[str | None, dict[str, Any]]:
        """(HTML, metadata) of which a content is to be made, where only these are kept."""
        return self.body(id_), loads(self.state(id_), self.settings)

    def _stored_state(self, id_: int) -> bytes:
        self._loaded += 1
        if self._loaded > MANY and self._states is None:
            self._states = self.store.states()
        return self.store.state(id_) if self._states is None else self._states[id_]


def _put_in(state: dict[str, Any], field: str, term: URLWrapper) -> None:
    """Have a content's state hold this tag, category or author in the place of its own of that name."""
    for values in (state, state["metadata"]):
        value = values.get(field)
        if isinstance(value, list):
            value[:] = [term if one.name == term.name else one for one in value]
        elif value is not None and value.name == term.name:
            values[field] = term
        if field == "authors" and values.get("author") is not None and values["author"].name == term.name:
            values["author"] = term
