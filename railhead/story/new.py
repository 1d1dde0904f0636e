"""Writing a new story: `tasks.py new`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from railhead import files
from railhead.characters import hidden
from railhead.errors import SiteError

from . import consistency
from .reader import read_all
from .skeleton import id_of, skeleton


def write_new(settings: Mapping[str, Any], answers: dict[str, str]) -> str:
    """Write a draft that builds, and return its path from the folder of the project.

    `answers` has its title, section, source (the address of the lead source) and publisher. Raises SiteError, and
    writes nothing, where a file is there already or the story would not build.
    """
    _refuse(answers)
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
    readings, problems = read_all(settings)
    documents = {reading.document.path: reading.document for reading in readings}
    # last, so that what is there already is right and what is new is told of
    entries = [reading.entry for reading in sorted(readings, key=lambda reading: reading.document.path == name)]
    for rule in (consistency.repeated_ids, consistency.ambiguous_names, consistency.contradicting_sources):
        problems += rule(entries, documents.__getitem__)
    own = [problem for problem in problems if problem.path == name]
    if own:
        target.unlink()
        _stop(f"{problem.wrong}; {problem.right}" for problem in own)
    return name


def _refuse(answers):
    """Raise SiteError for answers of which no file can be made."""
    faults = []
    for name, answer in answers.items():
        if unseen := ", ".join(f"U+{ord(character):04X}" for character in hidden(answer)):
            faults.append(f"the {name} holds the character {unseen}, which cannot be printed or seen; leave it out")
        elif name in {"title", "publisher"} and not id_of(answer):
            faults.append(f"the {name} has no letter or digit to make an id of: `{answer}`; give it one")
    if faults:
        _stop(faults)


def _stop(faults):
    raise SiteError("\n".join([*faults, "No story was written."]))
