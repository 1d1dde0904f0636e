"""Who wrote a story: the names that it gives, and what the files of authors say of these.

The fields of such a file are in `model`, and the pages of authors are made in railhead/record/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jinja2 import pass_context

from .fields import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2.runtime import Context

    from .consistency import Documents
    from .contents import StoryArticle
    from .entries import Entry
    from .problems import Problem

    # what files say of authors, by the names of the files: one item each
    Known = Mapping[str, Sequence["Byline"]]


class Byline(NamedTuple):
    """An author as stories show one: `slug` is the last part of the page's address, and `role` is known of those who
    have a file.
    """

    name: str
    slug: str
    role: str | None = None


def of_file(entry: Entry) -> Iterator[tuple[str, Byline]]:
    """Yield the name of the file of an author, and the Byline; nothing for another entry."""
    if entry.kind == "author":
        yield entry.slug, Byline(entry.name or "", entry.slug, entry.role)


def signed(names: Iterable[str], known: Known) -> list[Byline]:
    """The Byline of each of the names that a story gives: as the file of that name says, or else as the story does."""
    slugs = {address_of(name): name for name in names}
    return [known[slug][0] if slug in known else Byline(name, slug) for slug, name in slugs.items()]


def names_of(article: StoryArticle) -> list[str]:
    """The names that a story gives, or that of the desk where it gives none."""
    return [author.name for author in article.authors]


@pass_context
def authors(context: Context, article: StoryArticle) -> list[Byline]:
    """The Byline of each author of an article, for templates."""
    return signed(names_of(article), context["bylines"])


def misnamed(entries: Iterable[Entry], documents: Documents) -> Iterator[Problem]:
    """Yield a Problem for each author whose name another one has, and for each story that names an author otherwise
    than the file is called.
    """
    entries = list(entries)
    files = {entry.slug for entry in entries if entry.kind == "author"}
    first: dict[str, Entry] = {}
    for entry in entries:
        if entry.kind != "author" or not entry.name:
            continue
        other = first.setdefault(address_of(entry.name), entry)
        if other is not entry:
            document = documents(entry.path)
            wrong = f"`{entry.name}` is the author in {other.path} too"
            yield document.problem(document.place(("name",)), wrong, "tell the two apart, or delete one of the files")
    for entry in entries if first else ():
        for n, name in enumerate(entry.authors):
            own = first.get(address_of(name))
            if own and address_of(name) not in files:
                document = documents(entry.path)
                wrong, right = f"`{name}` is the author in {own.path}", f"write `{own.slug}`, the name of the file"
                yield document.problem(document.place(("author", n)), wrong, f"{right}, or rename the file")
