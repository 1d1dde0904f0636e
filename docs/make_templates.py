"""The lists in docs/templates.md, made from the classes and filters themselves: `python -m docs.make_templates`.

It writes what stands between the two marks in that file, and leaves the rest alone. tests/templating/test_reference.py
fails where the file and the code differ.
"""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jinja2 import Environment

from railhead import PLUGINS
from railhead.figures.ranges import Bar
from railhead.figures.timeline import Line, Month, Point
from railhead.menus import Link
from railhead.metadata.facts import Facts
from railhead.paths import ROOT
from railhead.record.ledger import Ledger
from railhead.record.parts import Part
from railhead.record.sources import Report, Use
from railhead.record.timeline import TimelineEntry
from railhead.story import model
from railhead.story.citations import Mark
from railhead.story.entries import ClaimEntry, CorrectionEntry, Entry, EventEntry, SourceEntry, Standing
from railhead.story.vocabulary import ClaimStatus
from railhead.templating import Stylesheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILE = ROOT / "docs" / "templates.md"
CONTENTS = ROOT / "railhead" / "story" / "contents.py"
BEGIN, END = "<!-- lists: written by `python -m docs.make_templates` -->\n", "<!-- lists end -->\n"
# the classes in contents.py that templates see, which are not those that Python alone reads
SEEN = ["SourceContent", "StoryArticle", "SitePage", "EquipmentPage", "ThreadPage", "AuthorPage"]
PARTS = [
    model.Source, model.Claim, model.HistoryEntry, model.Image, model.Event, model.Correction, model.Property,
    model.Picture, model.Contact,
]  # fmt: skip
ENTRIES = [Entry, SourceEntry, ClaimEntry, Standing, CorrectionEntry, EventEntry]
# what filters and functions give that has fields of its own
GIVEN = {
    "facts": [Facts],
    "tally": [ClaimStatus],
    "ledger": [Ledger],
    "marked": [Mark],
    "timeline_entries": [TimelineEntry],
    "timeline": [Line, Point, Month],
    "ranges": [Bar],
    "reports": [Report, Use],
    "newest_part": [Part],
    "for_page": [Link],
    "stylesheet": [Stylesheet],
}


def lists() -> str:
    """What stands between the marks: a heading and a table or list for each kind of value."""
    return "\n".join(_lines())


def text(now: str) -> str:
    """The text of docs/templates.md, which is `now`, with the lists as the code has them."""
    before, _, rest = now.partition(BEGIN)
    return before + BEGIN + "\n" + lists() + "\n\n" + END + rest.partition(END)[2]


def attributes(name: str) -> dict[str, tuple[str, str]]:
    """{attribute: (its type, what it is)} of a class in contents.py, without those that it inherits."""
    found, told = _class(name), {}
    for node, after in zip(found.body, [*found.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            says = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
            told[node.target.id] = ast.unparse(node.annotation), _line(says)
    return told


def filters() -> tuple[dict[str, Any], dict[str, Any]]:
    """(the filters, the globals) by name that the plugins give to templates beside Jinja's and Pelican's own."""
    environment, known = Environment(autoescape=True), Environment(autoescape=True)
    settings = {"SITEURL": "", "THEME_STATIC_PATHS": []}
    generator = SimpleNamespace(env=environment, path="content", theme="theme", settings=settings, context={})
    for name in PLUGINS:
        equip = getattr(import_module(name), "equip", None)
        if equip:
            equip(generator)
    added = {name: one for name, one in environment.filters.items() if name not in known.filters}
    return added, {name: one for name, one in environment.globals.items() if name not in known.globals}


def _lines() -> Iterator[str]:
    for name in SEEN:
        yield f"### {name}\n\n{_line(ast.get_docstring(_class(name)))}\n"
        rows = ((f"`{field}`", f"`{kind}`", says) for field, (kind, says) in attributes(name).items())
        yield from _table(("attribute", "type", "what it is"), rows)
    yield "## Parts of a story\n\nTheir fields are those of the front matter, with what a writer is asked for.\n"
    for part in PARTS:
        yield f"### {part.__name__}\n\n{_line(part.__doc__)}\n"
        yield from _table(("field", "type", "asked for"), _fields_of_model(part))
    yield "## Entries\n\nLists across stories are made of entries. Each has these fields:\n"
    for entry in ENTRIES:
        yield f"- {_named(entry)}"
    yield "\n## Filters and functions\n"
    found, functions = filters()
    rows = ((f"`{name}`", _line(_documented(one))) for name, one in sorted(found.items()))
    yield from _table(("filter", "what it gives"), rows)
    yield f"`stylesheet(name)`: {_line(functions['stylesheet'].__doc__)}"
    yield "`claim_statuses` is the list of all ClaimStatus.\n"
    yield "What these give, where it has fields of its own:\n"
    for name, kinds in GIVEN.items():
        yield from (f"- from `{name}`: {_named(kind)}" for kind in kinds)


def _class(name: str) -> ast.ClassDef:
    nodes = ast.parse(CONTENTS.read_text(encoding="utf-8")).body
    return next(node for node in nodes if isinstance(node, ast.ClassDef) and node.name == name)


def _documented(function: Any) -> str | None:
    return getattr(function, "func", function).__doc__


def _line(doc: object) -> str:
    """The first paragraph of a docstring, on one line; a sign that would end a cell of a table is escaped."""
    return " ".join(inspect.cleandoc(str(doc or "")).partition("\n\n")[0].split()).replace("|", "\\|")


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = tuple(heads)
    for row in (heads, ["---"] * len(heads), *rows):
        yield f"| {' | '.join(cell.replace(' | ', ' or ') for cell in row)} |"
    yield ""


def _fields_of_model(part: type[model.Part]) -> Iterator[tuple[str, str, str]]:
    for name, field in part.model_fields.items():
        kind = next(found[name] for found in map(inspect.get_annotations, part.__mro__) if name in found)
        yield f"`{name}`", f"`{kind}`", field.description or ""
    for name, one in _properties(part):
        kind = inspect.get_annotations(one.fget)["return"] if one.fget else ""
        yield f"`{name}`", f"`{kind}`", _line(one.__doc__)


def _properties(kind: type) -> list[tuple[str, property]]:
    return [(name, one) for name, one in vars(kind).items() if isinstance(one, property)]


def _named(kind: type) -> str:
    """A class on a line: its name, what it is, and the names of its fields and properties."""
    names = [name for name in inspect.get_annotations(kind) if not name.startswith("_")]
    names += [name for name, _ in _properties(kind) if name not in names]
    return f"`{kind.__name__}`: {_line(kind.__doc__)} Fields: {', '.join(f'`{name}`' for name in names)}."


if __name__ == "__main__":
    FILE.write_text(text(FILE.read_text(encoding="utf-8")), encoding="utf-8")
