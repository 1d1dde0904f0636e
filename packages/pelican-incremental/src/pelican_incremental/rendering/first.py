"""Renders the pages that are open in a preview before all others, so that their reader need not wait for these.

Which pages are open is told by the preview's server; nothing is sent to them from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .tasks import Page, render
from .writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ..build import Build
    from ..protocols import Given
    from ..tracing.index import Index


class FirstWriter(Writer):
    """Puts pages of some names into the output at once, and passes over all else that it is given.

    What the build knows of a page stays as it was: it is rendered once more in its turn. `shown` are the names of those
    that are other than they were.
    """

    def __init__(self, build: Build, names: Iterable[str]) -> None:
        super().__init__(str(build.staging.folder), build.settings, build)
        self._names = set(names)
        self.shown: list[str] = []

    def write_feed(self, *_arguments: Any, **_more: Any) -> None:
        """Write nothing here: feeds are rendered with all that nobody looks at."""

    def write_made(self, name: str, make: Callable[..., bytes | str], given: Given) -> None:
        """Write nothing: nobody looks at what plugins make."""

    def write_each(
        self, contents: list[Any], name_of: Callable[[Any], str], make: Callable[..., bytes | str], given: Given
    ) -> None:
        """Write nothing: nobody looks at what plugins make."""

    def write_items(self, index: Index[Any, Any], write: Callable[[Any, Any], object]) -> None:
        """Write nothing: nobody looks at what plugins make."""

    def _page(self, page: Page, place: str) -> None:  # noqa: ARG002 - a Writer's
        if page.name not in self._names:
            return
        self._names.remove(page.name)
        data = render(self, self._apart(page))[0]
        if not self.build.staging.is_same(page.name, data):
            self.build.staging.show(page.name, data)
            self.shown.append(page.name)
