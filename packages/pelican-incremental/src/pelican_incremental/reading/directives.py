"""The directive `date` of docutils, replaced by one that tells of asking for the time: its source is read each time.

All other directives stay as they are; the code of those that plugins add is looked through in `purity`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.misc import Date
from docutils.parsers.rst.languages import get_language

from ..tracing.recorder import recorder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils.nodes import Node


class TellingDate(Date):
    """docutils' directive `date`, telling that it was asked for."""

    def run(self) -> list[Node]:
        recorder.note_outside("the clock")
        return super().run()


def prepare(settings: Mapping[str, Any]) -> None:
    """Have the directive tell, under its names in the language of these settings, unless a plugin brings its own."""
    language = get_language(settings.get("DOCUTILS_SETTINGS", {}).get("language_code", "en"))
    own = [name for name, meant in getattr(language, "directives", {}).items() if meant == "date"]
    for name in {"date", *own}:
        # docutils has no public way to ask for it
        if directives._directives.get(name, Date) is Date:  # noqa: SLF001
            directives.register_directive(name, TellingDate)
