"""What can only be seen across files: ids and addresses that collide, and links that lead nowhere."""

import posixpath
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .model import Story

INTRASITE = re.compile(r"\{(filename|static|attach|tag|category|author|index)\}([^#?]*)")
SCHEMES = {"http", "https", "mailto"}


def repeated_ids(readings):
    """Yield a Problem for each story whose permanent id another story has."""
    first = {}
    for reading in readings:
        typed = reading.document.data.get("id")
        if not isinstance(typed, str):
            continue
        other = first.setdefault(typed, reading.document)
        if other is not reading.document:
            place = reading.document.place(("id",))
            yield reading.document.problem(
                place, f"the id `{typed}` is that of {other.path}", "give each story its own"
            )


def repeated_addresses(contents, readings):
    """Yield a Problem for each of Pelican's `contents` that would be written over another."""
    first = {}
    for content in sorted(contents, key=lambda content: content.source_path):
        other = first.setdefault(content.url, content)
        if other is not content:
            document = readings[content.source_path].document
            wrong = f"the address /{content.url} is that of {readings[other.source_path].document.path}"
            yield document.problem((1, 1), wrong, "rename one of the two files")


def missing_equipment(readings, equipment):
    """Yield a Problem for each name of a piece of equipment that has no page; `equipment`: those that have one."""
    for reading in readings:
        names = reading.model.equipment if isinstance(reading.model, Story) else ()
        for n, name in enumerate(names):
            if name not in equipment:
                place = reading.document.place(("equipment", n))
                right = "write it, or use one of " + ", ".join(sorted(equipment)) if equipment else "write it"
                yield reading.document.problem(place, f"there is no page content/equipment/{name}.md", right)


def broken_links(readings, content, addresses):
    """Yield a Problem for each link in a text that leads nowhere on the site.

    `content` is the folder of sources. `addresses` holds every path that the site will have, such as
    `/2024/second-koksan-shipment/`.
    """
    # a file with problems of its own has no address yet; it is there all the same
    pending = {Path(reading.document.path).stem for reading in readings if reading.model is None}
    for reading in readings:
        for link in dict.fromkeys(reading.links):
            if fault := _fault(link, Path(reading.document.path), content, addresses, pending):
                for place in reading.document.in_body(link):
                    yield reading.document.problem(place, *fault)


def _fault(link, source, content, addresses, pending):
    """(what is wrong, what would be right) with `link`, found in the file `source`; None if nothing is."""
    if match := INTRASITE.match(link):
        what, target = match[1], unquote(match[2])
        if what not in {"filename", "static", "attach"}:
            return None
        folder = "" if target.startswith("/") else posixpath.join(*source.parent.parts[1:], "")
        path = posixpath.normpath(folder + target.lstrip("/"))
        if (content / path).is_file():
            return None
        return (
            f"the link leads to {content.name}/{path}, which does not exist",
            "correct the name of the file",
        )
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        if parts.scheme in SCHEMES:
            return None
        return f"the link `{link}` is not one for the web", "begin it with https://"
    if not parts.path:
        return None
    if not parts.path.startswith("/"):
        return f"the link `{link}` would depend on where it is read", f"write `{{filename}}{link}`"
    if parts.path in addresses or posixpath.basename(parts.path.rstrip("/")) in pending:
        return None
    return (
        f"the link leads to {parts.path}, which does not exist",
        "correct it, or link the file: `{filename}NAME.md`",
    )
