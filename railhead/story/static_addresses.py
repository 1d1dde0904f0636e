"""Addresses of files that are published as they are: none may take the place of something that the site makes.

What may stand in such files is in `static_files`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from railhead import address, records

from .pictures import is_raster
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

# what railhead.images makes of a picture, in each width
_VARIANT = re.compile(r"(.+)-\d+\.(avif|webp)")
_OF_PAGES = re.compile(r"[A-Z_]+_(URL|SAVE_AS)|FEED_(ATOM|RSS|JSON)|CLAIMS_(YEAR_)?JSON")
_GIVEN = "EXTRA_PATH_METADATA"  # the setting that gives a file another address


def of_theme(settings: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Yield (address, path) of each file that the theme has published as it is."""
    for name in settings["THEME_STATIC_PATHS"]:
        start = Path(settings["THEME"], name)
        found = [start] if start.is_file() else [Path(top, own) for top, _, names in os.walk(start) for own in names]
        for path in sorted(found):
            below = path.relative_to(start.parent if start.is_file() else start)
            yield PurePosixPath(settings["THEME_STATIC_DIR"], below.as_posix()).as_posix(), path


def misgiven(given: object) -> Iterator[Problem]:
    """Yield a Problem for each entry of EXTRA_PATH_METADATA, whose value is `given`, by which nothing can be built."""
    if not isinstance(given, Mapping):
        yield _wrong_setting("is no dict", 'write it as {"extra/icon.svg": {"path": "icon.svg"}}')
        return
    for path, fields in given.items():
        if not (isinstance(path, str) and isinstance(fields, Mapping) and _are_texts(fields)):
            yield _wrong_setting(f"has no dict of texts for `{path}`", 'write it as "extra/x.svg": {"path": "x.svg"}')


def _are_texts(fields: Mapping[object, object]) -> bool:
    return all(isinstance(part, str) for part in (*fields, *fields.values()))


def _wrong_setting(wrong: str, right: str) -> Problem:
    return Problem("pelicanconf.py", 1, 1, f"`{_GIVEN}` {wrong}", right)


def misplaced(
    static: Iterable[tuple[str, str]], pages: Iterable[str], settings: Mapping[str, Any]
) -> Iterator[Problem]:
    """Yield a Problem for each file that would stand where the site puts something else, whatever the case of letters.

    `static` are (address, path by which the file is told of), and `pages` the addresses of pages; none begins with a
    slash.
    """
    static = sorted(static)
    yield from _taken(static, _made(pages, settings))
    yield from _alike(static)
    yield from _made_of_pictures(static)


def _made(pages: Iterable[str], settings: Mapping[str, Any]) -> set[str]:
    """What the site makes itself at its root, files and folders, in small letters."""
    named = [value for name, value in settings.items() if _OF_PAGES.fullmatch(name) and isinstance(value, str)]
    tops = {top for top, _, _ in (place.partition("/") for place in (*pages, *named, *settings["LIST_FEEDS"].values()))}
    return {top.casefold() for top in tops | address.OWN if top and "{" not in top}


def _taken(static: Iterable[tuple[str, str]], made: AbstractSet[str]) -> Iterator[Problem]:
    told = set()
    for place, path in static:
        top, end = place.partition("/")[0].casefold(), PurePosixPath(place).suffix
        if not records.is_path(place):
            yield Problem(path, 1, 1, f"its address cannot be `{place}`", "give it one on the site, with no `..`")
        elif end != PurePosixPath(path).suffix:
            yield Problem(
                path, 1, 1, f"its address, /{place}, ends otherwise than its name", f"let both end with {end}"
            )
        elif top in made and top not in told:
            told.add(top)  # by the first file there
            wrong = f"its address, /{place}, is taken: the site itself makes what stands at /{top}"
            yield Problem(path, 1, 1, wrong, "put the file elsewhere, or give what stands there another name")


def _alike(static: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    first = {}
    folders = {str(folder) for place, _ in static for folder in PurePosixPath(place.casefold()).parents}
    for place, path in static:
        other = first.setdefault(place.casefold(), path)
        if other != path:
            wrong = f"its address, /{place}, is that of {other}, in some case of letters"
            yield Problem(path, 1, 1, wrong, "rename one of them")
        elif place.casefold() in folders:
            yield Problem(
                path, 1, 1, f"its address, /{place}, is that of a folder, in some case of letters", "rename it"
            )


def _made_of_pictures(static: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Yield a Problem for each file that takes the address of what is made of a picture."""
    first = {}
    for place, path in static:
        if is_raster(place):
            first.setdefault(_stem(place), path)
    for place, path in static:
        variant = _VARIANT.fullmatch(place.casefold())
        own = first.get(_stem(place), path) if is_raster(place) else path
        other = first.get(variant[1], own) if variant else own
        if other != path:
            wrong = f"what is made of {other} would stand at the same addresses as this or what is made of it"
            yield Problem(path, 1, 1, wrong, "rename one of them")


def _stem(place: str) -> str:
    return place.casefold().rpartition(".")[0]
