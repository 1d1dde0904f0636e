"""The theme's stylesheets: each with what it imports, minified, as text to set into a page.

lightningcss minifies. Its own bundler is not used, because it starts threads, which live as long as the process: a
build could not share its work among processes any more.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import lightningcss

from railhead import files

if TYPE_CHECKING:
    from collections.abc import Iterator

# what lightningcss writes CSS for: the first browsers that know light-dark(), of spring 2024
BROWSERS = ["chrome >= 123", "safari >= 17.5", "firefox >= 120"]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
IMPORT = re.compile(r"@import\s+([^;]*);")
# the one way in which a theme imports: a file, into a layer or not
IMPORTED = re.compile(r"(['\"])([^'\"]+)\1(?:\s+layer\(([\w.-]+)\))?\s*")
FACE = re.compile(r"@font-face\{([^}]*)\}")
FAMILY = re.compile(r"font-family:([^;]+)")
FONT = re.compile(r"url\(([\"']?)([^\"')]+\.woff2)\1\)")
PLACE = re.compile(r"(?:Parsing stylesheet failed: )?(.*) at .*:(\d+):(\d+)", re.DOTALL)


class Part(NamedTuple):
    """The rules of a file, or those before its first import, within layers, the outermost first."""

    path: Path
    is_head: bool
    layers: tuple[str, ...]
    text: str

    @property
    def place(self) -> tuple[Path, bool, tuple[str, ...]]:
        """The key of a part, which is the same where the same file is imported into the same layers again."""
        return self.path, self.is_head, self.layers


def bundled(path: Path) -> str:
    """The stylesheet at `path` with all that it imports, minified. Raises SyntaxError with its file and line."""
    parts = list(_parts(path, (), ()))
    # of a file that is imported twice, the last one counts, as in browsers
    last = {part.place: number for number, part in enumerate(parts)}
    text = "".join(_layered(part) for number, part in enumerate(parts) if last[part.place] == number)
    css = _minified(text, path)
    if "</" in css:
        raise _error("`</` would end the <style> that the CSS is set into", path)
    return css


def fonts(css: str) -> list[str]:
    """The addresses of the fonts that every page with this minified stylesheet needs, so that they can be loaded ahead.

    A font of a family that no rule names is left out, and so is one for some scripts alone (`unicode-range`).
    """
    rest = FACE.sub("", css).replace('"', "")
    found = []
    for face in (face[1] for face in FACE.finditer(css) if "unicode-range" not in face[1]):
        family, font = FAMILY.search(face), FONT.search(face)
        if family and font and family[1].strip("\"'") in rest:
            found.append(font[2])
    return found


def _parts(path: Path, layers: tuple[str, ...], around: tuple[Path, ...], line: int = 1) -> Iterator[Part]:
    """Yield the Parts of a file that those `around` it import, the last one of them in a line."""
    try:
        text = files.read(path).decode()
    except OSError as error:
        what = f"{error.strerror}: {path.name}" if around else f"{error.strerror}"
        raise _error(what, around[-1] if around else path, line) from None
    except UnicodeDecodeError:
        raise _error("this is not UTF-8", path) from None
    # comments keep their lines, so that places are those of the file
    text = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text)
    _minified(text, path)
    first = IMPORT.search(text)
    if first:
        yield Part(path, True, layers, text[: first.start()])
    for found in IMPORT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        imported = IMPORTED.fullmatch(found[1])
        if not imported:
            wrong = f'`@import {found[1].strip()}` is not understood: write `@import "file.css" layer(name);`'
            raise _error(wrong, path, line)
        target = Path(os.path.normpath(path.parent / imported[2]))  # a link is opened as it is named
        if target in (*around, path):
            raise _error(f"{imported[2]} imports this file in its turn", path, line)
        within = (*layers, imported[3]) if imported[3] else layers
        yield from _parts(target, within, (*around, path), line)
    yield Part(path, False, layers, IMPORT.sub("", text[first.start() :] if first else text))


def _layered(part: Part) -> str:
    text = part.text
    for layer in reversed(part.layers):
        text = f"@layer {layer} {{{text}}}"
    return text + "\n"


def _minified(text: str, path: Path) -> str:
    try:
        return lightningcss.process_stylesheet(text, str(path), browsers_list=BROWSERS)
    except ValueError as error:
        what, line, column = found.groups() if (found := PLACE.fullmatch(str(error))) else (str(error), 0, 0)
        # lightningcss counts lines from 0
        raise SyntaxError(what, (str(path), int(line) + 1, int(column), None)) from None


def _error(what: str, path: Path, line: int = 1) -> SyntaxError:
    return SyntaxError(what, (str(path), line, 1, None))
