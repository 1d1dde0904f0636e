"""Menus of what there is, by the settings MENU, FOOTER_MENU, SECTIONS and CONTACT, and the pages of POLICIES.

Which entries are shown is worked out once a build. Pages depend on that, and not on what made it so.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from pelican import signals
from pelican.generators import ArticlesGenerator, Generator, PagesGenerator
from pelican.urlwrappers import Category

from .generators import of_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence


DESK = "how readers reach the desk"  # in DISCLOSURES


class Link(NamedTuple):
    """A link of a menu on a page.

    `current` is the value of `aria-current`: "page" on the page that it leads to, "true" on pages below, else None.
    """

    words: str
    address: str
    rel: str | None = None
    current: str | None = None


def gather(generators: Sequence[Generator]) -> None:
    """Put `menus` and `policies` into the context.

    `menus` has, under "main" and "footer", the (words, address) of each entry that leads to something; the address lies
    below the site's, or is that of another site. `policies` has each address in POLICIES by its name, or None where no
    page stands there.
    """
    articles, pages = of_kind(generators, ArticlesGenerator, PagesGenerator)
    context, settings = articles.context, articles.settings
    places = {page.url for page in pages.pages}
    empty = {settings[name] for name, is_filled in FILLED.items() if not is_filled(context)}
    sections = {str(category) for category, _ in articles.categories}
    main = [(name, Category(name, settings).url) for name in settings["SECTIONS"] if name in sections]
    shown = partial(_shown, settings=settings, places=places, empty=empty)
    context["menus"] = {
        "main": [*main, *shown(settings["MENU"])],
        "footer": [*shown(settings["FOOTER_MENU"]), *_contact(settings, places)],
    }
    context["policies"] = {
        name: address if address in places else None for name, address in settings["POLICIES"].items()
    }


def _has_stories(context: Mapping[str, Any]) -> bool:
    return bool(context["articles"])


# by the setting of its address, whether a list has anything to show
FILLED: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    **dict.fromkeys(("ARCHIVES_URL", "SEARCH_URL", "CATEGORIES_URL", "TAGS_URL"), _has_stories),
    "AUTHORS_URL": lambda context: bool(context["people"]),
    "EQUIPMENT_LIST_URL": lambda context: bool(context["equipment"]),
    "SOURCES_URL": lambda context: bool(context["publishers"]),
    "CLAIMS_URL": lambda context: context["months_of_claims"].derived("whether claims are open", bool),
    "CORRECTIONS_URL": lambda context: context["corrections_in_stories"].derived("whether stories are corrected", bool),
}


def _shown(
    menu: Iterable[tuple[str, str]], *, settings: Mapping[str, Any], places: set[str], empty: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield those entries of a menu that lead to something."""
    lists = {settings[name] for name in FILLED}
    for words, address in menu:
        is_there = address in places or address in lists or not address.endswith("/") or is_elsewhere(address)
        if is_there and address not in empty:
            yield words, address


def _contact(settings: Mapping[str, Any], places: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the page on which readers find how to reach the desk, or else the address in CONTACT, if there is one."""
    address, page = settings["CONTACT"], settings["DISCLOSURES"].get(DESK, "").partition("#")[0]
    if page in places:
        yield "Contact", page
    elif address:
        yield "Contact", address if is_elsewhere(address) else f"mailto:{address}"


def is_elsewhere(address: str) -> bool:
    """Whether an address in a menu leads to another site or opens a mail program."""
    return address.startswith(("https://", "http://", "mailto:"))


def for_page(menu: Iterable[tuple[str, str]], output_file: str, *, base: str) -> list[Link]:
    """The links of a menu on the page in `output_file`, which says which of them lead to where the reader is.

    `base` stands before addresses of the site.
    """
    here = output_file.removesuffix("index.html")
    return [_link(words, address, here, base) for words, address in menu]


def _link(words: str, address: str, here: str, base: str) -> Link:
    if is_elsewhere(address):
        return Link(words, address, None if address.startswith("mailto:") else "external")
    is_below = address.endswith("/") and here.startswith(address)
    return Link(words, f"{base}/{address}", current="page" if here == address else "true" if is_below else None)


def equip(generator: Generator) -> None:
    """Add the filter that makes links of a menu for the page on which it stands."""
    generator.env.filters["for_page"] = partial(for_page, base=generator.context["localsiteurl"])


def register() -> None:
    """Connect the plugin to the signals of Pelican, as Pelican asks of a plugin."""
    signals.generator_init.connect(equip)
    # after railhead.record, which says what the lists have to show
    signals.all_generators_finalized.connect(gather)
