"""Builds for tasks.py: one that fails says why in sentences and changes nothing; one that succeeds, what it did."""

import filecmp
import importlib
import logging
import os
import shutil
import tempfile
import traceback
from contextlib import contextmanager
from pathlib import Path

import pelican.log
from invoke import Exit
from pelican import Pelican
from pelican.log import LimitFilter
from pelican.settings import get_settings_from_file, read_settings

from publishing import address

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"


def build(settings_file, output, overrides):
    """Build the site into the folder `output`, by the settings' PELICAN_CLASS.

    Returns (the settings, the report of plugins.incremental or None); what is wrong ends the task in sentences.
    """
    with told() as warnings:
        # as it was typed: Pelican mends some of it
        fault = address.fault(get_settings_from_file(str(HERE / settings_file))["SITEURL"])
        if fault:
            raise FailureError([f"{settings_file}: {fault}"])
        settings = read_settings(str(HERE / settings_file), override={"OUTPUT_PATH": str(output), **overrides})
        kind = class_of(settings["PELICAN_CLASS"])
        if kind is Pelican:
            _build_all(settings, output, warnings)
            return settings, None
        return settings, run(kind(settings), warnings)


@contextmanager
def told(*, strict=True):
    """Have whatever goes wrong inside end the task in sentences; gives the Warnings that come from Pelican.

    Unless `strict`, no warning is a reason to stop.
    """
    pelican.log.console.quiet = True  # the task says in its own words what was done
    # Pelican tells of each thing once a process
    LimitFilter._raised_messages.clear()  # noqa: SLF001 - it has no other way
    LimitFilter._group_count.clear()  # noqa: SLF001
    warnings = Warnings(strict=strict)
    logging.getLogger().addHandler(warnings)
    try:
        yield warnings
    except Exit:
        raise
    except (Exception, SystemExit) as error:
        problems = getattr(error, "problems", None)  # those of plugins.story, each with its place
        raise FailureError([*map(str, problems or [located(error)]), *warnings.lines]) from None
    finally:
        logging.getLogger().removeHandler(warnings)


def class_of(name):
    """The class that a setting names, or is."""
    if not isinstance(name, str):
        return name
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def _build_all(settings, output, warnings):
    """Build with Pelican as it is, beside the output, and put it into place if nothing was wrong."""
    with tempfile.TemporaryDirectory(prefix=".building-", dir=HERE) as staging:
        Pelican({**settings, "OUTPUT_PATH": staging}).run()
        warnings.raise_any()
        replace(Path(output), Path(staging))


def run(site, warnings):
    """Build a site of plugins.incremental, which asks when everything is rendered and nothing is written yet.

    Returns the report.
    """
    from plugins.incremental import ClusterError, rendered  # noqa: PLC0415 - a plugin that does not parse is told of

    def ask(_site):
        warnings.raise_any()

    with rendered.connected_to(ask):
        try:
            site.run()
        except ClusterError as error:
            raise Exit(str(error)) from None
        except OSError as error:
            if error.filename and Path(error.filename).is_relative_to(site.settings["OUTPUT_PATH"]):
                raise unwritable(site.settings["OUTPUT_PATH"], error) from None
            raise
    return site.report


class Warnings(logging.Handler):
    """Keeps what Pelican and its plugins warn of: each is a reason not to publish, where that is `strict`."""

    def __init__(self, *, strict):
        super().__init__(logging.WARNING)
        self.lines, self.strict = [], strict

    def emit(self, record):
        cause = f": {located(record.exc_info[1])}" if record.exc_info and record.exc_info[1] else ""
        self.lines.append(record.getMessage().replace(f"{HERE}/", "") + cause)

    def raise_any(self):
        if self.lines and self.strict:
            raise FailureError(self.lines)


def located(error):
    """An error in one line, with the last place in this project that it came through."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames if Path(frame.filename).is_relative_to(HERE)]
    # what only carries out the build is never what is wrong
    carrying = (str(VENV), __file__, str(HERE / "plugins" / "incremental"))
    own = [place for place in places if not place[0].startswith(carrying)]
    # what a template hands to a plugin is the template's doing
    own = [place for place in own if place[0].startswith(str(HERE / "theme"))] or own
    if getattr(error, "lineno", None) and getattr(error, "filename", None):
        own.append((error.filename, error.lineno))  # a template or setting that does not parse
    place = f"{os.path.relpath(own[-1][0], HERE)}:{own[-1][1]}: " if own else ""
    said = str(getattr(error, "msg", None) or error).replace(f"{HERE}/", "")
    return f"{place}{type(error).__name__}: {said}"


class FailureError(Exit):
    """A build that did not come about; `lines` are sentences that say why."""

    def __init__(self, lines):
        noun = "problem" if len(lines) == 1 else "problems"
        super().__init__("\n".join([*lines, f"{len(lines)} {noun}: nothing was built."]))
        self.lines = lines


def unwritable(folder, error):
    return Exit(f"{Path(folder).name}/ cannot be written ({error.strerror}): mend that, then try again.")


def replace(target, staging):
    """Make the folder `target` equal to `staging`, a file at a time and only where bytes differ.

    A folder that cannot be written ends the task in a sentence.
    """
    try:
        _replace(target, staging)
    except OSError as error:
        raise unwritable(target, error) from None


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
