"""Writing a new story: `tasks.py new`."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from railhead import files
from railhead.errors import SiteError

from . import consistency
from .reader import read_all
from .skeleton import skeleton


def write_new(settings: Mapping[str, Any], answers: dict[str, str]) -> str:
    """Write a draft that builds, and return its path from the folder of the project.

    `answers` has its title, section, source (the address of the lead source) and publisher. Raises SiteError, and
    writes nothing, where a file is there already or the story would not build.
    """
    path, text = skeleton(answers, datetime.now(UTC).date())
    content = Path(settings["PATH"])
    target = content / path
    name = f"{content.name}/{path}"
    if target.exists() or target.is_symlink():
        raise SiteError(f"{name} is there already: choose another title.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        files.write(target, text.encode("utf-8", "surrogateescape"))
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
        raise SiteError("\n".join([*(f"{problem.wrong}; {problem.right}" for problem in own), "No story was written."]))
    return name
