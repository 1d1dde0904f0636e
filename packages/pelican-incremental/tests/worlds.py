"""A small site of every kind of content, in a folder of its own, that tests change, build and compare."""

import hashlib
import itertools
import os
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from pathlib import Path
from typing import NamedTuple

from .compare import assert_same, files, incremental, stock

HERE = Path(__file__).parent
FIRST_DAY = date(2022, 11, 3)
EARLIEST = 1_700_000_000  # of the times of files: far enough back that none looks as if it were still being written

SETTINGS = {
    "SITENAME": "A world",
    "SITEURL": "https://world.example",
    "AUTHOR": "Nobody",
    "TIMEZONE": "UTC",
    "LOCALE": ["C.UTF-8", "C"],
    "DEFAULT_LANG": "en",
    "PATH": "content",
    "OUTPUT_PATH": "output",
    "CACHE_PATH": "cache",
    "THEME": "theme",
    "ARTICLE_PATHS": ["articles"],
    "STATIC_PATHS": ["images", "extra"],
    "EXTRA_PATH_METADATA": {"extra/robots.txt": {"path": "robots.txt"}},
    "TEMPLATE_PAGES": {"extra/humans.html": "humans.html"},
    "PLUGIN_PATHS": [str(HERE)],
    "PLUGINS": ["tests.late_plugin"],
    "DEFAULT_PAGINATION": 3,
    "PAGINATED_TEMPLATES": {"index": None, "tag": 2, "category": None, "author": None},
    "SUMMARY_MAX_LENGTH": 12,
    "FEED_MAX_ITEMS": 5,
    "FEED_ATOM": "feeds/atom.xml",
    "FEED_RSS": "feeds/rss.xml",
    "FEED_ALL_RSS": "feeds/all.rss.xml",
    "FEED_ALL_ATOM": "feeds/all.atom.xml",
    "FEED_ALL_ATOM_URL": "news.xml",
    "CATEGORY_FEED_RSS": "feeds/category-{slug}.rss.xml",
    "CATEGORY_FEED_ATOM": "feeds/category-{slug}.atom.xml",
    "TAG_FEED_ATOM": "feeds/tag-{slug}.atom.xml",
    "TAG_FEED_RSS": "feeds/tag-{slug}.rss.xml",
    "AUTHOR_FEED_ATOM": "feeds/author-{slug}.atom.xml",
    "AUTHOR_FEED_RSS": "feeds/author-{slug}.rss.xml",
    "TRANSLATION_FEED_RSS": "feeds/all-{lang}.rss.xml",
    "TRANSLATION_FEED_ATOM": "feeds/all-{lang}.atom.xml",
    "TRANSLATION_FEED_ATOM_URL": "in/{lang}.xml",
    "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html",
    "YEAR_ARCHIVE_URL": "{date:%Y}/",
    "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/index.html",
    "MONTH_ARCHIVE_URL": "{date:%Y}/{date:%m}/",
    "OUTPUT_SOURCES": True,
}
FUNCTIONS = """
from pathlib import Path

MOTTO = Path(__file__).parent / "data" / "motto.txt"


def shout(text):
    return str(text).upper() + "!"


def motto():
    return MOTTO.read_text()


JINJA_FILTERS = {"shout": shout}
JINJA_GLOBALS = {"motto": motto}
"""


class Link(NamedTuple):
    """A paragraph that leads elsewhere, or an image."""

    target: str
    text: str = "a link"
    image: bool = False


