"""What lies in the content folder: files that nothing reads, that can have no address, or that may do harm."""

import os
import re
from fnmatch import translate
from mimetypes import MimeTypes
from pathlib import Path

from . import drawing
from .model import PLAIN_NAME
from .pictures import DRAWING, RASTER, is_drawing, is_raster
from .problems import Problem

TYPES = MimeTypes()  # Python's own, and none of the machine
LONGEST_NAME = 100  # characters; file systems end at 255 bytes, and widths and suffixes are put behind


def unfit_files(content, sources, static, ignored):
    """Yield a Problem for each file below `content` that lies in none of the folders `sources`, as .md, or `static`;
    for each link that leads out of `content`; and for each file to be published as it is, in a folder of `static`, that
    has a name unfit for an address, is an SVG that is more than a drawing, or a picture that is not encoded anew.

    `ignored` holds patterns of names that Pelican passes over.
    """
    root, ignores = content.resolve(), re.compile("|".join(map(translate, ignored)) or "(?!)").match
    waiting = [("", str(content))]
    while waiting:
        below, folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue  # what cannot be looked into, the reader tells of
        for entry in entries:
            name, path = f"{below}{entry.name}", entry.path
            if ignores(entry.name):
                continue
            # what lies elsewhere is neither kept nor reviewed with the stories, and may be anything
            if entry.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
                wrong = f"this is a link to {os.readlink(path)}, out of {content.name}/"  # noqa: PTH115 - as it was typed
                yield _problem(Path(path), content, wrong, "put the file itself here")
            elif os.path.isdir(path):  # unlike the entry's own method, it takes any link  # noqa: PTH112
                # a link to a folder is not gone into: what it leads to is found where it lies
                waiting += [] if entry.is_symlink() else [(f"{name}/", path)]
            elif name.partition("/")[0] in static:
                yield from _unfit(Path(path), content)
            elif not name.endswith(".md") or name.partition("/")[0] not in sources:
                right = f"name it .md in {', '.join(sources)}, or put it into {', '.join(static)}"
                yield _problem(Path(path), content, "nothing reads this file", right)


def loops(content):
    """Yield a Problem for each link below `content` to a folder in which it lies: whoever followed it would come back
    without end.
    """
    waiting = [str(content)]
    while waiting:
        folder = waiting.pop()
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue  # the reader tells of it
        for entry in entries:
            if not entry.is_symlink():
                waiting += [entry.path] if entry.is_dir() else []
            elif os.path.isdir(entry.path) and _is_around(os.path.realpath(entry.path), folder):  # noqa: PTH112 - takes any link
                wrong = f"this is a link to {os.readlink(entry.path)}, a folder in which it lies"  # noqa: PTH115 - as it was typed
                yield _problem(Path(entry.path), content, wrong, "take it out")


def _is_around(target, folder):
    return Path(os.path.realpath(folder)).is_relative_to(target)


def _unfit(path, content):
    name = path.relative_to(content).as_posix()
    if not PLAIN_NAME.fullmatch(name):
        wrong = f"the name of the file, which is its address, cannot be `{path.name}`"
        yield _problem(path, content, wrong, "use letters, digits, hyphens and points, in its folder's name too")
    elif len(path.name) > LONGEST_NAME:
        yield _problem(path, content, f"the name of the file is longer than {LONGEST_NAME} characters", "shorten it")
    elif not path.is_file():
        yield _problem(path, content, "this is no file, or a link to none", "put a file here")
    elif is_drawing(path):
        with path.open("rb") as file:
            data = file.read(drawing.LARGEST_FILE + 1)
        # what lies elsewhere is set into no page
        for line, column, wrong, right in drawing.faults(data, stands_alone=not name.startswith("images/")):
            yield Problem(f"{content.name}/{name}", line, column, f"the drawing {wrong}", right)
    elif not is_raster(path) and (name.startswith("images/") or _is_image(path)):
        wrong = f"no picture of the kind `{path.suffix}` is published"
        yield _problem(path, content, wrong, f"save it as {', '.join(sorted(RASTER))} or {DRAWING}")


def _is_image(path):
    return (TYPES.guess_type(path.name)[0] or "").startswith("image/")


def _problem(path, content, wrong, right):
    return Problem(path.relative_to(content.parent).as_posix(), 1, 1, wrong, right)
