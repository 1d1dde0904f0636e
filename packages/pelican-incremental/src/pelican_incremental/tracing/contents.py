"""Pelican's contents, loaded from the store only as far as they are read. They note what a page reads of them.

Which contents a build has is not known here, but in reading/library.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

import pelican.contents
from pelican.contents import Content

from .digests import MISSING, Reference, reference_of, value_digest
from .recorder import NONE, recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .recorder import Names

    T = TypeVar("T")

# what a constructor is given from outside, so that no store need keep it
ATTACHED = frozenset({"settings", "_context", "_content", "translations"})
# in a subclass, one of Pelican's comes before Traced
_Contents = Content if TYPE_CHECKING else object
# attributes of ours, and reads that say nothing of a content
OURS = frozenset({"_key", "_library", "_memo", "_is_loaded"})
SILENT = OURS | {"settings", "_context"}
# ours as well, unless metadata bear the same name
HELPERS = frozenset({"_reference", "_made", "_settled", "_told_by_path", "get_siteurl"})
# these tell by themselves, for the address that they are given
TELLING = frozenset({"get_content", "get_summary"})
MADE = frozenset({"content", "summary"})
ADDRESSES = frozenset({"url", "save_as"})
UNKNOWN = (None, None)
# what is loaded by itself, when it is read
LOADED_APART = ("_content", "translations")

# Pelican keeps these behind a decorator whose memory outlives the build
_content_for = Content.__dict__["get_content"].func
_summary_for = Content.__dict__["get_summary"].func


def attributes(content: object) -> dict[str, Any]:
    """A content's own attributes, by name, without telling of it."""
    return object.__getattribute__(content, "__dict__")


def state_of(content: object) -> dict[str, Any]:
    """The attributes of a content that a store keeps."""
    return {name: value for name, value in attributes(content).items() if name not in ATTACHED and name not in OURS}


