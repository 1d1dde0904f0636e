"""What generators of contents have in common: taking files in, and grouping contents as Pelican does.

What the lists hold, and which pages a generator asks for, is in the modules of each.
"""

from __future__ import annotations

import os
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pelican import signals
from pelican.contents import SkipStub
from pelican.generators import Generator
from pelican.utils import order_content, process_translations

from ..tracing.contents import Article, attributes
from ..tracing.digests import MISSING, reference_of
from ..tracing.lists import ContentList, keys_of, list_of, name_of, was_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from blinker import NamedSignal
    from pelican.contents import Content

    from ..build import Build
    from ..protocols import PreparedReaders, Structure
    from ..tracing.files import Tree


def found_by(
    generator: Generator,
    tree: Tree,
    paths: str | Iterable[str],
    exclude: Iterable[str] | None = None,
    extensions: Iterable[str] | Literal[False] | None = None,
) -> set[str]:
    """What Pelican's Generator.get_files gives, from one walk through each folder a build."""
    return tree.find(paths, exclude or [], tuple(generator.readers.extensions) if extensions is None else extensions)


# one of Pelican's comes after these
_Generator = Generator if TYPE_CHECKING else object


class Incremental(_Generator):
    """Mixin for a subclass of a generator of Pelican's, named before it among the bases.

    `build` is the Build that the generator belongs to; it is set once the generator is made, and None before.
    """

    build: Build = None  # ty: ignore[invalid-assignment] - it has one before it is asked for anything

    def get_files(
        self,
        paths: str | Iterable[str],
        exclude: list[str] | None = None,
        extensions: Iterable[str] | Literal[False] | None = None,
    ) -> set[str]:
        """Find the files as Pelican does, among those that the build has listed once for all generators."""
        if self.build is None:
            return super().get_files(paths, exclude, extensions)
        return found_by(self, self.build.tree, paths, exclude, extensions)

    def _check_disabled_readers(self, paths: Iterable[str], exclude: list[str] | None) -> None:
        if self.readers.disabled_readers:
            super()._check_disabled_readers(paths, exclude)

    def add_source_path(self, content: Content, static: bool = False) -> None:
        kind = type(content).__name__
        if "_key" not in attributes(content) and kind in {"Article", "Page", "Static"}:
            self.build.library.adopt(kind, content)
        super().add_source_path(content, static=static)


