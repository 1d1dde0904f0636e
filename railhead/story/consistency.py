"""Rules across files: ids, names and addresses that collide, and links that lead nowhere.

Each rule is given entries and a function that gives the Document of a path, to point at what is wrong. Where two
entries collide, the first one counts as right, and the Problem is told of the other.
"""

from __future__ import annotations

import os
import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from railhead.cache import cache_beside
from railhead.dates import minute

from .fields import address_of
from .nearby import Nearby
from .pictures import PICTURES, fault, is_picture, is_raster
from .problems import Problem, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from datetime import datetime
    from urllib.parse import SplitResult

    from .contents import StaticFile
    from .entries import Entry
    from .frontmatter import Document

    # gives the Document of a path, which is relative to the project
    Documents = Callable[[str], Document]

INTRASITE = re.compile(r"\{(\w+)\}([^#?]*)")
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True)
class Destinations:
    """What a text on the site may link to.

    `files`: for `filename` and `static`, the paths below content/; `drafts`: those of drafts, with when
    they are due if they are scheduled; `pending`: those of
    files with problems of their own. `terms`: for `tag`, `category` and `author`, slugs. `addresses`: every path of
    the built site, such as `/2024/second-koksan-shipment/`.
    """

    files: dict[str, AbstractSet[str]]
    drafts: Mapping[str, datetime | None]
    pending: AbstractSet[str]
    terms: dict[str, AbstractSet[str]]
    addresses: AbstractSet[str]

    @cached_property
    def nearby(self) -> dict[str, Nearby]:
        """By the kind of a link, `filename` or `static`, what finds the file that was meant by a link to none."""
        return {
            kind: Nearby({*paths, *(self.drafts if kind == "filename" else ())}) for kind, paths in self.files.items()
        }


def repeated_ids(entries: Iterable[Entry], documents: Documents) -> Iterator[Problem]:
    """Yield a Problem for each story whose permanent id another story has."""
    first = {}
    for entry in entries:
        if entry.id is None:
            continue
        other = first.setdefault(entry.id, entry.path)
        if other != entry.path:
            document = documents(entry.path)
            wrong = f"the id `{entry.id}` is that of {other}"
            yield document.problem(document.place(("id",)), wrong, "give each story its own")


def repeated_addresses(
    entries: Iterable[Entry], documents: Documents, lists: Iterable[str | None], folders: Iterable[str]
) -> Iterator[Problem]:
    """Yield a Problem for each entry whose page would have the address of another page.

    That is the page of another entry, one of the `lists` of the site, or a page in one of its own `folders`.
    """
    first = dict.fromkeys(lists, "a list of the site") | {f"{name}/": "files of the site" for name in folders}
    for entry in entries:
        other = first.setdefault(entry.url, entry.path)
        if other != entry.path:
            wrong = f"the address /{entry.url} is that of {other}"
            yield documents(entry.path).problem((1, 1), wrong, "give the file another name")


def taken_aliases(entries: Iterable[Entry], documents: Documents, addresses: AbstractSet[str]) -> Iterator[Problem]:
    """Yield a Problem for each old address of a story that something else has now, or that another story had as well.

    `addresses` are those that pages and files of the site have now.
    """
    first = {}
    for entry in entries:
        for n, alias in enumerate(entry.aliases):
            other = first.setdefault(alias, (entry.path, n))
            if alias in addresses:
                wrong, right = f"something stands at {alias}", "take the alias out"
            elif other != (entry.path, n):
                wrong, right = f"{other[0]} has had {alias} too", "leave it to one of them"
            else:
                continue
            document = documents(entry.path)
            yield document.problem(document.place(("aliases", n)), wrong, right)


def ambiguous_names(entries: Iterable[Entry], documents: Documents) -> Iterator[Problem]:
    """Yield a Problem for each section, tag, publisher and author whose address is that of another spelling; how an
    author with a file is spelled does not matter, because the file says it.
    """
    entries = list(entries)
    # one with problems of its own is there all the same
    known = {Path(entry.path).stem for entry in entries if entry.below.startswith("authors/")}
    first, slugs = {("author", slug): None for slug in known}, {}
    for entry in entries:
        if entry.kind != "story":
            continue
        names = [
            (("category",), entry.category),
            *((("author", n), name) for n, name in enumerate(entry.authors)),
            *((("tags", n), tag) for n, tag in enumerate(entry.tags)),
            *((("sources", n, "publisher"), source.publisher) for n, source in enumerate(entry.sources)),
        ]
        for loc, name in names:
            if not name:
                continue
            slug = slugs.get(name) or slugs.setdefault(name, address_of(name))
            other = first.setdefault((loc[0], slug), name)
            if other and other != name:
                document = documents(entry.path)
                wrong = f"`{name}` and `{other}` would have one address"
                yield document.problem(document.place(loc), wrong, "spell it as the other story does")


