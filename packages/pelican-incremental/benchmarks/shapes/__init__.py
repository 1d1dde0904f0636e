"""Sites in the shapes of real ones, with invented texts: small to middle, most of them with plugins.

`sites/real/common/` is the theme that most of them share; a site's own folder beside it holds its settings, its plugins
and the templates that differ. Each module here writes the sources of one site: `write(content, count)` returns the
files of the articles.
"""

import compileall
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import (
    foundation,
    notebooks,
    plain_small,
    programmer,
    project_blog,
    root_path,
    rst_blog,
    scientist,
    theme_docs,
    translations,
    video_archive,
)
from .text import LAST, MORE, SHOWN

__all__ = ["SHAPES", "SHOWN", "Shape", "edit", "prepare"]

SITES = Path(__file__).resolve().parent.parent / "sites" / "real"


@dataclass(frozen=True)
class Shape:
    """The shape of a site."""

    about: str  # what sets it apart
    count: int  # articles, where it is as large as its model
    write: Callable[[Path, int], list[Path]]  # writes so many articles into a folder; returns their files
    content: str = "content"  # where its sources lie
    themed: bool = True  # it has the common theme, not Pelican's own


SHAPES = {
    "project-blog": Shape("pages and many feeds", 19, project_blog.write),
    "scientist": Shape("formulas, code, typographic quotes", 62, scientist.write),
    "foundation": Shape("texts are templates", 170, foundation.write),
    "theme-docs": Shape("many plugins", 112, theme_docs.write),
    "rst-blog": Shape("reStructuredText with includes", 115, rst_blog.write),
    "programmer": Shape("attached files, a sitemap", 337, programmer.write),
    "video-archive": Shape("a reader and a generator of its own", 2862, video_archive.write),
    "translations": Shape("two or three languages each", 120, translations.write),
    "notebooks": Shape("a reader of its own", 60, notebooks.write),
    "root-path": Shape("all in one folder", 40, root_path.write, "."),
    "plain-small": Shape("as pelican-quickstart makes it", 12, plain_small.write, themed=False),
}


def prepare(name: str, folder: Path, count: int) -> Path:
    """Write the site of this name into the folder, anew, with so many articles; returns the file of the middle one."""
    shutil.rmtree(folder, ignore_errors=True)
    if SHAPES[name].themed:
        shutil.copytree(SITES / "common", folder)
    shutil.copytree(SITES / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    # no build has to compile plugins, as if there had been builds before
    compileall.compile_dir(folder, quiet=1)
    files = SHAPES[name].write(folder / SHAPES[name].content, count)
    return files[len(files) // 2]


def edit(source: Path) -> None:
    """Add a word to the text of an article."""
    text = source.read_text(encoding="utf-8")
    if LAST not in text:
        raise ValueError(f"{source.name} lacks the sentence that an edit changes: {LAST}")
    source.write_text(text.replace(LAST, MORE), encoding="utf-8")