class Contents(Incremental):
    """What generators of articles and of pages have in common.

    `GROUPS` names, by status, the lists of originals and of translations; `restored` says that all lists are those of
    the build before, `state` is what the next one needs for that.
    """

    CLASS: type[Content] = Article
    GROUPS: ClassVar[dict[str, tuple[str, str]]] = {}
    readers: PreparedReaders  # what Pelican's become
    restored = False
    state: dict[str, Any] | None = None

    @property
    def kind(self) -> str:
        """The name of the class of the contents, such as `Article`."""
        return self.CLASS.__name__

    def signal(self, name: str) -> NamedSignal:
        """Pelican's signal of this name for this kind of content."""
        return getattr(signals, f"{self.kind.lower()}_generator_{name}")

    def _collect(self, paths: Iterable[str], excludes: list[str]) -> None:
        """Read what has to be read, and fill the lists of GROUPS."""
        found = sorted(self.get_files(paths, excludes))
        build = self.build
        changes = build.sources.take(self, self.CLASS, found)
        for path in changes.failed:
            self._add_failed_source_path(path)
        if build.constructing:
            self._group([content for id_ in changes.ids if (content := self._construct(id_)) is not None])
            return
        state = build.restorable(self.kind)
        if state is not None and not changes.structural:
            self.restored = True
            self._restore(state)
            return
        structures = build.sources.structures(changes.ids)
        links = {link for structure in structures.values() for link in structure["static_links"]}
        self.static_links = sorted(links)
        self.context["static_links"] |= links
        self.attaches = any(structure["links"].attached for structure in structures.values())
        self._structures = structures
        self._arrange(structures)

    def _construct(self, id_: int) -> Content | None:
        """The content with an id, where plugins have a say in what is made of it, or None."""
        html, metadata = self.build.library.given(id_)
        self.signal("context").send(self, metadata=metadata)
        path = os.path.abspath(os.path.join(self.path, self.build.library.path_of(id_)))  # noqa: PTH100, PTH118
        kind = SkipStub if metadata.get("status") == "skip" else self.CLASS
        content = kind(
            content=html,  # ty: ignore[invalid-argument-type] - Pelican takes None as well
            metadata=metadata,
            settings=self.settings,
            source_path=path,
            context=self.context,
        )
        if kind is SkipStub:
            return None
        if not content.is_valid():
            self._add_failed_source_path(self.build.library.path_of(id_))
            return None
        self.add_source_path(content)
        self.add_static_links(content)
        return content

    def _group(self, contents: list[Any]) -> None:
        """Fill the lists of GROUPS from contents, as Pelican does."""
        self.static_links = sorted(self.context["static_links"])
        self.attaches = any("attach}" in content._content or "|attach|" in content._content for content in contents)  # noqa: SLF001
        ids, order = (
            self.settings[f"{self.kind.upper()}_TRANSLATION_ID"],
            self.settings[f"{self.kind.upper()}_ORDER_BY"],
        )
        for status, names in self.GROUPS.items():
            originals, others = process_translations([c for c in contents if c.status == status], translation_id=ids)
            for name, items in zip(names, (order_content(originals, order), others), strict=True):
                setattr(self, name, list_of(f"{self.kind} {name}", items, self.build.library))

    def _arrange(self, structures: dict[int, Structure]) -> None:
        """Fill the lists of GROUPS from structures alone, in the order that Pelican's functions give."""
        kind = self.kind.upper()
        ids, order = self.settings[f"{kind}_TRANSLATION_ID"], self.settings[f"{kind}_ORDER_BY"]
        find = self.build.library.find
        for status, names in self.GROUPS.items():
            members = [id_ for id_, structure in structures.items() if structure["status"] == status]
            originals, others = self._translated(members, structures) if ids else (members, [])
            sort = partial(self._sort, structures=structures, order=order)
            for name, keys in zip(names, (sort(originals), others), strict=True):
                setattr(self, name, ContentList(f"{self.kind} {name}", keys, find))

    def _translated(self, members: list[int], structures: dict[int, Structure]) -> tuple[list[int], list[int]]:
        """(originals, translations) among contents, each of which learns of the others."""
        library = self.build.library
        key = lambda id_: structures[id_]["ids"]  # noqa: E731 - used twice
        if any(MISSING in key(id_) for id_ in members):
            contents = list(map(library.find, members))  # Pelican says what is wrong
            process_translations(contents, translation_id=self.settings[f"{self.kind.upper()}_TRANSLATION_ID"])
        originals, others = [], []
        members.sort(key=key)
        for _, group in groupby(members, key):
            group = list(group)  # noqa: PLW2901
            if len(group) == 1 and structures[group[0]]["translation"]:
                originals += group
                continue
            contents = list(map(library.find, group))
            ids = self.settings[f"{self.kind.upper()}_TRANSLATION_ID"]
            index, _ = process_translations(contents, translation_id=ids)
            chosen = {reference_of(content) for content in index}
            originals += [reference_of(content) for content in index]
            others += [id_ for id_ in (reference_of(content) for content in contents) if id_ not in chosen]
            for content in contents:
                library.translations[reference_of(content)] = [reference_of(other) for other in content.translations]
        return originals, others

    def _sort(self, members: list[int], structures: dict[int, Structure], order: Any) -> list[int]:
        if not order:
            return members
        values = {id_: structures[id_]["order"] for id_ in members}
        if callable(order) or not isinstance(order, str) or MISSING in values.values():
            contents = order_content(list(map(self.build.library.find, members)), order)
            return [reference_of(content) for content in contents]
        return sorted(members, key=values.__getitem__, reverse=order.startswith("reversed-"))

    def _restore(self, state: dict[str, Any]) -> None:
        library = self.build.library
        self.static_links, self.attaches = state["static_links"], state["attaches"]
        self.context["static_links"] |= set(self.static_links)
        library.translations |= state["translations"]
        for name, keys in state["lists"].items():
            setattr(self, name, ContentList(f"{self.kind} {name}", keys, library.find))

    def _state(self) -> dict[str, Any] | None:
        """What the next build restores, in plain values; taken before plugins change any of it.

        None where a function has put contents in order: what it goes by, nobody can say.
        """
        if not isinstance(self.settings[f"{self.kind.upper()}_ORDER_BY"] or "", str):
            return None
        lists = {name: getattr(self, name) for names in self.GROUPS.values() for name in names}
        members = set(chain.from_iterable(keys_of(keys) for keys in lists.values()))
        translations = self.build.library.translations
        return {
            "lists": {name: keys_of(items) for name, items in lists.items()},
            "translations": {id_: others for id_, others in translations.items() if id_ in members},
            "static_links": self.static_links,
            "attaches": self.attaches,
        }

    def lists(self) -> dict[str, ContentList | Callable[[], list[Any]]]:
        """The lists of contents that templates may read, by name. A function makes a list when it is read."""
        names = list(chain.from_iterable(self.GROUPS.values()))
        # templates find in the context what was there before a plugin gave the generator another
        found = [getattr(self, name) for name in names] + [self.context.get(name) for name in names]
        return {name_of(items): items for items in found if isinstance(items, ContentList)}

    def settled(self) -> dict[Hashable, Any] | None:
        """The lists, terms and periods that plugins may have changed, by the name of the list or by the term or period.

        None where a plugin has put another list into the place of one.
        """
        names = chain.from_iterable(self.GROUPS.values())
        found = {name: getattr(self, name) for name in names} | self._lists_beside()
        is_ours = all(isinstance(items, ContentList) and not was_changed(items) for items in found.values())
        return {place: name_of(items) for place, items in found.items()} | self._plain_values() if is_ours else None

    def _lists_beside(self) -> dict[Hashable, Any]:
        """Lists of contents beside those of GROUPS, by place."""
        return {}

    def _plain_values(self) -> dict[Hashable, Any]:
        """What else a plugin may change of them, by place."""
        return {}

    def adopt(self) -> None:
        """Give what a plugin has put into the lists its id."""
        for name in chain.from_iterable(self.GROUPS.values()):
            items = getattr(self, name)
            if not isinstance(items, ContentList) or was_changed(items):
                for item in items:
                    self.build.library.key_of(item)

    def members(self) -> set[Any]:
        """The ids of all contents in the lists of GROUPS."""
        named = (getattr(self, name) for names in self.GROUPS.values() for name in names)
        return set(chain.from_iterable(keys_of(items) for items in named if isinstance(items, ContentList)))

    def unrefreshed(self) -> set[Any]:
        """The ids of contents in whose metadata links to files of the site stay as they were typed."""
        return set()

    def refresh_metadata_intersite_links(self) -> None:
        """As Pelican's, for what is loaded; the rest follows when it is."""
        library = self.build.library
        for id_ in sorted((self.members() - self.unrefreshed()) & library.objects.keys(), key=str):
            if self.build.constructing or "_is_loaded" in attributes(library.objects[id_]):
                library.refresh(library.objects[id_])
