"""What `check` would say of a page, for the writer who looks at it.

What is to be said of other pages is left out; `tasks.py check` says all of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pelican_incremental import shortened

from railhead.check import suite
from railhead.paths import RECORD
from railhead.story.model import Story
from railhead.story.reader import StoryReader

if TYPE_CHECKING:
    from collections.abc import Mapping


def notes_on(name: str, output: Path, settings: Mapping[str, Any]) -> list[str]:
    """Sentences about the page called `name` in the folder `output`; none where there is no such page."""
    if not (output / name).is_file():
        return []
    content = Path(settings["PATH"])
    reader = StoryReader(settings)
    slug, folder = Path(name).parent.name, name.partition("/")[0]
    kind = folder if folder in {"equipment", "threads", "authors"} else "pages" if folder == slug else "stories/*"
    for path in content.glob(f"{kind}/{slug}.md"):
        reader.read(str(path))
    told = list(reader.readings.values())
    for path in {place for r in told if isinstance(r.model, Story) for place in r.model.equipment}:
        reader.read(str(content / "equipment" / f"{path}.md"))
    readings = list(reader.readings.values())
    found = suite.of_page(output, name, readings, RECORD)
    own = {name, *(reading.document.path for reading in told)}
    return shortened(str(finding) for finding in found if finding.path in own)
