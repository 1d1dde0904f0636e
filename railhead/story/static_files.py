"""Files that are published as they are, of the content folder and of the theme: which may be, by name and content.

Which of these go out, because something refers to them, is found in images/referred.py.
"""

from __future__ import annotations

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from railhead import media_types

from . import drawing
from .pictures import LARGEST_FILE, is_raster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from railhead.cache import Cache

    from .problems import Fault, Place

BEGINNINGS = {".pdf": b"%PDF-", ".woff2": b"wOF2", ".wasm": b"\0asm"}
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def faults(path: Path, suffixes: Iterable[str], cache: Cache, *, stands_alone: bool) -> Iterator[Fault]:
    """Yield what is wrong with a file as one to be published: its name ends with none of `suffixes`, or it is not what
    its name says, as far as that can be told. Of raster pictures, `railhead.story.pictures` tells. A drawing that
    `stands_alone` is set into no page. `cache` remembers what was found of drawings.
    """
    suffix = path.suffix
    if suffix not in suffixes:
        what = f"a file whose name ends with `{suffix}`" if suffix else "a file whose name has no ending"
        right = f"use one of {', '.join(sorted(suffixes))}, in small letters"
        yield 1, 1, f"{what} is not published as it is", right
        return
    if is_raster(path):
        return
    if suffix == ".svg":
        yield from _drawing_faults(path, cache, stands_alone=stands_alone)
        return
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        yield 1, 1, f"this file cannot be read ({error.strerror})", "mend that"
        return
    if len(data) > LARGEST_FILE:
        yield (
            1,
            1,
            f"this file is larger than {LARGEST_FILE // 1_000_000} MB",
            "make it smaller, or publish it elsewhere",
        )
    elif suffix in media_types.TEXTS:
        yield from _text_faults(data, suffix)
    elif suffix == ".ico":
        yield from _icon_faults(data)
    elif not data.startswith(BEGINNINGS[suffix]):
        yield 1, 1, f"this is no {suffix[1:]} by its content", "name it by what it is, or save it again"


def _drawing_faults(path: Path, cache: Cache, *, stands_alone: bool) -> Iterator[Fault]:
    """As `faults`, of a drawing; what was found is kept in `cache` by the digest of the file."""

    def find() -> bytes:
        with path.open("rb") as file:
            data = file.read(drawing.LARGEST_FILE + 1)
        return json.dumps(drawing.faults(data, stands_alone=stands_alone)).encode()

    try:
        by = f"{cache.digest(path)} {drawing.CODE} {stands_alone}"
        found = json.loads(cache.get(by, ".faults", find).read_bytes())
    except OSError as error:
        yield 1, 1, f"this file cannot be read ({error.strerror})", "mend that"
        return
    yield from ((line, column, f"the drawing {wrong}", right) for line, column, wrong, right in found)


def _text_faults(data: bytes, suffix: str) -> Iterator[Fault]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line, column = _place(data[: error.start].decode())
        yield line, column, f"byte {data[error.start]:#04x} is not UTF-8", "save the file in UTF-8"
        return
    if found := _CONTROL.search(text):
        wrong = f"the text holds the control character {ascii(found[0])[1:-1]}"
        yield *_place(text[: found.start()]), wrong, "take it out"
    elif suffix in {".json", ".webmanifest"}:
        try:
            json.loads(text)
        except RecursionError:
            yield 1, 1, "this JSON is nested too deeply", "take some levels out"
        except ValueError as error:
            line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
            yield line, column, f"this is no JSON ({getattr(error, 'msg', error)})", "correct it"


def _place(before: str) -> Place:
    """(line, column) of what follows a text."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _icon_faults(data: bytes) -> Iterator[Fault]:
    try:
        with Image.open(BytesIO(data), formats=["ICO"]) as icon:
            icon.load()
    except Exception as error:  # noqa: BLE001 - a damaged one makes Pillow raise many kinds
        yield 1, 1, f"this is no icon by its content ({type(error).__name__})", "save it again as ICO"
