"""One check, from beginning to end: the site is built as for publishing, and looked at.

What is looked at is listed in `suite`; nothing is put before readers, which `publish` does.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from blinker import signal
from pelican_incremental import DamagedError, shortened

from railhead.build import build
from railhead.errors import SiteError
from railhead.paths import CHECKED, LIVE_SETTINGS, RECORD, REMEMBERED
from railhead.remembered import remembering

if TYPE_CHECKING:  # else a plugin that does not parse would be met before the build that tells of it
    from collections.abc import Callable, Mapping, Sequence

    from railhead.record.published import Stories
    from railhead.remembered import Remembered
    from railhead.story.readings import Readings

    from .finding import Finding


@dataclass(frozen=True)
class Checked:
    """A site in which there is no error: the settings that it was built with, its published stories, and the seconds
    that each step took.
    """

    settings: dict[str, Any]
    stories: Stories
    seconds: dict[str, float]


def check(say: Callable[[str], object], *, external: bool = False) -> Checked:
    """Build as for publishing into CHECKED, and say each Finding in a line, of many alike the first; with
    `external`, links to other sites too.

    Raises SiteError where one is an error, and BuildError where nothing could be built.
    """
    written: dict[str, list] = {}
    note = written.update if external else None
    settings, stories, found, seconds = remembering(REMEMBERED, partial(_check, say, note), say)
    from . import suite  # noqa: PLC0415 - not before the build, which tells of a plugin that does not parse

    if external:
        found += suite.outside(CHECKED, settings["SITEURL"], written)
    _tell(sorted(found), say)
    return Checked(settings, stories, seconds)


def _check(
    say: Callable[[str], object], note: Callable[[Mapping[str, list[Any]]], object] | None, remembered: Remembered
) -> tuple[dict[str, Any], Stories, list[Finding], dict[str, float]]:
    """(the settings, the published stories, all findings, the seconds of each step). What the build noted is said, and
    `note`, if given, gets the places at which addresses of other sites stand.
    """
    told, damage = [], []

    def look_at(readings: Readings) -> None:
        from . import suite  # noqa: PLC0415 - as above

        begun = time.perf_counter()
        try:
            of_stories = suite.of_stories(readings, RECORD, remembered, datetime.now(UTC).date())
            if note:
                note(suite.external.places(readings))
        except DamagedError as error:  # which a build would take for a fault of the site
            damage.append(error)
        else:
            told.append((*of_stories, time.perf_counter() - begun))

    started = time.perf_counter()
    # by its name, before the plugin is imported; and in the build, since a file saved later is another
    with signal("railhead_readings_checked").connected_to(look_at):
        settings, report = build(LIVE_SETTINGS, CHECKED, {}, say)
    built = time.perf_counter()
    for notice in report.notices if report else ():
        say(notice)
    if damage:
        raise damage[0]
    from . import identity, people, suite  # noqa: PLC0415 - as above

    ((found, stories, looking),) = told
    found = [*found, *suite.of_output(CHECKED, settings["SITEURL"], remembered), *identity.check(CHECKED, settings)]
    found += people.disclosures(CHECKED, settings)
    seconds = {"built": built - started - looking, "checked": time.perf_counter() - built + looking}
    return settings, stories, found, seconds


def _tell(found: Sequence[Finding], say: Callable[[str], object]) -> None:
    """Say the findings, of many alike the first. Raises SiteError where one is an error."""
    from .finding import Level  # noqa: PLC0415 - as above

    for line in shortened(map(str, found)):
        say(line)
    counts = {level: sum(finding.level is level for finding in found) for level in Level}
    named = (f"{count:,} {level.name.lower()}{'s' if count != 1 else ''}" for level, count in counts.items())
    say(f"{', '.join(named)}.")
    if counts[Level.ERROR]:
        raise SiteError("Errors were found: mend them, then try again.")