class Traced(Reference, _Contents):
    """Mixin of Pelican's content classes.

    A restored object begins with no attributes but ours; the first read of another loads it from the library.
    """

    __slots__ = ()
    # the names of methods
    _METHODS: ClassVar[frozenset[str]] = frozenset({"__dict__"})

    def __init_subclass__(cls, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls._METHODS = frozenset({"__dict__", *(name for name in dir(cls) if callable(getattr(cls, name, None)))})

    def __getattribute__(self, name: str) -> Any:
        trace = recorder.trace
        if trace is None or name in SILENT or name[:2] == "__":
            if name != "__dict__":
                return object.__getattribute__(self, name)
            whole_of(self)  # all is loaded by that
            if trace is None:
                return object.__getattribute__(self, name)
        own = object.__getattribute__(self, "__dict__")
        if name in HELPERS and name not in own:
            return object.__getattribute__(self, name)
        names = trace.contents.get(own.get("_key"), NONE)
        if name not in names:
            return _told(self, name, names)
        # told of already
        if name in own:
            return own[name]
        recorder.trace = None
        try:
            return object.__getattribute__(self, name)
        finally:
            recorder.trace = trace

    def __getattr__(self, name: str) -> Any:
        # only reached where the object itself has no such attribute
        own = attributes(self)
        library = own.get("_library")
        loads = library is not None and name not in OURS and ("_is_loaded" not in own or name in LOADED_APART)
        if not loads or not library.load(self, name):
            if isinstance(getattr(type(self), name, None), property):
                return object.__getattribute__(self, name)  # fails, and says at what
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return getattr(self, name)

    def __setattr__(self, name: str, value: object) -> None:
        library = attributes(self).get("_library")
        if library is not None:
            library.touched.add(attributes(self)["_key"])
            library.changes += 1
            memo = attributes(self).get("_memo", {})
            for address in ADDRESSES & memo.keys():
                del memo[address]
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        getattr(self, name)  # what is not loaded yet would come back
        self.__setattr__(name, None)
        super().__delattr__(name)

    def _reference(self) -> int | str:
        # one that was only just made has no id yet
        return attributes(self).get("_key") or f"at {self.source_path}"

    @property
    def url(self) -> str:
        return Traced._settled(self, "url", Content.url.fget)

    @property
    def save_as(self) -> str:
        return Traced._settled(self, "save_as", Content.save_as.fget)

    def _settled(self, name: str, work_out: Callable[[Any], str]) -> str:
        """An address, worked out once for each moment in which nobody changes contents."""
        own = attributes(self)
        library = own.get("_library")
        moment = library.moment if library is not None else None
        if moment is None:
            return work_out(self)
        memo = own.get("_memo")
        if memo is None:
            memo = own["_memo"] = {}
        known = memo.get(name)
        if known is None or known[1] != moment:
            known = memo[name] = work_out(self), moment
        return known[0]

    @property
    def relative_dir(self) -> str:
        return Traced._told_by_path(self, "relative_dir", Content.relative_dir.fget)

    def get_relative_source_path(self, source_path: str | None = None) -> str | None:
        if source_path:
            return Content.get_relative_source_path(self, source_path)
        return Traced._told_by_path(self, "relative_source_path", Content.get_relative_source_path)

    def _told_by_path(self, name: str, work_out: Callable[[Any], T]) -> T:
        """What only depends on where the source lies, worked out once."""
        own = object.__getattribute__(self, "__dict__")
        memo = own.get("_memo")
        if memo is None:
            memo = own["_memo"] = {}
        key = name, self.source_path
        if key not in memo:
            memo[key] = work_out(self)
        return memo[key]

    def get_content(self, siteurl: str) -> str:
        return Traced._made(self, "content", siteurl, _content_for)

    def get_summary(self, siteurl: str) -> str:
        return Traced._made(self, "summary", siteurl, _summary_for)

    def _made(self, name: str, siteurl: str, make: Callable[[Any, str], str]) -> str:
        memo = attributes(self).setdefault("_memo", {})
        name = f"{name}@{siteurl}"
        if name not in memo:
            with recorder.reading_links_of(self):
                memo[name] = make(self, siteurl)
        if recorder.trace is not None:
            recorder.attribute(reference_of(self), name, memo[name])
        return memo[name]


def whole_of(content: Any) -> tuple[dict[str, Any], Any, Any]:
    """All that can be known of a content, to be compared."""
    with recorder.paused():
        # loaded one after the other
        loaded = {name: getattr(content, name, None) for name in ("metadata", "_content", "translations")}
        return state_of(content), loaded["_content"], loaded["translations"]


def value_of(content: Any, name: str) -> Any:
    """The value that a page reads under a name that `recorder.attribute` was given.

    That is an attribute; all of them for `*`; or a text or summary as it is for the address behind `@`.
    """
    if name == "*":
        return whole_of(content)
    made, at, siteurl = name.partition("@")
    if not at:
        return getattr(content, name, MISSING)
    # a summary is made of the content as it is for the address of the page being rendered
    context = attributes(content)["_context"]
    address, context["localsiteurl"] = context["localsiteurl"], siteurl
    try:
        return (content.get_content if made == "content" else content.get_summary)(siteurl)
    finally:
        context["localsiteurl"] = address


def already_known(content: object, name: str) -> Any:
    """An attribute that a page reads, told of, where its value is noted; MISSING where it has to be looked for.

    Templates read so many that this takes as few steps as it can.
    """
    own = object.__getattribute__(content, "__dict__")
    key = own.get("_key")
    if name in own:
        value = own[name]
    elif name in ADDRESSES and "_memo" in own:
        value, moment = own["_memo"].get(name, UNKNOWN)
        if moment is None or moment != own["_library"].moment:
            return MISSING
    else:
        return MISSING
    read = recorder.trace.contents  # ty: ignore[missing-union-attribute] - it is asked on pages alone
    names = read.get(key, NONE)
    if name not in names:
        if not recorder.is_noted(key, name):
            return MISSING
        read[key] = names.also(name)
    return value


def _told(content: Any, name: str, told: Names) -> Any:
    """An attribute as Python finds it, and its value told of, or that there is none; `told` are names told before."""
    trace, recorder.trace = recorder.trace, None
    value = MISSING
    try:
        try:
            value = object.__getattribute__(content, name)
        except AttributeError:
            value = content.__getattr__(name)
    finally:
        recorder.trace = trace
        key = reference_of(content)
        if name in MADE:
            recorder.attribute(key, f"{name}@{Content.get_siteurl(content)}", value)
        elif name in type(content)._METHODS:  # noqa: SLF001 - its own module
            # methods may read anything of their object
            if name not in TELLING and "*" not in told:
                recorder.attribute(key, "*", whole_of(content))
        else:
            recorder.attribute(key, name, value)
    return value


class Alike(type):
    """Has a class equal Pelican's that it stands in for, and be called as that: plugins compare `type(content)`."""

    def __new__(cls, name: str, bases: tuple[type, ...], names: dict[str, Any]) -> Alike:
        return super().__new__(cls, name, bases, {**names, "__module__": bases[0].__module__})

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is cls.__base__

    def __hash__(cls) -> int:
        return hash(cls.__base__)


class Article(pelican.contents.Article, Traced, metaclass=Alike):
    """Pelican finds settings by the name of the class, so that ours bears the same.

    Its own class comes first, so that an object of that can be made one of these.
    """

    get_content, get_summary = Traced.get_content, Traced.get_summary
    url, save_as = Traced.url, Traced.save_as
    relative_dir, get_relative_source_path = Traced.relative_dir, Traced.get_relative_source_path


class Page(pelican.contents.Page, Traced, metaclass=Alike):
    """See Article."""

    get_content, get_summary = Traced.get_content, Traced.get_summary
    url, save_as = Traced.url, Traced.save_as
    relative_dir, get_relative_source_path = Traced.relative_dir, Traced.get_relative_source_path


class Static(pelican.contents.Static, Traced, metaclass=Alike):
    """See Article."""

    get_content, get_summary = Traced.get_content, Traced.get_summary
    relative_dir, get_relative_source_path = Traced.relative_dir, Traced.get_relative_source_path


def differing(content: Any, values: Mapping[str, bytes]) -> dict[str, bytes]:
    """The names among `values`, digests by name, whose value is another by now, with the new digests."""
    changed = {}
    for name, old in values.items():
        try:
            new = value_digest(value_of(content, name))
        except Exception:  # noqa: BLE001 - rendering will tell of it, where a template reads it
            new = b""
        if new != old:
            changed[name] = new
    return changed
