"""Writing a new story: `tasks.py new`.

The questions are put by tasks.py, the text is that of `skeleton`, and the story is a draft until its writer publishes
it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from railhead import files
from railhead.characters import hidden
from railhead.errors import SiteError

from . import consistency
from .fields import Address, Name, Text
from .model import Story
from .problems import listed
from .reader import Reading, StoryReader, read_all
from .skeleton import id_of, skeleton
from .validation import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from railhead.story.problems import Problem

# what an answer is, and what would be right
KINDS = {
    "title": (TypeAdapter(Text), "write the headline"),
    "section": (TypeAdapter(Name), "name it in a word or two"),
    "source": (TypeAdapter(Address), "give the full address, from https:// on"),
    "publisher": (TypeAdapter(Name), "name who published it"),
}


def sections_of(readings: Iterable[Reading], settings: Mapping[str, Any]) -> set[str]:
    """The names of all sections: those of the stories in `readings`, and those in the setting SECTIONS."""
    return set(settings["SECTIONS"]) | {
        reading.model.category for reading in readings if isinstance(reading.model, Story)
    }


def fault(name: str, answer: str, sections: set[str]) -> str | None:
    """What is wrong with `answer`, given to the question `name`, in a sentence; None if nothing is.

    `sections` are those that stories have. Where there are any, a section has to be one of them: a new one is begun in
    the file of a story.
    """
    if unseen := ", ".join(f"U+{ord(character):04X}" for character in hidden(answer)):
        return f"the {name} holds the character {unseen}, which cannot be printed or seen; leave it out"
    if name in {"title", "publisher"} and not id_of(answer):
        return f"the {name} has no letter or digit to make an id of: `{answer}`; give it one"
    if name == "section" and sections and answer.strip() not in sections:
        return f"no story is in the section `{answer}`; use one of {listed(sections)}"
    kind, right = KINDS[name]
    said = fault_of(kind, answer)
    return f"the {name} {said}; {right}" if said else None


def write_new(settings: Mapping[str, Any], answers: dict[str, str]) -> str:
    """Write a draft that builds, and return its path from the folder of the project.

    `answers` has its title, section, source (the address of the lead source) and publisher. Raises SiteError, and
    writes nothing, where a file is there already or the story would not build.
    """
    readings, _ = read_all(settings)
    sections = sections_of(readings, settings)
    _stop(filter(None, (fault(name, answer, sections) for name, answer in answers.items())))
    path, text = skeleton(answers, datetime.now(UTC).date())
    content = Path(settings["PATH"])
    target = content / path
    name = f"{content.name}/{path}"
    if target.exists() or target.is_symlink():
        raise SiteError(f"{name} is there already: choose another title.")
    try:
        files.refuse_links(target.parent, content / Path(path).parts[0])
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write(target, text.encode())
    except OSError as error:
        raise SiteError(f"{name} cannot be written ({error.strerror}): mend that, then try again.") from None
    own = [problem for problem in _problems(settings, target, readings) if problem.path == name]
    if own:
        target.unlink()
        _stop(f"{problem.wrong}; {problem.right}" for problem in own)
    return name


def _problems(settings: Mapping[str, Any], target: Path, readings: Iterable[Reading]) -> list[Problem]:
    """The problems of a new story beside those of which there are readings."""
    reader = StoryReader(settings)
    reader.read(str(target))
    # last, so that what is there already is right and what is new is told of
    readings = [*readings, *reader.readings.values()]
    documents = {reading.document.path: reading.document for reading in readings}
    entries = [reading.entry for reading in readings]
    rules = (consistency.repeated_ids, consistency.ambiguous_names, consistency.contradicting_sources)
    return [*reader.problems, *chain.from_iterable(rule(entries, documents.__getitem__) for rule in rules)]


def _stop(faults: Iterable[str]) -> None:
    """Raise SiteError if there are faults, each a sentence."""
    if faults := list(faults):
        raise SiteError("\n".join([*faults, "No story was written."]))
