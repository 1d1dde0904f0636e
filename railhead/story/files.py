"""What lies in the content folder: files that nothing reads, that can have no address, or that may do harm.

What may stand in files that are published as they are is in `static_files`.
"""

from __future__ import annotations

import os
import re
from fnmatch import translate
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from unidecode import unidecode

from railhead import media_types
from railhead.cache import cache_beside

from . import static_files
from .model import PLAIN_NAME
from .pictures import DRAWING, PICTURES, RASTER
from .problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

THEME_ENDINGS = {".css", ".html", ".toml", ".ttf", ".xml"}  # of what is read of a theme, not served as it is
LONGEST_NAME = 100  # characters; file systems end at 255 bytes, and widths and suffixes are put behind


def linked_folders(content: Path, ignored: Iterable[str]) -> Iterator[Problem]:
    """Yield a Problem for each symbolic link in `content` to a folder of `content`: a walk that follows it might never
    come to an end, or find files twice.
    """
    root = content.resolve()
    for name, entry in _entries(content, ignored):
        if entry.is_symlink() and Path(entry.path).is_dir() and Path(os.path.realpath(entry.path)).is_relative_to(root):
            yield _problem(Path(content, name), content, "this is a link to a folder", "put the files themselves here")


def unfit_files(
    content: Path, sources: Collection[str], static: Collection[str], ignored: Iterable[str]
) -> Iterator[Problem]:
    """Yield a Problem for each file below `content` that lies in none of the folders `sources`, as .md, or `static`;
    for each link that leads out of `content`, or out of a folder of `static`; and for each file to be published as it
    is, in a folder of `static`, that has a name unfit for an address or cannot be published so.

    `ignored` holds patterns of names that Pelican passes over.
    """
    root = content.resolve()
    for name, entry in _entries(content, ignored):
        top = name.partition("/")[0]
        if entry.is_file(follow_symlinks=False) and top in sources and name.endswith(".md"):
            continue
        path = Path(content, name)
        # what lies elsewhere is neither kept nor reviewed with the stories, and may be anything
        if entry.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
            wrong = f"this is a link to {os.readlink(path)}, out of {content.name}/"  # noqa: PTH115 - as it was typed
            yield _problem(path, content, wrong, "put the file itself here")
        elif top in static:
            yield from _unfit(path, content, root / top)
        elif top in sources and name.endswith(".md"):
            if not path.is_file():
                yield _problem(path, content, "this is no file, or a link to none", "put a text file here")
        else:
            right = f"name it .md in {', '.join(sources)}, or put it into {', '.join(static)}"
            yield _problem(path, content, "nothing reads this file", right)


def hidden_files(names: Iterable[str], content: Path, ignored: Iterable[str]) -> Iterator[Problem]:
    """Yield a Problem for each of the `names`, below `content`, of files that are there and to be published though
    Pelican passes over them, by the patterns `ignored`, but where a text links to them: nobody has judged them.
    """
    ignores = _passes_over(ignored)
    for name in names:
        parts = name.split("/")
        if ".." not in parts and any(map(ignores, parts)) and os.path.lexists(content / name):
            wrong = "a text links to this file, which is none of the site by its name or that of its folder"
            yield _problem(Path(content, name), content, wrong, "name it otherwise, or take the link out")


def unreadable_theme(theme: str | Path) -> Iterator[Problem]:
    """Yield a Problem for whatever in the folder `theme` is neither a file nor a folder with a fitting name.

    A build would wait for a pipe without end, and for a folder with the name of a template Pelican would silently take
    the template of another theme.
    """
    for top, folders, names in os.walk(theme):
        named = [name for name in folders if PurePath(name).suffix in THEME_ENDINGS]
        for path in (os.path.join(top, name) for name in sorted(named + names)):  # noqa: PTH118 - thousands of times
            if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 - as above
                yield Problem(os.path.relpath(path), 1, 1, "this is no file", "put a file there, or take it away")


def unfit_theme(paths: Iterable[Path], content: Path) -> Iterator[Problem]:
    """Yield a Problem for each of the `paths` of files that the theme has published as they are, if one cannot be."""
    for path in paths:
        name = os.path.relpath(path, content.parent)
        if not PLAIN_NAME.fullmatch(path.name):
            wrong = f"the name of the file, which is its address, cannot be `{path.name}`"
            yield Problem(name, 1, 1, wrong, "use letters, digits, hyphens and points")
        elif path.is_symlink() or not path.is_file():
            yield Problem(name, 1, 1, "this is a link, or no file", "put the file itself here")
        else:
            for fault in static_files.faults(path, media_types.THEME, cache_beside(content), stands_alone=True):
                yield Problem(name, *fault)


def _entries(content: Path, ignored: Iterable[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield (name below `content`, entry) of all that is no folder of its own; what cannot be looked into, the reader
    tells of.
    """
    ignores = _passes_over(ignored)
    waiting = [("", str(content))]
    while waiting:
        below, folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            if ignores(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{below}{entry.name}/", entry.path))
            else:
                yield f"{below}{entry.name}", entry


def _passes_over(ignored: Iterable[str]) -> Callable[[str], re.Match[str] | None]:
    """A function that matches the names that Pelican passes over, by the patterns `ignored`."""
    return re.compile("|".join(map(translate, ignored)) or "(?!)").match


def _unfit(path: Path, content: Path, own: Path) -> Iterator[Problem]:
    """Yield a Problem for a file that is to be published as it is, from the folder `own` of such files."""
    name = path.relative_to(content).as_posix()
    if not PLAIN_NAME.fullmatch(name):
        wrong = f"the name of the file, which is its address, cannot be `{path.name}`"
        fit = "-".join(re.findall(r"[A-Za-z0-9_.]+", unidecode(path.name)))
        example = f", such as `{fit}`" if PLAIN_NAME.fullmatch(fit) and fit != path.name else ""
        right = f"use letters, digits, hyphens and points{example}, in its folder's name too"
        yield _problem(path, content, wrong, right)
    elif len(path.name) > LONGEST_NAME:
        yield _problem(path, content, f"the name of the file is longer than {LONGEST_NAME} characters", "shorten it")
    elif not path.is_file():
        yield _problem(path, content, "this is no file, or a link to none", "put a file here")
    elif not Path(os.path.realpath(path)).is_relative_to(own):
        # a draft must not go out under another name
        yield _problem(path, content, f"this is a link out of {own.name}/", "put the file itself here")
    else:
        is_shown = name.startswith(PICTURES)
        suffixes = {*RASTER, DRAWING} if is_shown else media_types.CONTENT
        # what is shown is set into pages as well
        for fault in static_files.faults(path, suffixes, cache_beside(content), stands_alone=not is_shown):
            yield Problem(f"{content.name}/{name}", *fault)


def _problem(path: Path, content: Path, wrong: str, right: str) -> Problem:
    return Problem(path.relative_to(content.parent).as_posix(), 1, 1, wrong, right)
