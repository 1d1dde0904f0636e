"""What makes the site look like itself and nobody else: colours, typeface, menus, pages that say how it works.

The owner decides all of it, in settings, tokens and content: a finding names the file and line to be changed there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Any

from railhead import assignments, tokens
from railhead.errors import SiteError
from railhead.menus import is_elsewhere
from railhead.paths import LIVE_SETTINGS, ROOT, SETTINGS
from railhead.story.model import Page
from railhead.story.reader import Reading

from .finding import Finding, Level

# where a setting may be given, the first that counts
GIVEN_IN = (LIVE_SETTINGS, SETTINGS, ROOT / "railhead" / "settings.py")
FONT = re.compile(r"""url\(\s*(["']?)/([^"')]+)\1\s*\)""")


def check(output: Path, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a Finding for each colour, font, menu and page of the site about itself that is not as it should be.

    The site was built into the folder `output` with these settings.
    """
    theme = Path(settings["THEME"])
    yield from contrasts(theme)
    yield from fonts(theme, output)
    yield from places(output, settings)


def contrasts(theme: Path) -> Iterator[Finding]:
    """Yield an error for each colour of text that cannot be read on what it is set on, once a scheme."""
    colours = tokens.colours(theme)
    for scheme, name in product(tokens.SCHEMES, tokens.TEXT):
        colour, grounds = getattr(colours[name], scheme), tokens.grounds(colours, scheme)
        if tokens.is_firm(colour, grounds):
            continue
        contrast, ground = min(
            (tokens.contrast(colour, getattr(colours[g], scheme)), g) for g in tokens.GROUNDS if g in colours
        )
        what = (
            f"`--{name}` has a contrast of {contrast:.2f}:1 with `--{ground}` in the {scheme} scheme, and text needs "
            f"{tokens.CONTRAST:.0f}:1; {_remedy(colour, grounds)}"
        )
        yield Finding(_shown(tokens.path_in(theme)), colours[name].line, Level.ERROR, what)


def _remedy(colour: str, grounds: tuple[str, ...]) -> str:
    better = tokens.firm(colour, grounds)
    return (
        f"{better} is near it and has that" if better != colour else "let `--paper` and `--tint` be lighter or darker"
    )


def fonts(theme: Path, output: Path) -> Iterator[Finding]:
    """Yield an error for each file that the tokens have pages load, and that is not there."""
    path = tokens.path_in(theme)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for _, name in FONT.findall(line):
            if not (output / name).is_file():
                what = f"there is no file /{name}; put it into {_shown(theme / 'static' / name)}, or take its rule out"
                yield Finding(_shown(path), number, Level.ERROR, what)


def places(output: Path, settings: Mapping[str, Any], given_in: Iterable[Path] = GIVEN_IN) -> Iterator[Finding]:
    """Yield a finding for each address in a setting at which nothing stands: an error where stories lead there.

    It is told of in the first of the files `given_in` in which the setting is.
    """
    named = [("POLICIES", Level.ERROR, address) for address in settings["POLICIES"].values()]
    named += [(name, Level.WARNING, address) for name in ("MENU", "FOOTER_MENU") for _, address in settings[name]]
    for name, level, address in named:
        if is_elsewhere(address) or (output / address / ("index.html" if address.endswith("/") else "")).is_file():
            continue
        file, line = _place(name, given_in)
        page = f"write content/pages/{address.strip('/')}.md, or " if address.endswith("/") else ""
        yield Finding(file, line, level, f"`{name}` leads to /{address}, where nothing stands; {page}correct it")


def unanswered(readings: Iterable[Reading]) -> Iterator[Finding]:
    """Yield a warning for each question in the front matter of a page: the page does not answer it yet."""
    for document, model in ((reading.document, reading.model) for reading in readings):
        for n, question in enumerate(model.questions if isinstance(model, Page) else ()):
            what = f"this page does not say yet: “{question}”; say it in the text, and take the question out"
            yield Finding(document.path, document.place(("questions", n))[0], Level.WARNING, what)


def _place(name: str, given_in: Iterable[Path]) -> tuple[str, int]:
    """The file and the line in which a setting is given."""
    for path in given_in:
        try:
            known = assignments.find(path.read_text(encoding="utf-8"), name, path.name)
        except (SiteError, OSError, UnicodeDecodeError):
            continue
        if known:
            return _shown(path), known.line
    return SETTINGS.name, 1


def _shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
