"""Pelican's writer, which renders stale pages only, and notes all others as files that stay as they are.

It writes nothing into the output itself: `staging` puts the files into place when all are rendered.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, TypeVar

import pelican.writers
from pelican.paginator import Paginator
from pelican.utils import get_relative_path, path_to_url, sanitised_join

from ..store.rows import EACH, Job
from ..tracing.digests import Reference, value_or_kind_digest
from ..tracing.lists import ContentList
from ..tracing.lists import name_of as name_of_list
from ..versions import OverwriteError
from .tasks import AROUND, Feed, Made, Page, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from jinja2 import Template

    from ..build import Build
    from ..protocols import Context, Given, Settings
    from ..tracing.index import Index
    from .tasks import Task

    K = TypeVar("K")
    V = TypeVar("V")

logger = logging.getLogger("pelican.writers")
CONTESTED = "something new is written to the file of a page that stays"


class Writer(pelican.writers.Writer):
    """Writes into the staging folder of `build`.

    `job` is set by our generators before each call and names it from build to build. As long as it works `lazily`, what
    is to be rendered is put into `tasks`, until `flush`; pages of generators of plugins, who may look at the file at
    once, are rendered at once. `told` are the pages of which plugins have yet to hear that they are written.
    """

    def __init__(self, output_path: str, settings: Settings, build: Build) -> None:
        self.build = build
        super().__init__(output_path, settings)
        self.job: Job | None = None
        self.tasks: list[Task] = []
        self.told: list[Page] = []
        self._kept_files: set[str] = set()
        self.lazily = False

    @property
    def output_path(self) -> str:
        """The folder to write into, which a plugin may set."""
        return self._output_path

    @output_path.setter
    def output_path(self, path: str) -> None:
        self._output_path = str(self.build.staging.instead_of(path))

    def write_feed(
        self,
        elements: list[Any],
        context: Context,
        path: str | None = None,
        url: str | None = None,
        feed_type: str = "atom",
        override_output: bool = False,
        feed_title: str | None = None,
    ) -> Any:
        arguments = (elements, context, path, url, feed_type, override_output, feed_title)
        if not self.lazily:
            self.build.library.pass_on()
        if path is None or self.is_elsewhere:
            return super().write_feed(*arguments)
        own = {"url": url, "type": feed_type, "title": feed_title, "localsiteurl": context.get("localsiteurl")}
        if not isinstance(elements, Reference):
            own["elements"] = list(elements[: self.settings["FEED_MAX_ITEMS"]])
        place = sanitised_join(self.output_path, str(path))
        name = self._name(place)
        if not self.lazily:
            arguments = (elements, {**context, "OUTPUT_PATH": self.output_path}, *arguments[2:])
        task = Feed(name, self.job or Job("file", name), arguments, own)
        if self._claim(task.name, place, override_output) and self.build.must_write(task.name, task.job, own):
            self._do(task)
        return None

    def write_file(
        self,
        name: str,
        template: Template,
        context: Context,
        relative_urls: bool = False,
        paginated: dict[str, Any] | None = None,
        template_name: str | None = None,
        override_output: bool = False,
        url: str | None = None,
        **kwargs: Any,
    ) -> None:
        if not name:
            return
        if not self.lazily:
            self.build.library.pass_on()
        if self.is_elsewhere:
            own = relative_urls, paginated, template_name, override_output, url
            super().write_file(name, template, context, *own, **kwargs)
            return
        if paginated is None:
            paginated = {key: value for key, value in kwargs.items() if key in {"articles", "dates"}}
        pages = [(name, kwargs)]
        if paginated and template_name in self.settings["PAGINATED_TEMPLATES"]:
            per_page = self.settings["PAGINATED_TEMPLATES"][template_name] or self.settings["DEFAULT_PAGINATION"]
            pages = _paginated(name, url, paginated, kwargs, self.settings, per_page)
        for page_name, values in pages:
            given = {**values, "output_file": page_name, "localsiteurl": context.get("localsiteurl", None)}
            if relative_urls:
                given["SITEURL"] = given["localsiteurl"] = path_to_url(get_relative_path(page_name))
            if given["localsiteurl"]:
                context["localsiteurl"] = given["localsiteurl"]
            place = sanitised_join(self.output_path, page_name)
            name = self._name(place)
            self._page(Page(name, self.job or Job("file", name), template, context, given, override_output), place)

    def write_made(self, name: str, make: Callable[..., bytes | str], given: Given) -> None:
        """Write what `make` returns with the values `given`, if that may be another than what it made before."""
        place = sanitised_join(self.output_path, name)
        task = Made(self._name(place), Job("made", name), make, given)
        if self._claim(task.name, place, override=False) and self.build.must_write(task.name, task.job, given):
            self.build.take(write(self, task))

    def write_each(
        self, contents: list[Any], name_of: Callable[[Any], str], make: Callable[..., bytes | str], given: Given
    ) -> None:
        """Write what `make` returns for each of the contents, where that may be another than what it made before."""
        listed = name_of_list(contents) if isinstance(contents, ContentList) else ""
        digests = [value_or_kind_digest(given[key]).hex() for key in sorted(given)]
        kind = " ".join([f"{EACH}{listed} by {_called(make)}", *digests])
        for content in self.build.to_write(kind, contents):
            place = sanitised_join(self.output_path, name_of(content))
            job = Job(kind, self.build.library.key_of(content))
            task = Made(self._name(place), job, make, given, content, name_of)
            if not self._claim(task.name, place, override=False) or not self.build.must_write(task.name, job, given):
                continue
            if self.build.in_turn:
                self.build.take(write(self, task))
            else:
                self.tasks.append(task)

    def write_items(self, index: Index[K, V], write: Callable[[K, V], object]) -> None:
        """Have `write` called for each item of an Index whose pages may be other than they were."""
        before = self.lazily
        self.lazily = not self.build.in_turn
        try:
            for job, key in self.build.items_to_write(index):
                self.job = job
                write(key, index[key])
        finally:
            self.job, self.lazily = None, before

    def _name(self, place: str) -> str:
        """The name of the output at a path, which lies in the output."""
        return self.build.staging.name_of(place)  # ty: ignore[invalid-explicit-return] - see `is_elsewhere`

    @property
    def is_elsewhere(self) -> bool:
        """Whether a plugin has made this writer write into a folder outside the output."""
        return self.build.staging.name_of(self.output_path) is None

    def _apart(self, page: Page) -> Page:
        """The page, with what it is given where its generator made it a context of its own."""
        if page.context is self.build.context:
            return page
        given = {**_differing(page.context, self.build.context), **page.given}
        return page._replace(given=given, around=self.build.context["localsiteurl"])

    def _page(self, page: Page, place: str) -> None:
        page = self._apart(page)
        if self.build.tells:
            self.told.append(page)
        if not self._claim(page.name, place, page.override):
            return
        is_stale = self.build.must_write(page.name, page.job, {**page.given, AROUND: page.around})
        if is_stale:
            self._do(page)
        if not self.lazily:
            self._tell()

    def _do(self, task: Task) -> None:
        """Write what a task is for, at once or when there are more."""
        if self.lazily:
            self.tasks.append(task)
        else:
            self.build.take(write(self, task))

    def _tell(self) -> None:
        """Tell plugins of pages, in the order in which they are written."""
        told, self.told = self.told, []
        for page in told:
            self.build.tell(page)

    def _claim(self, name: str, path: str, override: bool) -> bool:
        """Whether what is written under a name, at a path, is to stay, by Pelican's rules for what is written twice."""
        if path in self._kept_files:
            # which of the two is to stay, only those who write both can say
            self.build.store.damaged(CONTESTED)
            return True
        if path in self._overridden_files:
            if override:
                raise OverwriteError(
                    f'Failed to overwrite "{self._shown(name)}" a second time (was previously overwritten)'
                )
            logger.info('Skipping "%s", not overwriting', path)
            self.build.contested.add(name)
            return False
        if path in self._written_files:
            if not override:
                raise OverwriteError(
                    f'Failed to overwrite "{self._shown(name)}" as Pelican has already '
                    "written to it previously (set `override=True` if intended)"
                )
            logger.info('Overwriting "%s"', path)
            self.build.contested.add(name)
            self.tasks = [task for task in self.tasks if task.name != name]
        if override:
            self._overridden_files.add(path)
        self._written_files.add(path)
        return True

    def claim(self, names: Iterable[str]) -> None:
        """Note that these outputs belong to this build and stay as they are: nobody else may write or remove them.

        If one of them was written already, the store is noted as damaged, and the build is done again without it.
        """
        base = sanitised_join(self.output_path, "x")[:-1]
        paths = {f"{base}{name}" for name in names}
        if not paths.isdisjoint(self._written_files):
            self.build.store.damaged(CONTESTED)
        self._written_files |= paths
        self._kept_files |= paths

    def _shown(self, name: str) -> Path:
        """The path in the output of what is laid down under a name."""
        return self.build.staging.target / name

    def flush(self) -> None:
        """Render the tasks that were put off, in processes where that pays."""
        tasks, self.tasks = self.tasks, []
        address = self.build.context["localsiteurl"]
        for written in self.build.workers.write(self, tasks):
            self.build.take(written)
        self._tell()
        self.build.context["localsiteurl"] = address
        self.job = None