def missing_pages(
    entries: Iterable[Entry], documents: Documents, equipment: AbstractSet[str], threads: AbstractSet[str]
) -> Iterator[Problem]:
    """Yield a Problem for each piece of equipment and each thread that a story names and that has no page; these are
    given by their slugs.
    """
    for entry in entries:
        named = [(("equipment", n), name) for n, name in enumerate(entry.equipment)]
        for loc, name in (*named, (("story",), entry.thread)):
            folder, pages = ("threads", threads) if loc == ("story",) else ("equipment", equipment)
            if name and name not in pages:
                right = "write it, or use one of " + listed(pages) if pages else "write it"
                document = documents(entry.path)
                yield document.problem(document.place(loc), f"there is no page content/{folder}/{name}.md", right)


def contradicting_sources(entries: Iterable[Entry], documents: Documents) -> Iterator[Problem]:
    """Yield a Problem for each source whose address another file gives with another publisher, title or day."""
    first = {}
    for entry in entries:
        for n, source in enumerate(entry.sources):
            for name in ("publisher", "title", "published"):
                value = getattr(source, name)
                if value is None:
                    continue
                other, path = first.setdefault((source.url, name), (value, entry.path))
                if other != value:
                    document = documents(entry.path)
                    wrong = f"{path} gives this source the {name} `{other}`"
                    yield document.problem(document.place(("sources", n, name)), wrong, "give it the same in both")


def broken_pictures(
    entries: Callable[[], Iterable[Entry]],
    leads: AbstractSet[str],
    documents: Documents,
    static: Iterable[StaticFile],
    content: Path,
) -> Iterator[Problem]:
    """Yield a Problem for each raster picture among the `static` files that cannot be published: where a text shows
    it or, where none does, for the file itself. `entries` gives the entries, once there is something to tell of; the
    addresses of lead pictures, `leads`, are the model's affair.
    """
    named = [file.get_relative_source_path() for file in static]
    # files.py tells of what is no file
    pictures = [address for address in named if is_raster(address) and os.path.isfile(content / address)]  # noqa: PTH113 - takes any name
    for address in pictures:
        problem = fault(content / address, cache_beside(content))
        if not problem or address in leads:
            continue
        shown = [
            (documents(entry.path), link)
            for entry in entries()
            for link in entry.links
            if (found := INTRASITE.match(link)) and linked_path(found[2], entry) == address
        ]
        for document, link in shown:
            for place in document.in_body(link):
                yield document.problem(place, f"the picture {problem[0]}", problem[1])
        if not shown:
            yield Problem(f"{content.name}/{address}", 1, 1, f"the picture {problem[0]}", problem[1])


def moved_pictures(
    entries: Callable[[], Iterable[Entry]], leads: AbstractSet[str], documents: Documents, static: Iterable[StaticFile]
) -> Iterator[Problem]:
    """Yield a Problem for each lead picture that is not among the `static` files, or that is raster and has another
    address than its path, by which pages show it: settings can move files or leave them out. `entries` gives the
    entries, once there is something to tell of, and `leads` are the addresses of lead pictures.
    """
    named = [(file.get_relative_source_path(), file.url) for file in static]
    moved = leads - {name for name, url in named if url == name or not is_raster(name)}
    for entry in entries() if moved else ():
        picture = f"{PICTURES}{entry.image}"
        if entry.image and picture in moved and entry.slug:
            document = documents(entry.path)
            wrong = f"the picture does not come to stand at /{picture}: it is no file, or a setting moves it"
            right = "put it there, or correct EXTRA_PATH_METADATA, STATIC_... or IGNORE_... in pelicanconf.py"
            yield document.problem(document.place(("image", "file")), wrong, right)


def broken_links(entries: Iterable[Entry], documents: Documents, destinations: Destinations) -> Iterator[Problem]:
    """Yield a Problem for each link in a text that leads to none of the Destinations."""
    for entry in entries:
        for link in entry.links:
            if problem := _fault(link, entry, destinations):
                document = documents(entry.path)
                for place in document.in_body(link):
                    yield document.problem(place, *problem)


