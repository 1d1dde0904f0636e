"""What readers ask of a newsroom and the site does not say: who an author is, who owns the site, who pays for it.

The setting DISCLOSURES has what is to be said, and on which page.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import lxml.html

from railhead.errors import named
from railhead.menus import is_elsewhere
from railhead.story.fields import address_of

from .finding import Finding, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from railhead.story.readings import Readings

ENDS = {"h1", "h2"}  # the headings at which what stands below another ends


def without_file(readings: Readings) -> Iterator[Finding]:
    """Yield a warning for each name over stories of which no file says who that is, once a name, on a site that has
    files of authors.
    """
    entries = readings.entries
    known = {entry.slug for entry in entries.values() if entry.kind == "author"}
    if not known:
        return
    known.add(address_of(readings.desk))
    for path, entry in entries.items():
        for n, name in enumerate(entry.authors if entry.is_published_story else ()):
            if (slug := address_of(name)) in known:
                continue
            known.add(slug)
            document = readings[path].document
            what = f"no file says who `{name}` is; write content/authors/{slug}.md, or correct the name"
            yield Finding(document.path, document.place(("author", n))[0], Level.WARNING, what)


def disclosures(output: Path, settings: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield a warning for each page of the setting DISCLOSURES that is not in `output`, and for each of its headings
    that is not on the page, or that nothing stands below.
    """
    asked: dict[str, list[tuple[str, str]]] = {}
    for what, place in settings["DISCLOSURES"].items():
        if not is_elsewhere(place):
            page, _, heading = place.partition("#")
            asked.setdefault(page, []).append((what, heading))
    for page, parts in asked.items():
        source, file = f"content/pages/{page.strip('/')}.md", output / page / "index.html"
        if not file.is_file():
            what = f"no page says {named([what for what, _ in parts])}; write it"
            told = named([f"`{{#{heading}}}`" for _, heading in parts if heading])
            right = f", with headings that end with {told}" if told else ""
            yield Finding(
                source, 1, Level.WARNING, f"{what}{right}, or give DISCLOSURES another value in pelicanconf.py"
            )
            continue
        tree = lxml.html.parse(str(file)).getroot()
        for what, heading in parts:
            if heading and not _says(tree, heading):
                right = f"write it below a heading that ends with `{{#{heading}}}`"
                yield Finding(source, 1, Level.WARNING, f"the page does not say {what}; {right}")


def _says(tree: lxml.html.HtmlElement, heading: str) -> bool:
    """Whether a page has an element with this id, and words below it, before the next part of the page."""
    for element in tree.xpath("//*[@id=$id]", id=heading):
        for below in element.itersiblings():
            if below.tag in ENDS:
                break
            if below.text_content().strip():
                return True
    return False