@dataclass
class Source:
    """An article or page as its writer knows it; `text` writes it down in one of the formats that Pelican reads."""

    fields: dict
    body: list = field(default_factory=list)

    def text(self, suffix):
        return {".md": self._markdown, ".rst": self._restructured, ".html": self._html}[suffix]()

    def _markdown(self):
        head = "".join(f"{name}: {value}\n" for name, value in self.fields.items())
        body = [
            part if isinstance(part, str) else f"{'!' * part.image}[{part.text}]({part.target})" for part in self.body
        ]
        return head + "\n" + "\n\n".join(body) + "\n"

    def _restructured(self):
        title = self.fields["title"]
        head = f"{title}\n{'#' * len(title.encode())}\n\n"
        head += "".join(f":{name}: {value}\n" for name, value in self.fields.items() if name != "title")
        body = []
        for part in self.body:
            if isinstance(part, str):
                body.append(part)
            elif part.image:
                body.append(f".. image:: {part.target}\n   :alt: {part.text}")
            else:
                body.append(f"`{part.text} <{part.target}>`__")
        return head + "\n" + "\n\n".join(body) + "\n"

    def _html(self):
        head = "".join(
            f'<meta name="{name}" content="{escape(value)}">\n'
            for name, value in self.fields.items()
            if name != "title"
        )
        body = []
        for part in self.body:
            if isinstance(part, str):
                body.append(f"<p>{part}</p>")
            elif part.image:
                body.append(f'<p><img src="{part.target}" alt="{part.text}"></p>')
            else:
                body.append(f'<p><a href="{part.target}">{part.text}</a></p>')
        title = f"<title>{self.fields['title']}</title>"
        return f"<html><head>{title}\n{head}</head><body>\n" + "\n".join(body) + "\n</body></html>\n"


class World:
    """A site in `folder`. Names are relative to that folder; those of sources and links to its folder `content`."""

    def __init__(self, folder, theme=None, functions=FUNCTIONS, **settings):
        self.folder = Path(folder)
        self.output = self.folder / "output"
        self.cache = self.folder / "cache"
        self.clock = itertools.count(EARLIEST, 2)  # seconds; compiled settings tell times apart by whole ones
        self.words = itertools.count(1)
        self.sources = {}
        self.settings = {**SETTINGS, **settings}
        self.functions = functions
        self.expectations = {}
        self.resident = None
        self.configure()
        for name, data in (files(HERE / "theme") if theme is None else theme).items():
            self.put(f"theme/{name}", data)

    def put(self, name, data):
        """Write the file `name`, later than every file before it."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        self.touch(name)

    def touch(self, name):
        moment = next(self.clock)
        os.utime(self.folder / name, (moment, moment))

    def remove(self, name):
        (self.folder / name).unlink()

    def configure(self, **changes):
        """Change settings, and write the settings file."""
        self.settings.update(changes)
        lines = [f"{name} = {value!r}\n" for name, value in self.settings.items()]
        self.put("worldconf.py", "".join(lines) + self.functions)

    def add(self, name, source=None):
        """Write the source `name` down: a new one, or one that was changed."""
        if source:
            self.sources[name] = source
        self.put(f"content/{name}", self.sources[name].text(Path(name).suffix))

    def delete(self, name):
        del self.sources[name]
        self.remove(f"content/{name}")

    def move(self, name, new):
        """Move a source, as `git mv` does: the time of the file stays."""
        self.sources[new] = self.sources.pop(name)
        target = self.folder / "content" / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / "content" / name).rename(target)

    def edit(self, name, old, new):
        """Replace words that stand in the file `name`, such as one of the theme."""
        text = (self.folder / name).read_text()
        assert old in text, (name, old)
        self.put(name, text.replace(old, new))

    def prose(self, words=30):
        """A paragraph that stands nowhere else."""
        number = next(self.words)
        return f"Paragraph {number} begins. " + " ".join(f"word{number}-{place}" for place in range(words)) + "."

    def build(self, **override):
        if self.resident:
            return self.resident.build()
        return incremental(self.folder / "worldconf.py", self.output, **override)

    def wanted(self):
        """What stock Pelican makes of the site as it stands, by name."""
        key = self._digest()
        if key not in self.expectations:
            self.expectations[key] = stock(self.folder / "worldconf.py", self.folder / "stock")
        return self.expectations[key]

    def built(self):
        return files(self.output)

    def check(self, doing="", **override):
        """Build, compare with stock Pelican's build and return the report."""
        report = self.build(**override)
        assert_same(self.wanted(), self.built(), doing)
        return report

    def _digest(self):
        digest = hashlib.sha256()
        for folder in sorted({*self.folder.iterdir()} - {self.output, self.cache, self.folder / "stock"}):
            for name, data in sorted(files(folder).items()) if folder.is_dir() else [("", folder.read_bytes())]:
                if "__pycache__" not in name:
                    digest.update(f"{folder.name}/{name} {len(data)}\n".encode("utf-8", "surrogatepass") + data)
        return digest.digest()


def day(number):
    """The date of the day `number`, as sources write it; no two of a site should be the same."""
    return (FIRST_DAY + timedelta(days=number)).isoformat()
