"""One check, from beginning to end: the site is built as for publishing, and looked at."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from blinker import signal

from railhead.build import build
from railhead.errors import SiteError
from railhead.paths import CHECKED, CHECKS, LIVE_SETTINGS, RECORD

if TYPE_CHECKING:  # else a plugin that does not parse would be met before the build that tells of it
    from railhead.story.reader import Reading


@dataclass(frozen=True)
class Checked:
    """A site in which there is no error: the settings that it was built with, the readings of all its source files,
    and the seconds that each step took.
    """

    settings: dict[str, Any]
    readings: list["Reading"]
    seconds: dict[str, float]


def check(say: Callable[[str], object], *, external: bool = False) -> Checked:
    """Build as for publishing into CHECKED, and say each Finding in a line; with `external`, links to other sites too.

    Raises SiteError where one is an error, and BuildError where nothing could be built.
    """
    started, read = time.perf_counter(), []
    # by its name, before the plugin is imported; and the readings of the build, since a file saved later is another
    with signal("railhead_readings_checked").connected_to(read.append):
        settings, _ = build(LIVE_SETTINGS, CHECKED, {})
    built = time.perf_counter()
    # after the build, which tells of a plugin that does not parse: these import plugins
    from . import suite  # noqa: PLC0415
    from .finding import Level  # noqa: PLC0415

    (readings,) = read
    found = suite.run(CHECKED, settings["SITEURL"], readings, RECORD, CHECKS)
    if external:
        found += suite.outside(CHECKED, settings["SITEURL"])
    for finding in found:
        say(str(finding))
    counts = {level: sum(finding.level is level for finding in found) for level in Level}
    named = (f"{count} {level.name.lower()}{'s' if count != 1 else ''}" for level, count in counts.items())
    say(f"{', '.join(named)}.")
    if counts[Level.ERROR]:
        raise SiteError("Errors were found: mend them, then try again.")
    return Checked(settings, readings, {"built": built - started, "checked": time.perf_counter() - built})
