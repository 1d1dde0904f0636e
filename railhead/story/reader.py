"""Pelican's Markdown reader, with YAML front matter checked against the site's models.

It looks at one file at a time: what two files say against each other is found in `consistency`, once all are read.
"""

from __future__ import annotations

import pickle
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from markdown import Markdown
from pelican import urlwrappers
from pelican.readers import MarkdownReader

from railhead.typography import typeset

from . import fences
from .bounds import LARGEST_FILE, TOO_DEEP, faults
from .citations import Citations
from .entries import entry_of
from .extended import Extended
from .files import LONGEST_NAME
from .frontmatter import Document, FrontMatterError, decode, parse
from .markup import Markup
from .model import Author, Equipment, Page, Story, Thread
from .problems import Problem, listed
from .quotes import ExactQuotes
from .tables import AlignedTables
from .validation import citable, validate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any, TypeGuard

    from .contents import SourceContent
    from .entries import Entry
    from .model import Model

# the first folder below content/ says what a file is
MODELS = {"stories": Story, "equipment": Equipment, "threads": Thread, "authors": Author, "pages": Page}
# those of them that are pages to Pelican, each with a template and addresses of its own
PAGES: dict[type[Model], str] = {Equipment: "equipment", Thread: "thread", Author: "author"}
FILE_NAME = re.compile("[a-z0-9]+(-[a-z0-9]+)*")
# what Pelican is told of a file that has problems: it must be neither listed nor written
SKIPPED = {"status": "skip"}


@dataclass
class Reading:
    """What was read from one file; `model` is None where it has problems. `links` are the addresses in its text."""

    document: Document
    model: Model | None
    links: list[str] = field(default_factory=list)

    @property
    def entry(self) -> Entry:
        """Its Entry, without what only Pelican's content knows."""
        return entry_of(self.document, self.model, self.links)


class StoryReading(Protocol):
    """The Reading of a story without problems."""

    @property
    def document(self) -> Document:
        """The file that was read: its front matter with the places of fields, and its text."""
        ...

    @property
    def model(self) -> Story:
        """The checked front matter."""
        ...


def is_story(reading: Reading) -> TypeGuard[StoryReading]:
    """Whether a Reading is that of a story without problems."""
    return isinstance(reading.model, Story)


def reading_of(content: SourceContent) -> Reading:
    """The Reading of a content that StoryReader has read: what the reader left in it as bytes."""
    # the reader's own, of this build or out of the store: what a content holds lies there under the user's seal
    return pickle.loads(content.reading)  # noqa: S301 - as above


def read_all(settings: Mapping[str, Any]) -> tuple[list[Reading], list[Problem]]:
    """(the Readings, the Problems) of every file in the content folder, without a build. `settings` are Pelican's."""
    reader = StoryReader(settings)
    for path in sorted(reader.content.rglob("*.md")):
        if path.relative_to(reader.content).parts[0] in MODELS:
            reader.read(str(path))
    return list(reader.readings.values()), reader.problems


def _misplaced(path: Path, document: Document, model: Model | None) -> Iterator[Problem]:
    """Yield a Problem where the name or folder of a file, `path` below content/, does not fit its address."""
    if not FILE_NAME.fullmatch(path.stem):
        wrong = f"the name of the file, which is its address, cannot be `{path.stem}`"
        yield document.problem((1, 1), wrong, "use small letters, digits and single hyphens")
    elif len(path.stem) > LONGEST_NAME:
        wrong = f"the name of the file, which is its address, is longer than {LONGEST_NAME} characters"
        yield document.problem((1, 1), wrong, "shorten it")
    if isinstance(model, Story) and path.parts[1:-1] != (f"{model.date:%Y}",):
        wrong = f"a story of {model.date:%Y} lies in {path.parent.as_posix()}/"
        right = f"put it into stories/{model.date:%Y}/, or correct the date"
        yield document.problem(document.place(("date",)), wrong, right)


def _in_html(text: str) -> str:
    """Plain text as HTML, with typographic quotes."""
    return typeset(escape(text, quote=False))