def _called(make: Callable[..., object]) -> str:
    """What names a function from build to build; of what has no name of its own, what it holds counts as well."""
    name = getattr(make, "__qualname__", None)
    return f"{make.__module__}.{name}" if name else f"{type(make).__qualname__} {value_or_kind_digest(make).hex()}"


def _differing(context: Context, shared: Context) -> dict[str, Any]:
    """What a context that a generator made for one page has beside the one that all share."""
    return {key: value for key, value in context.items() if key not in shared or shared[key] is not value}


def _paginated(
    name: str, url: str | None, paginated: dict[str, Any], kwargs: Given, settings: Settings, per_page: int
) -> Iterator[tuple[str, Given]]:
    """[(name, values)] of each page of a paginated list, as Pelican makes them."""
    paginators = {key: Paginator(name, url, items, settings, per_page) for key, items in paginated.items()}
    # asked of each, because a paginator remembers the answer, and pages are compared by what it holds
    for number in range([paginator.num_pages for paginator in paginators.values()][0]):  # noqa: RUF015
        values = kwargs.copy()
        for key, paginator in paginators.items():
            page = paginator.page(number + 1)
            values |= {
                f"{key}_paginator": paginator,
                f"{key}_page": page,
                f"{key}_previous_page": paginator.page(number) if number else None,
                f"{key}_next_page": paginator.page(number + 2) if number + 1 < paginator.num_pages else None,
            }
        yield page.save_as, values
