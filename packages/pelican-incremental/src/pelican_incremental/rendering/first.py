"""Pages that somebody looks at: they are shown before all others are rendered."""

from .tasks import Page, render
from .writer import Writer


class FirstWriter(Writer):
    """Puts pages of some names into the output at once, and passes over all else that it is given.

    What the build knows of a page stays as it was: it is rendered once more in its turn. `shown` are the names of those
    that are other than they were.
    """

    def __init__(self, build, names):
        super().__init__(str(build.staging.folder), build.settings, build)
        self._names = set(names)
        self.shown = []

    def write_feed(self, *_arguments, **_more):
        """Nobody looks at feeds."""

    def write_made(self, name, make, given):
        """Nor at what plugins make."""

    def write_each(self, contents, name_of, make, given):
        """As above."""

    def write_items(self, index, write):
        """As above."""

    def _page(self, page: Page, place: str) -> None:  # noqa: ARG002 - a Writer's
        if page.name not in self._names:
            return
        self._names.remove(page.name)
        data = render(self, self._apart(page))[0]
        if not self.build.staging.is_same(page.name, data):
            self.build.staging.show(page.name, data)
            self.shown.append(page.name)
