"""Noting in the file of a story that it was changed, and why: `tasks.py correct`. The text itself is not touched."""

from __future__ import annotations

import codecs
import json
import os
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from railhead import files
from railhead.characters import hidden
from railhead.errors import SiteError

from .fields import Text
from .frontmatter import FrontMatterError, decode, parse
from .model import Story
from .problems import listed
from .reader import read_all
from .validation import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .frontmatter import Document
    from .reader import Reading

FIELD, KINDS = "corrections", ("correction", "update", "clarification")
TEXT = TypeAdapter(Text)


def fault(name: str, answer: str) -> str | None:
    """What is wrong with `answer`, given to the question `name` (kind, text), in a sentence; None if nothing is."""
    if name == "kind":
        return None if answer in KINDS else f"the kind cannot be `{answer}`; use one of {listed(KINDS)}"
    if unseen := ", ".join(f"U+{ord(character):04X}" for character in hidden(answer)):
        return f"the text holds the character {unseen}, which cannot be printed or seen; leave it out"
    said = fault_of(TEXT, answer)
    return f"the text {said}; say what was changed and why" if said else None


def find(settings: Mapping[str, Any], named: str) -> Path:
    """The file of the published story that is `named` by its path, id, address or name.

    Raises SiteError where there is none, with those of like names, and for a draft.
    """
    readings, _ = read_all(settings)
    stories = [reading for reading in readings if isinstance(reading.model, Story)]
    wanted = urlsplit(named).path.strip("/").removeprefix("./")
    found = [reading for reading in stories if wanted in _names(reading)]
    if not found:
        near = get_close_matches(wanted, [Path(reading.document.path).stem for reading in stories], 3)
        meant = f"; did you mean {listed(near)}?" if near else "; give its file, its id or its address"
        raise SiteError(f"There is no story `{named}`, or its file has errors{meant}.")
    reading = found[0]
    if reading.entry.status == "draft":
        raise SiteError(f"{reading.document.path} is a draft: what no reader has seen needs no correction.")
    return Path(settings["PATH"]).parent / reading.document.path


def note(path: Path, kind: str, text: str) -> int:
    """Write a correction of today into the front matter of the story at `path`. Returns the line on which it stands.

    `kind` is one of KINDS, and `text` says what was changed and why; `fault` judges both.
    Raises SiteError, and leaves the file as it was, where an answer is wrong or the file cannot be read or written.
    """
    if faults := [said for said in (fault("kind", kind), fault("text", text)) if said]:
        raise SiteError("\n".join(faults))
    name = os.path.relpath(path)
    entry = {"date": datetime.now(UTC).date().isoformat(), "kind": kind, "text": text}
    try:
        raw = files.read(path)
        before = parse(decode(raw, name), name)
        at, lines = _with(raw.decode("utf-8-sig"), before, entry)
        _expect(before, lines, entry)
        mark = codecs.BOM_UTF8 if raw.startswith(codecs.BOM_UTF8) else b""
        files.write(path, mark + "".join(lines).encode(), mode=path.stat().st_mode & 0o777)
    except FrontMatterError as error:
        raise SiteError(f"{error.problem}\nNothing was written.") from None
    except OSError as error:
        raise SiteError(f"{name} cannot be written ({error.strerror}): mend that, then try again.") from None
    return at


def _names(reading: Reading) -> Iterable[str]:
    """What a story may be named by, without slashes at either end."""
    path = Path(reading.document.path)
    address = path.with_suffix("").as_posix().partition("/stories/")[2]
    return path.as_posix(), path.stem, address, reading.entry.id or ""


def _noted(document: Document) -> list[object]:
    """The corrections that the front matter has."""
    noted = document.data.get(FIELD)
    return noted if isinstance(noted, list) else []


def _with(text: str, document: Document, entry: Mapping[str, str]) -> tuple[int, list[str]]:
    """(the line of the new entry, counted from 1, the lines of the file with it), each with its line end."""
    lines = text.splitlines(keepends=True)
    end = "\r\n" if lines[0].endswith("\r\n") else "\n"
    said = json.dumps(entry["text"], ensure_ascii=False)  # a JSON string is a YAML string, whatever stands in it
    item = f"- {{date: {entry['date']}, kind: {entry['kind']}, text: {said}}}{end}"
    if (FIELD,) not in document.keys:
        at = document.body_line - 2  # the fence that closes
        return at + 2, [*lines[:at], f"{FIELD}:{end}", f"  {item}", *lines[at:]]
    key, noted = document.keys[FIELD,][0] - 1, _noted(document)
    if not noted:
        return key + 2, [*lines[:key], f"{FIELD}:{end}", f"  {item}", *lines[key + 1 :]]
    last, column = document.place((FIELD, len(noted) - 1))
    dash = lines[last - 1][: column - 1].rstrip(" ")
    if dash.strip(" ") != "-":
        wrong = f"{document.path}:{last}: `{FIELD}` stands in brackets"
        raise SiteError(f"{wrong}; write each on a line that begins with `-`, then try again")
    at = _end_of_item(lines, last, len(dash) - 1, document.body_line - 2)
    return at + 1, [*lines[:at], f"{dash[:-1]}{item}", *lines[at:]]


def _end_of_item(lines: Sequence[str], at: int, indent: int, close: int) -> int:
    """The number of the line behind an item of a list that is indented so far, of which line `at` is the second."""
    end = at
    for number in range(at, close):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= indent:
            break
        end = number + 1 if line.strip() else end
    return end


def _expect(before: Document, lines: Iterable[str], entry: Mapping[str, str]) -> None:
    """Raise SiteError unless the lines say what the file said before, and the entry."""
    name = before.path
    after = parse(decode("".join(lines).encode(), name), name)
    wanted = {**before.data, FIELD: [*_noted(before), entry]}
    if after.problems != before.problems or after.data != wanted or after.body != before.body:
        line, _ = before.keys.get((FIELD,), (1, 1))
        wrong = f"{name}:{line}: where a correction belongs cannot be told"
        raise SiteError(f"{wrong}; write it by hand, as docs/writing.md says")
