"""A copy of the project with generated stories beside its own.

The words of the stories are invented by the package's benchmarks (`engine`), and written as Hugo has them in `hugo`.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from railhead import git
from railhead.errors import SiteError
from railhead.paths import ROOT

from .engine import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from .engine import Article

STORIES = Path("content", "stories")
ARCHIVE = timedelta(days=3652)  # the ten years over which generated stories are spread, however many there are
LINK = re.compile(r"\{link:(.*?)\}")


def railhead(article: Article) -> str:
    """The source of an invented article as a story of this site, with a source and two claims; links are by file."""
    text = LINK.sub(r"{filename}/stories/\1.md", article.text)
    return source(fields(article), text, "[^seen]", "[^meant]")


def source(head: Mapping[str, Any], text: str, *citations: str) -> str:
    """A file with these fields in its front matter, in whose text the first paragraph cites two claims.

    `citations` are two: the markup that cites the claim of what was seen, and that of what it is taken to mean.
    """
    first, _, rest = text.partition("\n\n")
    lines = "\n".join(f"{name}: {json.dumps(value)}" for name, value in head.items())  # JSON is YAML
    seen, meant = citations
    return f"---\n{lines}\n---\n\n{first}{seen} It is not confirmed.{meant}\n\n{rest}\n"


def fields(article: Article) -> dict[str, Any]:
    """What the head of a story says that is made of an invented article."""
    slug = article.path[5:]
    publisher = f"{article.category} Weekly"
    address = f"https://{article.category.lower()}.example/{slug}"
    claims = [
        {
            "id": name,
            "text": claim,
            "history": [{"as_of": f"{article.date:%Y-%m-%d}", "status": status, "source": "weekly"}],
        }
        for name, claim, status in (("seen", article.title, "reported"), ("meant", article.summary, "unconfirmed"))
    ]
    return {
        "title": f"{article.title}, it is said",  # else a check warns of every headline and dek
        "dek": f"It is said: {article.summary}",
        "id": slug,
        "date": f"{article.date:%Y-%m-%dT%H:%M:%SZ}",
        "category": article.category,
        "tags": article.tags,
        "sources": [
            {
                "id": "weekly",
                "publisher": publisher,
                "title": article.title,
                "url": address,
                "published": f"{article.date:%Y-%m-%d}",
            }
        ],
        "claims": claims,
    }


def generated(number: int, count: int) -> Article:
    """Article `number` of `count`, with its date and its links as they are where the archive grew for ten years."""

    def path(old: str) -> str:
        slug = old.rpartition("/")[2]
        return f"{_date(int(slug.rpartition('-')[2]), count):%Y}/{slug}"

    article = corpus.article(number)
    text = LINK.sub(lambda link: f"{{link:{path(link[1])}}}", article.text)
    return replace(article, path=path(article.path), date=_date(number, count), text=text)


def _date(number: int, count: int) -> datetime:
    return corpus.FIRST + ARCHIVE * number / count


def project(folder: Path, count: int) -> Path:
    """Copy the project's own files into the folder, with `count` generated stories. Returns the folder.

    Raises SiteError where git does not know which files are the project's own.
    """
    try:
        listed = git.ask(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    except git.GitError as error:
        raise SiteError(f"git cannot list the project's files: {error}.") from None
    for name in listed.split("\0")[:-1]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    (folder / ".venv").symlink_to(ROOT / ".venv")
    write(folder, count, railhead)
    return folder


def write(folder: Path, count: int, dialect: Callable[[Article], str]) -> None:
    """Write `count` generated stories into a project, a file each; `dialect` makes the source, as `railhead` does."""
    for number in range(count):
        article = generated(number, count)
        file = folder / STORIES / f"{article.path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dialect(article), encoding="utf-8")


def counted(folder: Path) -> int:
    """How many stories a project has, its own and the generated ones."""
    return len(list((folder / STORIES).rglob("*.md")))


def chosen(folder: Path, count: int) -> Path:
    """The file of a story to be changed in a project with `count` generated ones; of the site's own if there are none.

    It is neither a draft nor corrected yet. Raises SiteError where there is no such story.
    """
    if count:
        return folder / STORIES / f"{generated(count // 2, count).path}.md"
    for path in sorted((folder / STORIES).rglob("*.md")):
        if not re.search(r"^(status|corrections):", path.read_text(encoding="utf-8"), re.MULTILINE):
            return path
    raise SiteError("There is no story to be changed: have some generated with --stories.")
