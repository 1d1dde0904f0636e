"""Checks the front matter of a Document against a model, and tells what is wrong with the place where it was typed.

Which fields there are, and what they may say, stands in `model` and `fields`; rules across files are in
`consistency`.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from railhead.cache import cache_beside

from .elsewhere import OTHERWISE, called_here
from .model import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pydantic_core import ErrorDetails

    from .frontmatter import Document, Loc
    from .problems import Problem

M = TypeVar("M", bound=BaseModel)

CLOSE = 0.7  # how alike the name of a field and what was typed are, from 0 to 1, where the one is meant by the other
MOST_UNKNOWN = 200  # unknown fields that are told of: for each, one that is meant is looked for
EMPTY = {"string_too_short", "too_short"}


def validate(model: type[M], document: Document, content: Path) -> tuple[M | None, list[Problem]]:
    """Check a Document's front matter against `model`; `content` is the folder that the site is written in.

    Returns (the model or None, a list of every Problem found, those of the document's YAML among them).
    """
    problems = [*document.problems, *_repeated_ids(document)]
    if not document.is_read:
        return None, problems
    sources = frozenset(cited for cited, _ in citable(document, "sources"))
    surroundings = Surroundings(sources, content / "images", cache_beside(content))
    try:
        return model.model_validate(document.data, context=surroundings), problems
    except ValidationError as error:
        return None, problems + _told(model, document, error.errors())


def citable(document: Document, *lists: str) -> Iterator[tuple[str, Loc]]:
    """Yield (id, path of the id) from the front matter's `lists` of sources or claims, as far as they can be made
    out: what is otherwise wrong with an entry must not make every citation of it wrong too.
    """
    for name in lists:
        entries = document.data.get(name)
        for n, entry in enumerate(entries if isinstance(entries, list) else []):
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield entry["id"], (name, n, "id")


def _repeated_ids(document: Document) -> Iterator[Problem]:
    """Claims and sources are cited by id in one and the same way, so that an id may stand for one of them only."""
    seen = set()
    for cited, loc in citable(document, "sources", "claims"):
        if cited in seen:
            yield document.problem(
                document.place(loc), f"the id `{cited}` is taken", "give each source and claim its own"
            )
        seen.add(cited)


def _told(model: type[BaseModel], document: Document, errors: Iterable[ErrorDetails]) -> list[Problem]:
    """The Problems of pydantic's errors, without those that only follow from another problem."""
    unknown = [details for details in errors if details["type"] == "extra_forbidden"]
    errors = [details for details in errors if details["type"] != "extra_forbidden"] + unknown[:MOST_UNKNOWN]
    # what YAML could not make out may be anything
    guessed = {problem.line for problem in document.problems}
    # a field by another name is not missing as well
    renamed = {(*loc[:-1], _here(model, loc)) for loc in (e["loc"] for e in unknown[:MOST_UNKNOWN])}
    return [
        _problem(model, document, details)
        for details in errors
        if (details["loc"] not in renamed)
        if details["type"] == "missing" or document.place(details["loc"])[0] not in guessed
    ]


def _here(model: type[BaseModel], loc: Loc) -> str:
    """The field that stands for an unknown one at `loc`, or ""."""
    typed, fields = str(loc[-1]), _model_at(model, loc[:-1]).model_fields
    name = called_here(typed, _around(loc))
    if name in fields:
        return name
    return typed.lower() if typed.lower() in fields else next(iter(get_close_matches(typed, fields, 1, CLOSE)), "")


def _around(loc: Loc) -> str:
    """The name of the list or group that the field at `loc` stands in; "" where that is the story."""
    return next((part for part in reversed(loc[:-1]) if isinstance(part, str)), "")


def _unknown(model: type[BaseModel], loc: Loc) -> str:
    """What would be right for a field at `loc` that the model does not have."""
    typed, here = str(loc[-1]), _here(model, loc)
    if typed.lower() == here:
        return f"write it in small letters, `{here}`"
    if here:
        return f"it is called `{here}` here" if called_here(typed, _around(loc)) == here else f"did you mean `{here}`?"
    if not _around(loc) and typed.lower() in OTHERWISE:
        return OTHERWISE[typed.lower()]
    return "the fields are " + ", ".join(_model_at(model, loc[:-1]).model_fields)


def _problem(model: type[BaseModel], document: Document, details: ErrorDetails) -> Problem:
    """What pydantic says of an error in words for a writer, at its place in the file."""
    loc, kind = details["loc"], details["type"]
    name = f"`{'.'.join(part for part in loc if isinstance(part, str))}`"
    right = _description(model, loc)
    place = document.place(loc)
    if kind == "missing":
        return document.problem(document.place(loc[:-1]), f"{name} is missing", right)
    if kind == "extra_forbidden":
        if not details["input"]:  # within { }, what stands behind a comma is the next field
            right = "put the text before it in quotes, which holds a comma"
        else:
            right = _unknown(model, loc)
        return document.problem(document.keys.get(loc, place), f"{name} is not a field", right)
    if kind == "railhead":
        context = details["ctx"]
        return document.problem(place, f"{name} {context['what']}", context["right"] or right)
    return document.problem(place, f"{name} {what_is_wrong(details)}", right)


def fault_of(kind: TypeAdapter[Any], value: object) -> str | None:
    """What is wrong with a value that was typed as one of a kind, to be read after its name; None where it is one."""
    try:
        kind.validate_python(value)
    except ValidationError as error:
        details = error.errors()[0]
        return details["ctx"]["what"] if details["type"] == "railhead" else what_is_wrong(details)
    return None


def what_is_wrong(details: ErrorDetails) -> str:
    """What one of pydantic's errors says, to be read after the name of the field, such as `is empty`."""
    value = details["input"]
    if value is None or details["type"] in EMPTY:
        return "is empty"
    if details["type"] in {"string_too_long", "too_long"}:
        most = details["ctx"]["max_length"]
        return f"is longer than {most} characters" if isinstance(value, str) else f"has more than {most} entries"
    shown = f": `{value}`" if isinstance(value, str) else ""
    wanted = {"list_type": "a list", "string_type": "a text", "model_type": "a group of fields"}.get(details["type"])
    if wanted:
        return f"is not {wanted}{shown}"
    if details["type"].startswith("url_"):
        return f"is not an address on the web{shown}"
    return f"cannot be{shown or ' this'}"


def _description(model: type[BaseModel], loc: Loc) -> str:
    """What would be right at `loc`: the description of its field."""
    names = [part for part in loc if isinstance(part, str)]
    holder = _model_at(model, names[:-1])
    field = holder.model_fields.get(names[-1]) if names else None
    return field.description if field and field.description else "see docs/writing.md"


def _model_at(model: type[BaseModel], loc: Iterable[str | int]) -> type[BaseModel]:
    """The model that describes what stands at `loc`, from the model of the whole front matter on."""
    for name in loc:
        if isinstance(name, str):
            model = _model_in(model.model_fields[name].annotation) or model
    return model


def _model_in(annotation: object) -> type[BaseModel] | None:
    """The model that a field's type, such as `list[Source]` or `Image | None`, is made of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
