"""Pelican's Markdown reader, with YAML front matter checked against the site's models."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path

from markdown import Markdown
from pelican.contents import Author, Category, Tag
from pelican.readers import MarkdownReader
from pelican.utils import slugify

from .citations import Citations
from .frontmatter import Document, FrontMatterError, decode, parse
from .model import Equipment, Page, Story
from .validation import citable, validate

# the first folder below content/ says what a file is
MODELS = {"stories": Story, "equipment": Equipment, "pages": Page}
LINK = re.compile(r'(?:href|src)="([^"]*)"')
# what Pelican is told of a file that has problems: it must be neither listed nor written
SKIPPED = {"status": "skip"}


@dataclass
class Reading:
    """What was read from one file; `model` is None where it has problems."""

    document: Document
    model: Story | Equipment | Page | None
    links: list[str] = field(default_factory=list)


class StoryReader(MarkdownReader):
    """Reads a file into Pelican's terms and keeps what it found wrong.

    `problems` collects every Problem, and `readings` one Reading for each file that could be taken apart: a file
    with problems is skipped rather than raised about, so that one run finds the problems of every file.
    """

    def __init__(self, settings):
        super().__init__(settings)
        self.content = Path(settings["PATH"])
        self.problems = []
        self.readings = {}

    def read(self, source_path):
        """Read the file at `source_path`. Returns (HTML, metadata), with every model field in the metadata."""
        path = Path(source_path)
        name = path.relative_to(self.content.parent).as_posix()
        model_class = MODELS[path.relative_to(self.content).parts[0]]
        try:
            document = parse(decode(path.read_bytes(), name), name)
        except FrontMatterError as error:
            self.problems.append(error.problem)
            return "", SKIPPED
        model, problems = validate(model_class, document, self.content / "images")
        citations = Citations(
            {cited for cited, _ in citable(document, "sources", "claims")},
            getattr(model, "claims", ()),
            getattr(model, "sources", ()),
        )
        html = self._convert(document.body, citations)
        for cited, typed in citations.unknown.items():
            listed = ", ".join(sorted(citations.known)) or "none yet"
            problems += [
                document.problem(place, f"nothing has the id `{cited}`", f"cite a claim or a source ({listed})")
                for place in document.in_body(typed)
            ]
        self.problems += problems
        links = [unescape(link) for link in LINK.findall(html)]
        self.readings[source_path] = Reading(document, None if problems else model, links)
        if problems or not model:
            return "", SKIPPED
        return html, self._metadata(model, path) | {"citations": citations.counts}

    def _convert(self, body, citations):
        md = Markdown(**self.settings["MARKDOWN"])
        # the front matter is YAML and gone by now; Pelican's reader adds this for its own `Key: value` lines
        md.preprocessors.deregister("meta", strict=False)
        citations.extendMarkdown(md)
        return md.convert(body)

    def _metadata(self, model, path):
        """The model's fields as Pelican knows them: title and summary are HTML, the rest are typed objects."""
        settings = self.settings
        # Pelican takes the presence of `modified` for a change; every other field is there, if as None
        metadata = {name: value for name, value in model if name != "modified" or value}
        metadata |= {"title": escape(model.title, quote=False), "summary": escape(model.dek, quote=False)}
        if isinstance(model, Story):
            metadata["category"] = Category(model.category, settings)
            metadata["tags"] = [Tag(tag, settings) for tag in model.tags]
            metadata["author"] = Author(model.author or settings["AUTHOR"], settings)
            # stories of one day need an order of their own, or it would differ from build to build
            metadata["sequence"] = model.date, path.stem
        elif isinstance(model, Equipment):
            slug = slugify(path.stem, settings["SLUG_REGEX_SUBSTITUTIONS"])
            metadata["template"] = "equipment"
            metadata["url"] = settings["EQUIPMENT_URL"].format(slug=slug)
            metadata["save_as"] = settings["EQUIPMENT_SAVE_AS"].format(slug=slug)
        return metadata
