"""A build of the site, as the tasks run it: what is wrong stops it with sentences, and leaves the output alone.

Serving what was built while somebody writes is in preview/, and rules beyond those of a build are in check/.
"""

from __future__ import annotations

import importlib
import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from blinker import signal
from pelican import Pelican
from pelican.settings import get_settings_from_file, read_settings
from pelican_incremental import BuildError, Report, Warnings, explained, rendered

from . import address, files
from .dates import minute
from .errors import SiteError
from .paths import LIVE_SETTINGS, ROOT, SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime


def settings_in(settings_file: Path) -> dict[str, Any]:
    """The settings in a file. Raises BuildError for one that cannot be read."""
    with explained(ROOT, carrying=(__file__,)):
        _expect_settings(settings_file)
        return read_settings(str(settings_file))


def build(
    settings_file: Path, output: Path, overrides: Mapping[str, Any], say: Callable[[str], object] | None = None
) -> tuple[dict[str, Any], Report | None]:
    """Build the site of a settings file into the folder `output`, by the settings' PELICAN_CLASS.

    `say` is told when each scheduled story goes out. Returns the settings and the Report of IncrementalPelican, which
    is None where that is not the class. Raises BuildError for whatever is wrong, a warning of Pelican's too.
    """
    told = _tell_scheduled(say)
    with told, explained(ROOT, output=output, carrying=(__file__,)) as warnings:
        _expect_settings(settings_file)
        # as it was typed: Pelican mends some of it
        fault = address.fault(get_settings_from_file(str(settings_file)).get("SITEURL"))
        if fault:
            raise BuildError([f"{settings_file.name}: {fault}"])
        settings = read_settings(str(settings_file), override={**overrides, "OUTPUT_PATH": str(output)})
        for folder in (Path(settings["CACHE_PATH"]), output):
            files.refuse_links(folder, folder)  # a branch may have brought one, and it may lead anywhere
        kind = settings["PELICAN_CLASS"]
        if isinstance(kind, str):
            module, _, name = kind.rpartition(".")
            kind = getattr(importlib.import_module(module), name)
        if kind is Pelican:
            _build_with_stock(settings, output, warnings)
            return settings, None
        site = kind(settings)
        with rendered.connected_to(lambda _site: warnings.raise_any()):
            site.run()
        return settings, site.report


def _tell_scheduled(say: Callable[[str], object] | None) -> AbstractContextManager[object]:
    """A context in which a build tells `say`, if given, of each story that is scheduled."""
    if say is None:
        return nullcontext()

    def tell(stories: Iterable[tuple[str, datetime]]) -> None:
        for path, due in sorted(stories):
            say(f"{path} is scheduled: it goes out with the first publish from {minute(due)} on")

    # by its name, before the plugin is imported
    return signal("railhead_stories_scheduled").connected_to(tell)


def build_and_tell(
    settings_file: Path, output: Path, overrides: Mapping[str, Any], say: Callable[[str], object], *, why: str = ""
) -> None:
    """Build as `build` does, and say what was done; and why the page at the address `why` was rendered, if given.

    Raises BuildError as `build`, and SiteError where there is no such page.
    """
    started = time.perf_counter()
    _, report = build(settings_file, output, overrides, say)
    seconds = f"{time.perf_counter() - started:.1f} s"
    if report is None:
        say(f"{output.name}/: all of it built in {seconds}")
        return
    for notice in report.notices:
        say(notice)
    say(f"{output.name}/: {report.summary()}, all in {seconds}")
    if why:
        page = why.lstrip("/") + ("" if why.lstrip("/") and not why.endswith("/") else "index.html")
        _tell_why(page, report, say)


def _tell_why(page: str, report: Report, say: Callable[[str], object]) -> None:
    """Say why a page was rendered, or that it was not. Raises SiteError where there is none, which names some alike."""
    pages = {*report.rendered, *report.written, *report.skipped}
    reasons = report.why(page)
    if not reasons and page not in pages:
        addresses = ["/" + name.removesuffix("index.html") for name in sorted(pages)]
        close = get_close_matches("/" + page.removesuffix("index.html"), addresses, 3, 0.5)
        right = f"did you mean {' or '.join(close)}?" if close else "give its address, such as /about/."
        raise SiteError(f"{page} is no page of this build; {right}")
    say("\n".join(reasons or [f"{page} was not rendered: nothing that it read has changed."]))


def _expect_settings(settings_file: Path) -> None:
    """Raise NoFileError where a file of settings, or one beside it that it may take others from, is none."""
    for path in {settings_file, *map(settings_file.with_name, (SETTINGS.name, LIVE_SETTINGS.name))}:
        files.expect(path)


def _build_with_stock(settings: dict[str, Any], output: Path, warnings: Warnings) -> None:
    """Build everything with Pelican's own class, beside the output, and exchange the two if nothing was wrong."""
    with tempfile.TemporaryDirectory(prefix=".building-", dir=output.parent) as folder:
        staging = Path(folder, output.name)
        Pelican({**settings, "OUTPUT_PATH": str(staging)}).run()
        warnings.raise_any()
        files.make_all_readable(staging)
        files.land(staging, output)