def _fault(link: str, entry: Entry, destinations: Destinations) -> tuple[str, str] | None:
    """(what is wrong, what would be right) with `link` in the text of an entry; None if nothing is."""
    if link.startswith(("{", "|")):
        match = INTRASITE.match(link)
        if match and match[1] in destinations.files:
            return _file_fault(*match.groups(), entry, destinations)
        if match and match[1] in destinations.terms:
            known = address_of(unquote(match[2])) in destinations.terms[match[1]]
            return None if known else (f"no story has the {match[1]} `{match[2]}`", "correct its name")
        return (
            f"the link `{link}` is not understood",
            "write `{filename}NAME.md`, `{static}/images/NAME` or `{tag}NAME`",
        )
    try:
        parts = urlsplit(link)
        _ = parts.port  # which is read when it is asked for
    except ValueError as error:
        return f"the link `{link}` is no address ({error})", "correct it"
    if parts.scheme or parts.netloc:
        return _outside_fault(link, parts)
    if not parts.path:
        return None if parts.fragment else ("a link leads nowhere", "write its address between the brackets")
    if not parts.path.startswith("/"):
        return f"the link `{link}` would depend on where it is read", _by_file(link, parts.path, destinations)
    # a file with problems of its own has no address yet; it is there all the same
    name = posixpath.basename(parts.path.rstrip("/"))
    if parts.path in destinations.addresses or name in {Path(path).stem for path in destinations.pending}:
        return None
    return (
        f"the link leads to {parts.path}, which does not exist",
        "correct it, or link the file: `{filename}/stories/YYYY/NAME.md`",
    )


def _by_file(link: str, path: str, destinations: Destinations) -> str:
    """What would be right for a link to a file, of which somebody gave the path alone."""
    kind = "static" if is_picture(path) else "filename"
    if near := destinations.nearby[kind].near(path):
        return f"write `{{{kind}}}/{near}`"
    if kind == "static":
        name = posixpath.basename(path)
        return f"write `{{static}}/{PICTURES}{name}`, and put the picture into content/{PICTURES}"
    return f"write `{{filename}}{link}`"


def _outside_fault(link: str, parts: SplitResult) -> tuple[str, str] | None:
    if "@" in parts.netloc or "\\" in link:  # people, parsers and browsers read these differently
        return f"the link `{link}` hides where it leads", "write the address as https://host/path"
    if parts.scheme in SCHEMES and (parts.netloc or parts.scheme == "mailto"):
        return None
    return f"the link `{link}` is not one for the web", "begin it with https://"


def linked_path(target: str, entry: Entry) -> str:
    """The path below the content folder of what an entry links to as `{static}` or `{filename}` and this target."""
    target = unquote(target)
    # below content/, whose own name is the first part of a document's path
    folder = "" if target.startswith("/") else posixpath.join(*Path(entry.path).parent.parts[1:], "")
    return posixpath.normpath(folder + target.lstrip("/"))


def _file_fault(what: str, target: str, entry: Entry, destinations: Destinations) -> tuple[str, str] | None:
    if "%" in target or "//" in target:
        return f"the link leads to {target}, which is no name of a file as it is", "write the name without escapes"
    path = linked_path(target, entry)
    if path in destinations.drafts and (fault := _too_early(path, entry, destinations.drafts[path])):
        return fault
    if path in destinations.files[what] or path in destinations.drafts or path in destinations.pending:
        return None
    near = destinations.nearby[what].near(path)
    right = f"did you mean `{{{what}}}/{near}`?" if near else "correct the name of the file"
    return f"the link leads to content/{path}, which does not exist", right


def _too_early(path: str, entry: Entry, due: datetime | None) -> tuple[str, str] | None:
    """What is wrong with a link to a draft, or to a story that is `due` at a time, for the readers of an entry; None
    where that goes out no sooner.
    """
    if entry.status == "draft" and not entry.due:
        return None
    if not due:
        return f"the link leads to a draft, {path}", "publish it first, or leave the link out"
    if entry.due and entry.due >= due:
        return None
    wrong = f"the link leads to {path}, which is scheduled for {minute(due)}"
    return wrong, "leave the link out until then" if not entry.due else "let this story go out no sooner"
