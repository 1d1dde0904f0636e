"""What can only be seen across files: ids, names and addresses that collide, and links that lead nowhere."""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from railhead.files import cache_beside

from .fields import address_of
from .model import Story
from .pictures import fault, is_raster
from .problems import Problem

INTRASITE = re.compile(r"\{(\w+)\}([^#?]*)")
SCHEMES = {"http", "https", "mailto"}


@dataclass(frozen=True)
class Destinations:
    """What a text on the site may link to.

    `files`: for `filename` and `static`, the paths below content/; `drafts`: those of drafts; `pending`: those of
    files with problems of their own. `terms`: for `tag`, `category` and `author`, slugs. `addresses`: every path of
    the built site, such as `/2024/second-koksan-shipment/`.
    """

    files: dict[str, set]
    drafts: set
    pending: set
    terms: dict[str, set]
    addresses: set


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


def repeated_addresses(contents, readings, lists):
    """Yield a Problem for each of Pelican's `contents` that would be written over another, or over one of `lists`,
    the addresses of the site's own lists.
    """
    first = dict.fromkeys(lists, "a list of the site")
    for content in sorted(contents, key=lambda content: content.source_path):
        document = readings[content.source_path].document
        other = first.setdefault(content.url, document.path)
        if other != document.path:
            wrong = f"the address /{content.url} is that of {other}"
            yield document.problem((1, 1), wrong, "give the file another name")


def taken_aliases(readings, addresses):
    """Yield a Problem for each old address of a story that is that of something now, one of `addresses`, or that
    another story has had too.
    """
    first = {}
    for reading in readings:
        for n, alias in enumerate(getattr(reading.model, "aliases", ())):
            other = first.setdefault(alias, (reading.document, n))
            place = reading.document.place(("aliases", n))
            if alias in addresses:
                yield reading.document.problem(place, f"something stands at {alias}", "take the alias out")
            elif other != (reading.document, n):
                yield reading.document.problem(place, f"{other[0].path} has had {alias} too", "leave it to one of them")


def ambiguous_names(readings):
    """Yield a Problem for each section, tag, publisher and author whose address is that of another spelling."""
    first = {}
    for reading in readings:
        if not isinstance(reading.model, Story):
            continue
        story = reading.model
        names = {
            ("category",): story.category,
            ("author",): story.author,
            **{("tags", n): tag for n, tag in enumerate(story.tags)},
            **{("sources", n, "publisher"): source.publisher for n, source in enumerate(story.sources)},
        }
        for loc, name in names.items():
            other = first.setdefault((loc[0], address_of(name)), name) if name else name
            if other != name:
                place = reading.document.place(loc)
                wrong = f"`{name}` and `{other}` would have one address"
                yield reading.document.problem(place, wrong, "spell it as the other story does")


def missing_pages(readings, equipment, threads):
    """Yield a Problem for each piece of equipment and each thread that a story names and that has no page."""
    for reading in readings:
        if not isinstance(reading.model, Story):
            continue
        named = {("equipment", n): name for n, name in enumerate(reading.model.equipment)}
        for loc, name in {**named, ("story",): reading.model.story}.items():
            folder, pages = ("threads", threads) if loc == ("story",) else ("equipment", equipment)
            if name and name not in pages:
                right = "write it, or use one of " + ", ".join(sorted(pages)) if pages else "write it"
                wrong = f"there is no page content/{folder}/{name}.md"
                yield reading.document.problem(reading.document.place(loc), wrong, right)


def contradicting_sources(readings):
    """Yield a Problem for each source whose address stands elsewhere with another publisher, title or day."""
    first = {}
    for reading in readings:
        for n, source in enumerate(getattr(reading.model, "sources", ())):
            for name in ("publisher", "title", "published"):
                value = getattr(source, name)
                if value is None:
                    continue
                other, document = first.setdefault((source.url, name), (value, reading.document))
                if other != value:
                    place = reading.document.place(("sources", n, name))
                    wrong = f"{document.path} gives this source the {name} `{other}`"
                    yield reading.document.problem(place, wrong, "give it the same in both")


