"""Whether what a reader makes of a file depends on anything but files: seen in its code, and in what it keeps in mind.

Pelican's own readers ask for nothing else, nor do those that say so of themselves with `pure = True`. Of all others,
and of what plugins add to Pelican's own, such as extensions of Markdown and directives of docutils, the code is looked
through (see `reach`). What may ask for the clock and the like is watched while it reads, and what keeps something in
mind from file to file has to be given all files, in their order, at every build.
"""

from __future__ import annotations

from hashlib import blake2b
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import pelican.readers
from pelican.settings import DEFAULT_CONFIG

from ..tracing.digests import SIZE, value_or_kind_digest
from ..tracing.reach import TRUSTED, Reach

if TYPE_CHECKING:
    from collections.abc import Iterable

try:
    from markdown import Markdown
except ModuleNotFoundError:  # it is optional, as it is for Pelican, which then has no reader that is asked for here
    Markdown: Any = None

# attributes that Pelican gives a reader anew for every file
PELICANS = {"settings", "_source_path", "_md"}
CODE = (ModuleType, FunctionType, BuiltinFunctionType, staticmethod, classmethod, property)


class Purity:
    """What is known of a `reader`.

    `is_trusted` says that no code of plugins has a part in reading, `is_own` that the reader itself is no plugin's.
    """

    def __init__(self, reader: Any) -> None:
        self.reader = reader
        self._roots = [] if getattr(reader, "pure", False) else list(_foreign(reader))
        self.is_trusted = not self._roots
        self.is_own = not any(root is reader for root in self._roots)
        self._is_markdown = isinstance(reader, pelican.readers.MarkdownReader)
        self._reach: Reach | None = None

    @property
    def asks(self) -> str | None:
        """What reading may ask for beside files, or None."""
        return self._reached().asks if self._roots else None

    def look_again(self) -> None:
        """Follow the code once more: it has imported something."""
        self._reach = None

    def memory(self) -> bytes:
        """A digest of all values that the code of plugins keeps in variables from one file to the next."""
        if not self._roots:
            return b""
        digest = blake2b(digest_size=SIZE)
        for owner, names in self._kept():
            for name, value in sorted(names.items(), key=lambda item: str(item[0])):
                if not _says_nothing(name, value):
                    digest.update(f"{owner} {name}".encode("utf-8", "surrogatepass") + value_or_kind_digest(value))
        return digest.digest()

    def _reached(self) -> Reach:
        if self._reach is None:
            self._reach = Reach(self._roots, self.reader.settings)
        return self._reach

    def _kept(self) -> Iterable[tuple[str, dict[Any, Any]]]:
        if not self.is_own:
            yield "reader", {name: value for name, value in vars(self.reader).items() if name not in PELICANS}
        for extension in self.reader.settings["MARKDOWN"].get("extensions", ()) if self._is_markdown else ():
            if not isinstance(extension, str):
                # one that the settings hold, and so the same for all files; it may keep the Markdown that it is part of
                own = {name: value for name, value in vars(extension).items() if not isinstance(value, Markdown)}
                yield type(extension).__qualname__, own
        yield "settings", {name: value for name, value in self.reader.settings.items() if name not in DEFAULT_CONFIG}
        for module in self._reached().modules.values():
            yield module.__name__, vars(module)
            for name, kind in list(vars(module).items()):
                if isinstance(kind, type) and kind.__module__ == module.__name__:
                    yield f"{module.__name__}.{name}", dict(vars(kind))
                elif isinstance(kind, FunctionType):
                    yield f"{module.__name__}.{name}", dict(enumerate(kind.__defaults__ or ()))


def _foreign(reader: Any) -> Iterable[Any]:
    """What plugins have to say when a reader reads."""
    own = type(reader).__module__.partition(".")[0]
    if own not in {"pelican", "pelican_incremental"} or type(reader).__module__.startswith("pelican.plugins"):
        yield reader
    if isinstance(reader, pelican.readers.MarkdownReader):
        yield from _extensions(reader.settings["MARKDOWN"])
    elif isinstance(reader, pelican.readers.RstReader):
        yield from _directives()


def _extensions(options: dict[str, Any]) -> Iterable[Any]:
    """The parts of Markdown that are not its own, and what its extensions are told."""
    names = options.get("extensions", ())
    if all(isinstance(name, str) and name.startswith("markdown.extensions.") for name in names):
        return
    made = Markdown(**options)
    registries = (made.preprocessors, made.inlinePatterns, made.treeprocessors, made.postprocessors)
    parts = [part for registry in (*registries, made.parser.blockprocessors) for part in registry]
    yield from (part for part in [*parts, *made.registeredExtensions] if not _is_trusted(type(part)))
    yield options.get("extension_configs")


def _directives() -> Iterable[Any]:
    """The directives and roles of docutils that plugins have added; it has no public way to list them."""
    from docutils.parsers.rst import directives, roles  # noqa: PLC0415 - it takes long, and few need it

    added = [*directives._directives.values(), *roles._roles.values()]  # noqa: SLF001
    yield from (item for item in added if not _is_trusted(item))


def _is_trusted(item: Any) -> bool:
    module = item.__module__ or ""
    return module.partition(".")[0] in TRUSTED and not module.startswith("pelican.plugins")


def _says_nothing(name: Any, value: Any) -> bool:
    """Whether a name is not one for something kept in mind: it is one for code, or for what is made once to be used."""
    if isinstance(value, (type, *CODE)) or (isinstance(name, str) and name.startswith("__")):
        return True
    return value is None or type(value).__module__.partition(".")[0] in TRUSTED
