"""What this site adds to the preview: drafts, the style guide, and what `check` says of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pelican_incremental.preview import Hooks

from railhead.publish.headers import SECURITY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# what only preview writes
ONLY_IN_PREVIEW = {
    "DRAFT_SAVE_AS": "drafts/{slug}/index.html",
    "DRAFTS_SAVE_AS": "drafts/index.html",
    "STYLE_GUIDE_SAVE_AS": "style-guide/index.html",
}
# a preview has no TLS, of which a host that says this would be held to
AS_PUBLISHED = {name: text for name, text in SECURITY.items() if name != "Strict-Transport-Security"}


class Preview(Hooks):
    """What this site adds to the preview: `tasks.py preview` gives `serve` the name of this class."""

    settings: ClassVar[Mapping[str, Any]] = ONLY_IN_PREVIEW
    strict: ClassVar[bool] = True
    headers: ClassVar[Mapping[str, str]] = AS_PUBLISHED
    heading: ClassVar[str] = "Preview: what a check says of this page"

    def notes(self, name: str, output: Path, settings: Mapping[str, Any]) -> list[str]:
        """What `check` would say of the page called `name` in the folder `output`, a sentence each."""
        from .notes import notes_on  # noqa: PLC0415 - so that a plugin which does not parse is told of by the build

        return notes_on(name, output, settings)
