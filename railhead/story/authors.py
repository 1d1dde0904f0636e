"""Who wrote a story: the names that it gives, and what the files of authors say of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from jinja2 import pass_context

from .fields import address_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from jinja2.runtime import Context

    from .contents import StoryArticle
    from .entries import Entry

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
