"""Builds for tasks.py: one that fails says why in sentences, and one that succeeds replaces only what differs."""

import filecmp
import logging
import os
import shutil
import traceback
from pathlib import Path

import pelican.log
from invoke import Exit
from pelican import Pelican
from pelican.settings import read_settings

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"


def generate(settings_file, output, overrides):
    """Run Pelican into the folder `output` and return its settings; what it finds wrong ends the task in sentences."""
    pelican.log.console.quiet = True  # its closing line counts what the summary counts better
    warnings = Warnings()
    logging.getLogger().addHandler(warnings)
    try:
        settings = read_settings(str(HERE / settings_file), override={"OUTPUT_PATH": output, **overrides})
        Pelican(settings).run()
    except (Exception, SystemExit) as error:
        problems = getattr(error, "problems", None)  # those of plugins.story, each with its place
        raise failure([*map(str, problems or [located(error)]), *warnings.lines]) from None
    if warnings.lines:
        raise failure(warnings.lines)
    return settings


class Warnings(logging.Handler):
    """Keeps what Pelican and its plugins warn of: each is a reason not to publish."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        cause = f": {located(record.exc_info[1])}" if record.exc_info and record.exc_info[1] else ""
        self.lines.append(record.getMessage().replace(f"{HERE}/", "") + cause)


def located(error):
    """An error in one line, with the last place in this project that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames if Path(frame.filename).is_relative_to(HERE)]
    own = [place for place in places if not Path(place[0]).is_relative_to(VENV) and place[0] != __file__]
    # what a template hands to a plugin is the template's doing
    own = [place for place in own if place[0].startswith(str(HERE / "theme"))] or own
    if getattr(error, "lineno", None) and getattr(error, "filename", None):
        own.append((error.filename, error.lineno))  # a template or setting that does not parse
    place = f"{os.path.relpath(own[-1][0], HERE)}:{own[-1][1]}: " if own else ""
    said = str(getattr(error, "msg", None) or error).replace(f"{HERE}/", "")
    return f"{place}{type(error).__name__}: {said}"


def failure(lines):
    noun = "problem" if len(lines) == 1 else "problems"
    return Exit("\n".join([*lines, f"{len(lines)} {noun}: nothing was built."]))


def replace(target, staging):
    """Make the folder `target` equal to `staging`, a file at a time and only where bytes differ.

    Returns how many files were written, left as they were and removed; a folder that cannot be written ends the task
    in a sentence.
    """
    try:
        return _replace(target, staging)
    except OSError as error:
        raise Exit(f"{target.name}/ cannot be written ({error.strerror}): mend that, then try again.") from None


def _replace(target, staging):
    target.mkdir(exist_ok=True)
    wanted = {path.relative_to(staging) for path in staging.rglob("*") if path.is_file()}
    found = {path.relative_to(target) for path in target.rglob("*") if not path.is_dir()}
    changed = [n for n in wanted if n not in found or not filecmp.cmp(staging / n, target / n, shallow=False)]
    for name in changed:
        if (target / name).is_dir():
            shutil.rmtree(target / name)
        for folder in (target / name).parents:
            if folder.is_file():
                folder.unlink()
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (staging / name).replace(target / name)
    # new pages stand before the old ones go
    for name in found - wanted:
        (target / name).unlink(missing_ok=True)
    for folder in sorted((path for path in target.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return len(changed), len(wanted) - len(changed), len(found - wanted)