def broken_pictures(readings, static, content):
    """Yield a Problem for each raster picture among the `static` files that cannot be published: where a text shows
    it or, where none does, for the file itself. Lead pictures are the model's affair.
    """
    images = [reading.document.data.get("image") for reading in readings]
    leads = {f"images/{image.get('file')}" for image in images if isinstance(image, dict)}
    # files.py tells of what is no file
    for address in (file.url for file in static if is_raster(file.url) and (content / file.url).is_file()):
        problem = fault(content / address, cache_beside(content))
        if not problem or address in leads:
            continue
        end = f"/{address}"
        shown = [(reading.document, link) for reading in readings for link in reading.links if link.endswith(end)]
        for document, link in shown:
            for place in document.in_body(link):
                yield document.problem(place, f"the picture {problem[0]}", problem[1])
        if not shown:
            yield Problem(f"{content.name}/{address}", 1, 1, f"the picture {problem[0]}", problem[1])


def broken_links(readings, destinations):
    """Yield a Problem for each link in a text that leads to none of the Destinations."""
    for reading in readings:
        for link in dict.fromkeys(reading.links):
            if problem := _fault(link, reading, destinations):
                for place in reading.document.in_body(link):
                    yield reading.document.problem(place, *problem)


def _fault(link, reading, destinations):
    """(what is wrong, what would be right) with `link` in the text of `reading`; None if nothing is."""
    if link.startswith(("{", "|")):
        match = INTRASITE.match(link)
        if match and match[1] in destinations.files:
            return _file_fault(*match.groups(), reading, destinations)
        if match and match[1] in destinations.terms:
            known = address_of(unquote(match[2])) in destinations.terms[match[1]]
            return None if known else (f"no story has the {match[1]} `{match[2]}`", "correct its name")
        return (
            f"the link `{link}` is not understood",
            "write `{filename}NAME.md`, `{static}/images/NAME` or `{tag}NAME`",
        )
    try:
        parts = urlsplit(link)
    except ValueError as error:
        return f"the link `{link}` is no address ({error})", "correct it"
    if parts.scheme or parts.netloc:
        return _outside_fault(link, parts)
    if not parts.path:
        return None if parts.fragment else ("a link leads nowhere", "write its address between the brackets")
    if not parts.path.startswith("/"):
        return f"the link `{link}` would depend on where it is read", f"write `{{filename}}{link}`"
    # a file with problems of its own has no address yet; it is there all the same
    name = posixpath.basename(parts.path.rstrip("/"))
    if parts.path in destinations.addresses or name in {Path(path).stem for path in destinations.pending}:
        return None
    return f"the link leads to {parts.path}, which does not exist", "correct it, or link the file: `{filename}NAME.md`"


def _outside_fault(link, parts):
    if "@" in parts.netloc or "\\" in link:  # people, parsers and browsers read these differently
        return f"the link `{link}` hides where it leads", "write the address as https://host/path"
    if parts.scheme in SCHEMES and (parts.netloc or parts.scheme == "mailto"):
        return None
    return f"the link `{link}` is not one for the web", "begin it with https://"


def _file_fault(what, target, reading, destinations):
    target = unquote(target)
    # below content/, whose own name is the first part of a document's path
    folder = "" if target.startswith("/") else posixpath.join(*Path(reading.document.path).parent.parts[1:], "")
    path = posixpath.normpath(folder + target.lstrip("/"))
    if path in destinations.drafts and getattr(reading.model, "status", None) != "draft":
        return f"the link leads to a draft, {path}", "publish it first, or leave the link out"
    if path in destinations.files[what] or path in destinations.drafts or path in destinations.pending:
        return None
    return f"the link leads to content/{path}, which does not exist", "correct the name of the file"
