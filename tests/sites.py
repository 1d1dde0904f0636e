"""The frozen site that tests look at, its pages by kind, and sites that tests write and build.

The site in `tests/site/` stands for the live one, which its owner changes at any time: only tests/test_live_site.py
looks at that.
"""

import copy
import re
from pathlib import Path

import lxml.html
import pelican.log
from pelican import Pelican
from pelican.settings import read_settings

from railhead.story.problems import ContentError

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "tests" / "site"
# what the frozen site takes from the project, and where its builds keep what they know
PLACES = {"THEME": str(ROOT / "theme"), "CACHE_PATH": str(ROOT / ".cache" / "tests")}

# the main story and one page of every other kind
STORY_ADDRESS = "/2024/second-koksan-shipment/"
PAGES = {
    "home": "/",
    "story": STORY_ADDRESS,
    "short story": "/2025/claimed-koksan-strike-luhansk/",
    "section": "/sections/breaking-news/",
    "sections": "/sections/",
    "tag": "/tags/north-korea/",
    "tags": "/tags/",
    "author": "/authors/railhead-desk/",
    "authors": "/authors/",
    "archive": "/archive/",
    "year": "/2024/",
    "month": "/2024/12/",
    "thread": "/threads/koksan-transfers/",
    "sources": "/sources/",
    "publisher": "/sources/army-recognition/",
    "publisher without stories": "/sources/caliberaz/",
    "claims": "/claims/",
    "corrections": "/corrections/",
    "equipment": "/equipment/m1989-koksan/",
    "equipment list": "/equipment/",
    "about": "/about/",
    "verification": "/verification/",
    "corrections policy": "/corrections-policy/",
    "privacy": "/privacy/",
    "search": "/search/",
    "404": "/404.html",
}

STORY = """\
---
title: A headline
dek: A sentence under it.
id: a-story
date: 2024-12-19
category: Breaking News
tags: [artillery]
sources:
  - id: a-paper
    publisher: A Paper
    title: A report
    url: https://paper.example/report
claims:
  - id: seen
    text: Something was seen.
    history:
      - as_of: 2024-12-19
        status: reported
        source: a-paper
---

Something was seen.[^seen]
"""


def settings_of(name="pelicanconf.py", **overrides):
    """The settings of the frozen site, in one of its files, with others over them."""
    overrides = {name: str(value) if isinstance(value, Path) else value for name, value in overrides.items()}
    settings = read_settings(str(SITE / name), override={**PLACES, **overrides})
    # readers add to it, and every other build of this process would find that
    return {**settings, "MARKDOWN": copy.deepcopy(settings["MARKDOWN"])}


def run_pelican(output, settings="pelicanconf.py", **overrides):
    """Build with the frozen site's settings into `output`. Raises ContentError as a build of the site does."""
    pelican.log.console.quiet = True
    Pelican(settings_of(settings, **{"OUTPUT_PATH": output, **overrides})).run()


class Site:
    """A content folder of a test's own, built with the site's settings, plugins and theme."""

    def __init__(self, folder):
        self.content = folder / "content"
        self.output = folder / "output"

    def write(self, name, text):
        """Put `text`, a string or bytes, into the content file `name`."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def build(self, **overrides):
        run_pelican(self.output, PATH=self.content, **overrides)

    def problems(self, **overrides):
        """Build, and return the problems that it ends with."""
        try:
            self.build(**overrides)
        except ContentError as error:
            return error.problems
        return []

    def page(self, address):
        return parse(self.output, address)


def files(folder):
    """The bytes of every file in a folder and below, by its path."""
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def edit(path, pattern, new):
    """Replace the one line or part of a file that `pattern` finds first."""
    text, count = re.subn(pattern, new, path.read_text(), count=1, flags=re.MULTILINE)
    assert count == 1
    path.write_text(text)


def parse(output, address):
    """The page that `output` has at `address`, as a tree to query."""
    path = output / address.lstrip("/")
    if address.endswith("/"):
        path /= "index.html"
    return lxml.html.parse(str(path)).getroot()