class StoryReader(MarkdownReader):
    """Reads a file into Pelican's terms and keeps what it found wrong.

    `problems` collects every Problem, and `readings` one Reading for each file that could be taken apart: a file
    with problems is skipped rather than raised about, so that one run finds the problems of every file. Of a file
    without problems, its Entry is among the metadata, and as bytes the Reading, so that a build need not read it again.
    """

    # to builds that redo only what changed: what is read depends on nothing but the file and the settings
    pure = True

    def __init__(self, settings: Mapping[str, Any]) -> None:
        super().__init__(settings)
        self.content = Path(settings["PATH"])
        self.markup = Markup(settings)
        self.problems = list(self.markup.problems)
        self.readings = {}

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Read the file at `source_path`. Returns (HTML, metadata), with every model field in the metadata.

        What is wrong with the file is put into `problems`, and Pelican is told to skip it.
        """
        path = Path(source_path)
        name = path.relative_to(self.content.parent).as_posix()
        model_class = MODELS[path.relative_to(self.content).parts[0]]
        if not path.is_file():
            self.problems.append(Problem(name, 1, 1, "this is no file, or a link to none", "put a text file here"))
            return "", SKIPPED
        try:
            if (size := path.stat().st_size) > LARGEST_FILE:
                wrong = f"this file has {size:,} bytes; {LARGEST_FILE:,} is the limit"
                self.problems.append(Problem(name, 1, 1, wrong, "make two of it"))
                return "", SKIPPED
            source = path.read_bytes()
            document = parse(decode(source, name), name)
        except FrontMatterError as error:
            self.problems.append(error.problem)
            return "", SKIPPED
        except OSError as error:
            self.problems.append(Problem(name, 1, 1, f"this file cannot be read: {error.strerror}", "mend that"))
            return "", SKIPPED
        model, problems = validate(model_class, document, self.content)
        citations = Citations(
            {cited for cited, _ in citable(document, "sources", "claims")} if document.is_read else None,
            getattr(model, "claims", ()),
            getattr(model, "sources", ()),
        )
        # a file in the wrong place has an address all the same, which may be that of another
        self.problems += _misplaced(path.relative_to(self.content), document, model)
        extended = Extended()
        html, raw, too_much = self._converted(document, citations, extended)
        problems += too_much
        links, unfit = self.markup.judge(html, raw, document.body)
        for typed, wrong, right in [*unfit, *extended.faults]:
            problems += [document.problem(place, wrong, right) for place in document.in_body(typed)]
        known = listed(citations.known or ()) or "none yet"
        for cited, typed in citations.unknown.items():
            right = f"cite a claim or a source ({known})"
            if f"{typed}:" in document.body:
                right = f"there are no footnotes: say it in the text, or {right}"
            wrong = f"nothing has the id `{cited}`"
            problems += [document.problem(place, wrong, right) for place in document.in_body(typed)]
        self.problems += problems
        reading = self.readings[source_path] = Reading(document, None if problems else model, links)
        if problems or not model:
            return "", SKIPPED
        kept = {"citations": citations.counts, "entry": reading.entry, "reading": pickle.dumps(reading, 5)}
        kept["source_digest"] = sha256(source).hexdigest()
        return typeset(html), self._metadata(model, path) | kept

    def _converted(
        self, document: Document, citations: Citations, extended: Extended
    ) -> tuple[str, list[str], list[Problem]]:
        """(the HTML of a document's text, the pieces of it that were typed as HTML, problems): where it is too large or
        too deep for Markdown, there are problems, and the first two are empty.
        """
        first = document.body_line - 1
        beyond = faults(document.body, fences.without(document.body))
        exceeded = [document.problem((first + line, column), *said) for line, column, *said in beyond]
        if exceeded:
            return "", [], exceeded
        try:
            return *self._convert(document.body, citations, extended), []
        except RecursionError:
            return "", [], [document.problem((document.body_line, 1), *TOO_DEEP)]

    def _convert(self, body: str, citations: Citations, extended: Extended) -> tuple[str, list[str]]:
        """(the HTML of `body`, the pieces of it that were typed as HTML)."""
        md = Markdown(**self.settings["MARKDOWN"])
        # the front matter is YAML and gone by now; Pelican's reader adds this for its own `Key: value` lines
        md.preprocessors.deregister("meta", strict=False)
        code = fences.Fences()
        for extension in (citations, AlignedTables(), ExactQuotes(), extended, code):
            extension.extendMarkdown(md)
        html = md.convert(body)
        pieces = (piece for piece in md.htmlStash.rawHtmlBlocks if isinstance(piece, str))
        return html, [piece for piece in pieces if piece not in code.written]

    def _metadata(self, model: Model, path: Path) -> dict[str, Any]:
        """The model's fields as Pelican knows them: title and summary are HTML, the rest are typed objects."""
        settings = self.settings
        # Pelican takes the presence of `modified` for a change; every other field is there, if as None
        metadata = {name: value for name, value in model if name != "modified" or value}
        metadata |= {"title": _in_html(model.title), "summary": _in_html(model.dek)}
        if isinstance(model, Story):
            metadata["category"] = urlwrappers.Category(model.category, settings)
            metadata["tags"] = [urlwrappers.Tag(tag, settings) for tag in model.tags]
            # a correction changes a story on its day, for readers and machines alike
            days = [datetime.combine(entry.date, time.min, UTC) for entry in model.corrections]
            if model.modified or days:
                metadata["modified"] = max([*days, *([model.modified] if model.modified else [])])
            metadata["authors"] = [urlwrappers.Author(name, settings) for name in model.author or [settings["AUTHOR"]]]
            metadata["author"] = metadata["authors"][0]
            # stories of one day need an order of their own, or it would differ from build to build
            metadata["sequence"] = model.date, path.stem
        elif template := PAGES.get(type(model)):
            metadata["template"] = template
            metadata["url"] = settings[f"{template.upper()}_URL"].format(slug=path.stem)
            metadata["save_as"] = settings[f"{template.upper()}_SAVE_AS"].format(slug=path.stem)
        return metadata
